using RetailActors.Inventory;

namespace RetailActors.Tests.Simulation;

/// <summary>A SKU at a location.</summary>
internal sealed class SimStock
{
    public SimStock(SimClock clock, StockKey key, int units)
    {
        Key = key;
        Actor = new(clock, StockDecider.FoldFor(key));
        Clock = clock;
        Units = units;
        // Counted once the actor lives, and told again by a till that heard nothing: the movement's id makes it one.
        var count = new Movement(new("m-1"), MovementKind.Receive, units, clock.Now, null, null, null, Origin.System);
        clock.Spawn(async () =>
        {
            for (var told = false; !told; await clock.Sleep(500))
                Actor.Commit(s => StockDecider.Decide(s, count, clock.Now), _ => told = true);
        });
    }

    public StockKey Key { get; }
    public int Units { get; }
    public SimActor<Stock, StockEvent> Actor { get; }
    private SimClock Clock { get; }

    public void Reserve(Reserve c, Action<ReserveResult> reply) =>
        Actor.Commit(s => StockDecider.Decide(s, c, Clock.Now), reply);

    public void Allocate(Allocate c, Action<AllocateResult> reply) =>
        Actor.Commit(s => StockDecider.Decide(s, c, Clock.Now), reply);

    public void Release(Release c, Action<ReleaseResult> reply) =>
        Actor.Commit(s => StockDecider.Decide(s, c, Clock.Now), reply);

    public void Fulfil(RecordFulfilment c, Action<RecordFulfilmentResult> reply) =>
        Actor.Commit(s => StockDecider.Decide(s, c, Clock.Now), reply);

    public void Move(Movement c, Action<MovementResult> reply) =>
        Actor.Commit(s => StockDecider.Decide(s, c, Clock.Now), reply);

    /// <summary>Waits, as every answer does, until all that it was read from is durable.</summary>
    public void IsCommitted(ReservationId id, Action<object> reply) =>
        Actor.Commit<object>(s => (StockDecider.View(s, id, Clock.Now)?.Order is not null, []), reply);

    public void Resume() => Actor.Commit<object>(s => ("", StockDecider.Expire(s, Clock.Now)), null);
}
