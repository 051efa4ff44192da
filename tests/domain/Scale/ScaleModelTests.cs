using RetailActors.Bench.Model;

namespace RetailActors.Tests.Scale;

/// <summary>The arithmetic of docs/scale.md.</summary>
public sealed class ScaleModelTests
{
    private static readonly OrderCost _cost = new(
        "an order", SiloMicros: 500, DatabaseMicros: 250, Entries: 4, WalBytes: 5_000, WalSyncs: 0.1, QueueMessages: 2,
        NetworkBytes: 10_000, DiskBytes: 8_000);

    private static readonly Sizing _sizing = new(
        SiloCores: 4, DatabaseCores: 8, Busy: 0.5, CoreSpeed: 1, WalBytesPerSecond: 100_000_000,
        WalSyncsPerSecond: 1_000, NetworkBytesPerSecond: 1_000_000_000, QueueMessagesPerSecond: 2_000);

    private static readonly ScaleModel _model = new(_cost, _sizing);

    [Fact]
    public void A_resource_is_full_at_its_capacity_times_the_share_that_may_be_used_by_the_cost()
    {
        Rate("CPU of one silo").ShouldBe(4 * 0.5 / 0.0005);
        Rate("CPU of one database server").ShouldBe(8 * 0.5 / 0.00025);
        Rate("log disk of one database server, bytes").ShouldBe(10_000);
        Rate("log disk of one database server, syncs").ShouldBe(5_000);
        Rate("network card of one silo").ShouldBe(50_000);
        Rate("one queue").ShouldBe(500);
    }

    [Fact]
    public void What_is_full_first_comes_first() =>
        _model.Limits.Select(l => l.OrdersPerSecond).ShouldBeInOrder();

    [Fact]
    public void There_is_one_silo_to_spare_and_no_database_server()
    {
        var need = _model.For(4_000);
        need.Silos.ShouldBe(2);
        need.Shards.ShouldBe(1);
        need.Queues.ShouldBe(8);
    }

    [Fact]
    public void One_order_more_than_fits_takes_another_machine()
    {
        _model.For(4_001).Silos.ShouldBe(3);
        _model.For(5_000).Shards.ShouldBe(1);
        _model.For(5_001).Shards.ShouldBe(2);
    }

    [Fact]
    public void A_faster_core_takes_more_orders_and_no_other_resource_does()
    {
        var faster = new ScaleModel(_cost, _sizing with { CoreSpeed = 2 });
        faster.Limits.Single(l => l.Resource == "CPU of one silo").OrdersPerSecond.ShouldBe(8_000);
        faster.Limits.Single(l => l.Resource == "one queue").OrdersPerSecond.ShouldBe(500);
    }

    [Fact]
    public void What_costs_nothing_is_never_full()
    {
        var quiet = new ScaleModel(_cost with { QueueMessages = 0 }, _sizing);
        quiet.Limits[^1].ShouldBe(new Limit("one queue", double.PositiveInfinity));
        quiet.For(1_000_000).Queues.ShouldBe(1);
    }

    [Fact]
    public void Flows_grow_with_the_rate()
    {
        _model.For(278).WalBytesPerSecond.ShouldBe(278 * 5_000);
        _model.For(2_780).NetworkBytesPerSecond.ShouldBe(2_780 * 10_000);
    }

    private static double Rate(string resource) => _model.Limits.Single(l => l.Resource == resource).OrdersPerSecond;
}
