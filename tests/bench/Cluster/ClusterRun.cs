using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Http;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Retail.Cluster;

namespace RetailActors.Bench.Cluster;

/// <summary>One cell: a cluster of processes on a copy of a prepared database, loaded by another process.</summary>
/// <param name="server">Of the databases.</param>
/// <param name="prepared">The one that is copied.</param>
/// <param name="plan">What callers do.</param>
/// <param name="allCores">True: each silo believes to have all processors of the machine, instead of its share.</param>
internal sealed class ClusterRun(PostgreSqlServer server, BenchDatabase prepared, LoadPlan plan, bool allCores)
{
    /// <summary>Articles of the load of orders.</summary>
    public const int Skus = 2_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>A database with articles and stock, and nobody connected to it.</summary>
    public static async Task<BenchDatabase> Prepare(PostgreSqlServer server)
    {
        var database = await BenchDatabase.Create(server);
        await using (var silo = await BenchSilo.Start(database, inProcessPsp: true))
        {
            await Assortment.Put(silo.Grains, Skus);
        }
        return database;
    }

    /// <summary>The gateway's door lets all callers in. As it ships it follows the processors, which the load, the
    /// database and the other silos keep busy here: then the table would be about the door.</summary>
    private string[] OpenDoor =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Admission:Start={plan.Callers}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Admission:Least={plan.Callers}"),
    ];

    /// <summary>Measures.</summary>
    public async Task<ClusterCell> Measure(
        ClusterLoad load, int silos, int round, string[] settings, Action<LoadProgress> progress)
    {
        await using var database = await BenchDatabase.Copy(server, prepared);
        await using var cluster = await SiloProcesses.Start(
            database, silos, compiled: true, CoreShare.Of(allCores ? 1 : silos, Environment.ProcessorCount),
            [.. OpenDoor, .. settings]);
        using var meter = new CostMeter(database, cluster);
        // Each silo compiles for itself, on the same two cores.
        var warm = plan with { WarmUp = plan.WarmUp * silos };
        var order = new LoadOrder(
            cluster.Addresses, "dev-key", warm, new OrderShape(1, 1, Skus, Hot: false, Mix: false),
            load == ClusterLoad.HotReservations);
        var (result, told, loadCpu) = await LoadProcess.Run(order, progress, meter.Mark);
        var faults = load == ClusterLoad.Orders
            ? await Orders(database, told)
            : await Holds(cluster, told);
        return new ClusterCell(
            load, silos, round, plan.Duration.TotalSeconds, plan.Callers, result, meter.Span, loadCpu, faults);
    }

    private static async Task<IReadOnlyList<string>> Orders(BenchDatabase database, TallyCounts told)
    {
        for (var waited = Stopwatch.StartNew(); await database.Scalar("SELECT count(*) FROM outbox") > 0;)
        {
            if (waited.Elapsed > _patience)
            {
                return [$"calls are still owed {_patience.TotalSeconds:N0} s after the last answer"];
            }
            await Task.Delay(250);
        }
        var faults = new List<string>();
        foreach (var (kind, status) in ((string, string)[])[("order", "accepted"), ("payment", "authorised")])
        {
            Compare(faults, $"{kind}s {status}", told, await database.Scalar(
                $"SELECT count(*) FROM directory WHERE kind = '{kind}' AND status = '{status}'"));
        }
        return faults;
    }

    private static async Task<IReadOnlyList<string>> Holds(SiloProcesses cluster, TallyCounts told)
    {
        using var http = new HttpClient { BaseAddress = cluster.Addresses[0] };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        var text = await http.GetStringAsync($"/v1/inventory/{OrderMaker.SkuAt(0)}/{OrderMaker.Location}");
        using var inventory = JsonDocument.Parse(text);
        var faults = new List<string>();
        Compare(faults, "units reserved", told, inventory.RootElement.GetProperty("reserved").GetInt64());
        return faults;
    }

    private static void Compare(List<string> faults, string what, TallyCounts told, long found)
    {
        if (found < told.Accepted || found > told.Accepted + told.Unknown)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"{what}: {found:N0} found, {told.Accepted:N0} told to callers ({told.Unknown:N0} unknown)"));
        }
    }
}
