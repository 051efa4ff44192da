namespace RetailActors.Bench.Model;

/// <summary>What is full first, and at how many orders a second.</summary>
/// <param name="Resource">In words.</param>
/// <param name="OrdersPerSecond">At the share that may be used.</param>
public sealed record Limit(string Resource, double OrdersPerSecond);

/// <summary>How many machines a rate needs.</summary>
/// <param name="Silos">With one to spare: a silo may fail or be replaced at the peak.</param>
/// <param name="Shards">Database servers that hold a part of the journal each.</param>
/// <param name="Queues">Queues that the event streams are spread over.</param>
/// <param name="WalBytesPerSecond">Of all shards together.</param>
/// <param name="NetworkBytesPerSecond">Of all silos together.</param>
public sealed record Need(int Silos, int Shards, int Queues, double WalBytesPerSecond, double NetworkBytesPerSecond);

/// <summary>Arithmetic from the cost of one order to machines. It knows no effect that was not measured; what costs
/// more in a larger cluster has to be in the cost already.</summary>
public sealed record ScaleModel(OrderCost Cost, Sizing Sizing)
{
    private const double Micros = 1_000_000;

    /// <summary>Rates at which one silo, one database server and one queue are full, the lowest first.</summary>
    public IReadOnlyList<Limit> Limits =>
    [
        .. new[]
        {
            new Limit("CPU of one database server", Rate(Sizing.DatabaseCores * Speed, Cost.DatabaseMicros)),
            new Limit("CPU of one silo", Rate(Sizing.SiloCores * Speed, Cost.SiloMicros)),
            new Limit("log disk of one database server, bytes", Rate(Sizing.WalBytesPerSecond, Cost.WalBytes)),
            new Limit("log disk of one database server, syncs", Rate(Sizing.WalSyncsPerSecond, Cost.WalSyncs)),
            new Limit("network card of one silo", Rate(Sizing.NetworkBytesPerSecond, Cost.NetworkBytes)),
            new Limit("one queue", Rate(Sizing.QueueMessagesPerSecond, Cost.QueueMessages)),
        }.OrderBy(l => l.OrdersPerSecond),
    ];

    /// <summary>Machines for so many orders a second.</summary>
    public Need For(double ordersPerSecond) => new(
        Count(ordersPerSecond, "CPU of one silo", "network card of one silo") + 1,
        Count(ordersPerSecond, "CPU of one database server", "log disk of one database server, bytes",
            "log disk of one database server, syncs"),
        Count(ordersPerSecond, "one queue"), ordersPerSecond * Cost.WalBytes, ordersPerSecond * Cost.NetworkBytes);

    private double Speed => Sizing.CoreSpeed * Micros;

    private double Rate(double capacity, double cost) =>
        cost > 0 ? capacity * Sizing.Busy / cost : double.PositiveInfinity;

    private int Count(double rate, params string[] resources) => Math.Max(1, (int)Math.Ceiling(
        rate / Limits.Where(l => resources.Contains(l.Resource)).Min(l => l.OrdersPerSecond)));
}
