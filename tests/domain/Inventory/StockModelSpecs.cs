using CsCheck;
using RetailActors.Inventory;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>Random commands on few ids: everything meets everything. CsCheck prints the seed of a failure.</summary>
public sealed class StockModelSpecs
{
    private const int Runs = 1_000;

    private static readonly Gen<string> _ids = Gen.OneOf("a", "b", "c", "d", "e", "f");
    private static readonly Gen<int> _few = Gen.Int[1, 4];
    private static readonly Gen<DateTimeOffset> _ends = Gen.Int[0, 60].Select(m => Noon.AddMinutes(m));
    private static readonly Gen<string> _keys = Gen.OneOf("1", "2", "3");

    private static readonly Gen<object> _claims = Gen.OneOf<object>(
        Gen.Select(_ids, _few, _ends, (id, n, end) => (object)Reserve(id, n, end)),
        Gen.Select(_ids, _ends, (id, end) => (object)Extend(id, end)),
        Gen.Select(_ids, _few, _ids.Null(), (id, n, hold) => (object)Allocate(id, n, hold)),
        Gen.Select(_ids, _few.Nullable(), _keys, (id, n, key) => (object)Release(id, n, key)));

    private static readonly Gen<object> _decisions = Gen.Select(
        Gen.OneOf(MovementKind.Receive, MovementKind.Damage, MovementKind.SafetyStock, MovementKind.TransferOut,
            MovementKind.TransferIn, MovementKind.Incoming, MovementKind.Return),
        _few, Gen.Int[0, 40], _keys.Null(),
        (kind, n, id, document) => (object)Move(kind, n, $"m{id}", document));

    private static readonly Gen<object> _facts = Gen.OneOf<object>(
        Gen.Select(_ids, _few, _keys, (id, n, key) => (object)Fulfil(id, n, key)),
        Gen.Select(_few, Gen.Int[0, 40], (n, id) => (object)Move(MovementKind.Sale, n, $"m{id}")),
        Gen.Select(Gen.Int[-3, 3].Where(n => n != 0), Gen.Int[0, 40],
            (n, id) => (object)Move(MovementKind.Adjust, n, $"m{id}")),
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 40], Gen.Long[0, 12].Nullable(),
            (n, id, from) => (object)Move(MovementKind.Count, n, $"m{id}", changeFrom: from)));

    private static readonly Gen<object> _transfers = Gen.Select(
        Gen.OneOf(MovementKind.Incoming, MovementKind.TransferIn, MovementKind.TransferLost),
        _few, Gen.Int[0, 40], _keys,
        (kind, n, id, document) => (object)Move(kind, n, $"m{id}", $"t{document}", other: "store-1"));

    /// <summary>Its cut is after all of this: what happened is on its books, or else it is wrong.</summary>
    private static readonly Gen<object> _snapshots = Gen.Select(Gen.Int[0, 12], _ends,
        (n, asOf) => (object)Snapshot(n, asOf.AddDays(1)));

    private static Gen<(int Minutes, object Command)[]> Days(params (int, IGen<object>)[] commands) =>
        Gen.Select(Gen.Int[0, 4], Gen.Frequency<object>(commands)).Array[0, 60];

    [Fact]
    public void Whatever_happens_stock_agrees_with_a_model_of_it() =>
        Days((6, _claims), (3, _decisions), (3, _facts), (2, _transfers), (2, _snapshots))
            .Sample(day => Live(day, factsHappen: true), iter: Runs);

    [Fact]
    public void Without_facts_from_outside_no_bucket_is_ever_below_zero() =>
        Days((3, _claims), (2, _decisions)).Sample(day => Live(day, factsHappen: false), iter: Runs);

    [Fact]
    public void Of_a_demand_for_single_units_exactly_as_many_are_served_as_there_are() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 30].Array[0, 80]).Sample((stock, buyers) =>
        {
            var state = Given(Counted(stock)).State;
            var served = new HashSet<int>();
            foreach (var buyer in buyers)
            {
                var (result, events) = StockDecider.Decide(state, Allocate($"o{buyer}/1", 1), Noon);
                state = events.Aggregate(state, StockDecider.Evolve);
                _ = result is AllocateResult.OutOfStock || served.Add(buyer);
            }
            served.Count.ShouldBe(Math.Min(stock, buyers.Distinct().Count()));
            state.Levels.Committed.ShouldBe(served.Count);
        }, iter: Runs);

    private static void Live((int Minutes, object Command)[] day, bool factsHappen)
    {
        var (model, now) = (new StockModel(), Noon);
        var first = Move(MovementKind.Receive, 9, "m-first");
        var (stock, journal) = (Stock.For(Shelf), new List<string>());
        foreach (var (minutes, command) in day.Prepend((0, first)))
        {
            now = now.AddMinutes(minutes);
            var (result, events) = Decide(stock, command, now);
            result.ShouldBe(model.Do(command, now));
            stock = events.Aggregate(stock, StockDecider.Evolve);
            journal.Add(StockCodecs.Stock.Write(events));
            Check(stock, model, now, factsHappen);
            Decide(stock, command, now).Events.Length.ShouldBe(0, "a repetition changes nothing");
        }
        var replayed = journal.SelectMany(StockCodecs.Stock.Read).Aggregate(Stock.For(Shelf), StockDecider.Evolve);
        StockText.Of(replayed).ShouldBe(StockText.Of(stock));
    }

    internal static (object Result, StockEvent[] Events) Decide(Stock s, object command, DateTimeOffset now) =>
        command switch
        {
            Reserve c => StockDecider.Decide(s, c, now),
            Extend c => StockDecider.Decide(s, c, now),
            Allocate c => StockDecider.Decide(s, c, now),
            Release c => StockDecider.Decide(s, c, now),
            RecordFulfilment c => StockDecider.Decide(s, c, now),
            Movement c => StockDecider.Decide(s, c, now),
            ErpSnapshot c => StockDecider.Decide(s, c, now),
            _ => throw new ArgumentException("No such command.", nameof(command)),
        };

    private static void Check(Stock s, StockModel model, DateTimeOffset now, bool factsHappen)
    {
        var l = StockDecider.LevelsAt(s, now);
        l.ShouldBe(model.Levels);
        l.OnHand.ShouldBe(l.Available + l.Committed + l.Reserved + l.Damaged + l.SafetyStock + l.QualityControl);
        var held = s.Claims.Where(c => c.Value is Claim.Hold { IsLive: true }).ToArray();
        held.Sum(c => c.Value.Open).ShouldBe((int)s.Levels.Reserved);
        s.Held.Select(h => h.Id).ToHashSet().SetEquals(held.Select(c => c.Key)).ShouldBeTrue("live holds only");
        s.Claims.Values.OfType<Claim.Allocation>().Sum(c => c.Open).ShouldBe((int)s.Levels.Committed);
        new[] { l.Committed, l.Reserved, l.Damaged, l.SafetyStock, l.Incoming, factsHappen ? 0 : l.Available }.Min()
            .ShouldBeGreaterThanOrEqualTo(0);
        foreach (var (id, entry) in model.Entries)
        {
            var view = StockDecider.View(s, new(id), now);
            (view?.Open, view?.Status).ShouldBe(((int)entry.Open, entry.Status), id);
        }
        s.Claims.Count.ShouldBe(model.Entries.Count);
    }
}
