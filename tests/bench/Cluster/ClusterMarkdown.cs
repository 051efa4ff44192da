using System.Globalization;
using System.Text;

namespace RetailActors.Bench.Cluster;

/// <summary>cluster.md.</summary>
public static class ClusterMarkdown
{
    private static readonly ClusterLoad[] _loads = [ClusterLoad.Orders, ClusterLoad.HotReservations];

    /// <summary>The whole document.</summary>
    public static string Of(ClusterResults results)
    {
        var text = new StringBuilder();
        text.AppendLine("# A cluster on two cores").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{results.At:yyyy-MM-dd HH:mm} UTC. {results.Machine}.");
        text.AppendLine(Invariant($"""

            Silos are processes as they ship, with the payment provider's books inside; PostgreSQL is durable; callers
            are in a process of their own, over HTTP, in a closed loop, and take turns with the silos. All of it shares
            the cores of this machine, so more silos cannot be faster: the table shows what a cluster costs. The silos
            compile everything for good at the first call; as they ship they would compile beside the load for minutes,
            each of them, and that is no cost of a cluster. Several silos are each told their share of the processors,
            as `retail cluster up` and a container's limit tell them (`--all-cores`: all of them), and the gateway's
            door is open, because it follows processors that are shared here. A round
            takes the numbers of silos in turn, each on a fresh copy of one database; a ratio is between cells of
            one round.
            Afterwards the database was compared with the answers: {Agreement(results)}
            Again: `dotnet run -c Release --project tests/bench -- cluster`.

            ![](cluster.svg)
            """)).AppendLine();
        foreach (var load in _loads.Where(l => results.Cells.Any(c => c.Load == l)))
        {
            Table(text, results, load);
        }
        foreach (var (cell, fault) in results.Cells.SelectMany(c => c.Faults.Select(f => (c, f))))
        {
            text.AppendLine(Invariant($"- disagreement, round {cell.Round}, {cell.Silos} silos: {fault}"));
        }
        return text.ToString();
    }

    /// <summary>The figure to be reached, in words.</summary>
    public static string Target(ClusterResults results) => results.Loss(ClusterLoad.Orders, 2) is { } loss
        ? Invariant($"Two silos have {1 - loss:P0} of the orders of one; ")
            + Invariant($"at least {1 - ClusterResults.Allowed:P0} wanted: ")
            + (loss <= ClusterResults.Allowed ? "reached." : "**not reached.**")
            + Invariant($" CPU of silos and database per order: {results.CpuShare(ClusterLoad.Orders, 2):P0} ")
            + "of one silo's."
        : "Two silos were not measured beside one.";

    private static string Agreement(ClusterResults results) =>
        results.Agrees ? "they agree everywhere." : "**they do not agree everywhere.**";

    private static void Table(StringBuilder text, ClusterResults results, ClusterLoad load)
    {
        text.AppendLine(load == ClusterLoad.Orders
            ? "## Orders of one line, accepted, paid, durable"
            : "## Checkout holds of one unit of one article");
        text.AppendLine();
        if (load == ClusterLoad.Orders)
        {
            text.AppendLine(Target(results)).AppendLine();
        }
        text.AppendLine("| silos | rounds | rate/s: median, each | of one silo | p50 ms | p99 ms | errors "
            + "| CPU µs: silos, database, load | appends | rows | WAL bytes | WAL syncs "
            + "| bytes: HTTP, database, between silos |");
        text.AppendLine("|---:|---:|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---|");
        foreach (var silos in results.Cells.Where(c => c.Load == load).Select(c => c.Silos).Distinct().Order())
        {
            text.AppendLine(Row(results, load, silos));
        }
        text.AppendLine().AppendLine("Costs are per counted call, medians over the rounds.").AppendLine();
    }

    private static string Row(ClusterResults results, ClusterLoad load, int silos)
    {
        var cells = results.Of(load, silos);
        var each = string.Join(", ", cells.Select(c => Invariant($"{c.Result.Rate:N0}")));
        return Invariant($"| {silos} | {cells.Count} | **{Mid(c => c.Result.Rate):N0}**: {each} ")
            + Invariant($"| {1 - (results.Loss(load, silos) ?? 0):P0} | {Mid(c => c.Result.Latency.P50):N1} ")
            + Invariant($"| {Mid(c => c.Result.Latency.P99):N1} | {cells.Sum(c => c.Result.Failed)} ")
            + Invariant($"| {Micros(c => c.Cost.SiloCpu)}, {Micros(c => c.Cost.DatabaseCpu)}, ")
            + Invariant($"{Micros(c => c.LoadCpu)} ")
            + Invariant($"| {Each(c => c.Cost.Appends):N2} | {Each(c => c.Cost.Rows):N2} ")
            + Invariant($"| {Each(c => c.Cost.WalBytes):N0} | {Each(c => c.Cost.WalSyncs):N3} ")
            + Invariant($"| {Each(c => c.Cost.HttpBytes):N0}, {Each(c => c.Cost.DatabaseBytes):N0}, ")
            + Invariant($"{Each(c => c.Cost.SiloBytes):N0} |");

        double Mid(Func<ClusterCell, double> of) => ClusterResults.Median(cells.Select(of)) ?? 0;

        double Each(Func<ClusterCell, double> cost) => Mid(c => c.Each(cost(c)));

        string Micros(Func<ClusterCell, double> cost) => Invariant($"{Each(cost) * 1_000_000:N0}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
