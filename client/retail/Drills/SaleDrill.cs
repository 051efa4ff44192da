using System.Diagnostics;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>A flash sale in the middle of which each silo is killed.</summary>
internal static class SaleDrill
{
    private const int Callers = 12;
    private const int Sample = 300;

    /// <summary>A sale that nothing disturbs would last so long, in seconds; three silos are killed and started again
    /// in less.</summary>
    private const int Length = 90;

    private static readonly TimeSpan _retryFor = TimeSpan.FromMinutes(3);

    /// <summary>The actor of the hot SKU leaves its silo only when that one ends. So when each of them is killed while
    /// units are left, one of them has it.</summary>
    public static async Task KillEachInTurn(Stage stage)
    {
        var stock = await Size(stage);
        var (sku, output) = (RunId.Next("HOT"), new StringWriter());
        var sale = Sell(stage, sku, stock, output);
        await Stage.Until(
            async () => await Left(stage, sku) is > 0 and var left && left < stock, _retryFor, "the sale");
        var (silos, killed, least) = (stage.Ready, 0, (long)stock);
        foreach (var silo in silos)
        {
            await Task.Delay(1_000);
            var left = await Left(stage, sku);
            if (left == 0)
                break;
            stage.CountFromNow();
            silo.Kill();
            (killed, least) = (killed + 1, left);
            silo.Start();
            await LocalCluster.Ready([silo], SiloDrills.LongestStart, default);
        }
        stage.Require(killed == silos.Length,
            $"all was sold when only {killed} of {silos.Length} silos had been killed");
        stage.Bit(killed == silos.Length,
            $"each of {killed} silos was killed, the last one with {least:N0} of {stock:N0} units left, so one of them "
            + "while it had the hot SKU");
        stage.Require(await sale == Verbs.Green, $"the sale was not kept: {Violations(output)}");
    }

    /// <summary>Units for a sale that is long enough on this machine, by the rate of a small one.</summary>
    private static async Task<int> Size(Stage stage)
    {
        var started = Stopwatch.GetTimestamp();
        var output = new StringWriter();
        stage.Require(
            await Sell(stage, RunId.Next("WARM"), Sample, output) == Verbs.Green,
            $"the sale before was not kept: {Violations(output)}");
        var rate = Sample / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Math.Clamp((int)(rate * Length), 1_000, 30_000);
    }

    private static Task<int> Sell(Stage stage, string sku, int stock, StringWriter output) => Sale.Run(
        new SaleOptions(
            stage.Cluster.Url, stage.Key, sku, DrillShelf.Store, stock, stock + (stock / 10), Callers, 1, _retryFor,
            null, null),
        Terminal.Plain(output, output), default);

    /// <summary>Units that can still be bought; before they have been counted in there are none.</summary>
    private static async Task<long> Left(Stage stage, string sku)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                var stock = await Outside.Get(
                    new Uri(stage.Cluster.Url, $"/v1/inventory/{sku}/{DrillShelf.Store}"), stage.Key);
                return stock.Number("available");
            }
            catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                return 0;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                if (waited.Elapsed > _retryFor)
                    throw;
            }
        }
    }

    private static string Violations(StringWriter output) =>
        string.Join(' ', output.ToString().Split('\n').Where(l => l.Contains("VIOLATION", StringComparison.Ordinal)));
}
