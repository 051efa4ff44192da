using System.Globalization;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>
/// Orders, stock, payments and returns together, through their deciders only, over a bus that loses, doubles, delays
/// and reorders, with actors killed between any two steps. <c>SIM_SEEDS=n</c> runs n worlds, <c>SIM_SEED=n</c> the one
/// with that seed.
/// </summary>
public class OrderProcessSimulation
{
    private const int Worlds = 250;
    private const int DirectWorlds = 100;

    [Fact]
    public void Every_order_ends_well_whatever_is_lost_doubled_late_or_killed() => Alone(() =>
    {
        var only = Setting("SIM_SEED");
        var ends = new Dictionary<OrderStatus, int>();
        var (kills, closed) = (0, 0);
        for (var seed = only ?? 1; seed <= (only ?? Setting("SIM_SEEDS") ?? Worlds); seed++)
        {
            var world = Run(seed, ends);
            kills += world.Kills;
            closed += world.AllReturns.Values.Count(r => r.Actor.State.Status == ReturnStatus.Closed);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills; {closed} returns closed; "
            + string.Join(", ", ends.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}")));
        if (only is null)
        {
            kills.ShouldBeGreaterThan(1_000, "a fault that never bites proves nothing");
            closed.ShouldBeGreaterThan(300, "a return that never happens proves nothing");
            ends.Keys.ShouldBe(_allEnds, ignoreOrder: true, "an end that never comes proves little");
        }
    });

    [Fact]
    public void Money_that_finance_moves_past_the_orders_ends_in_their_books_too() => Alone(() =>
    {
        var (ahead, covered, before) = (0, 0, 0);
        for (var seed = 1; seed <= DirectWorlds; seed++)
        {
            var orders = Run(seed, [], direct: true).AllOrders.Select(o => o.Actor.State).ToList();
            ahead += orders.Count(o => o.Payments.Any(p => p.Direct > 0));
            covered += orders.Count(o => o.Payments.Any(p => p.Covered > 0));
            before += orders.Count(o => o.Returns.Any(r => r.Claim.PaidBefore is not null));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{ahead} captured directly, {covered} handed over after it; {before} paid back before their return");
        (ahead > 100, covered > 50, before > 10).ShouldBe((true, true, true), "what never happens proves nothing");
    });

    [Fact]
    public void The_same_seed_is_the_same_run() => Alone(() => Journals(7).ShouldBe(Journals(7)));

    // The test runner's context would put what goes on after a wait on a queue of its own, in an order of its own.
    private static void Alone(Action run)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private static readonly OrderStatus[] _allEnds =
    [
        OrderStatus.Accepted, OrderStatus.InFulfilment, OrderStatus.Completed, OrderStatus.Cancelled,
        OrderStatus.Rejected,
    ];

    private static SimWorld Run(int seed, Dictionary<OrderStatus, int> ends, bool direct = false)
    {
        var world = new SimWorld(seed, direct: direct);
        try
        {
            world.Run();
            SimChecks.Check(world);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"SIM_SEED={seed}: {e.Message}", e);
        }
        foreach (var order in world.AllOrders)
            ends[order.Actor.State.Status] = ends.GetValueOrDefault(order.Actor.State.Status) + 1;
        return world;
    }

    private static string Journals(int seed)
    {
        var world = new SimWorld(seed);
        world.Run();
        return string.Join('\n', world.AllOrders.Select(o => OrderDecider.Codec.Write(o.Actor.Journal)));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
