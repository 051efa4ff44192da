using System.Globalization;
using System.Text;
using RetailActors.Bench.Reserve;

namespace RetailActors.Bench.Report;

/// <summary>results.md.</summary>
internal static class Markdown
{
    public static string Of(Results results)
    {
        var text = new StringBuilder();
        Head(text, results);
        foreach (var group in results.Reserve.GroupBy(c => c.Hot).OrderByDescending(g => g.Key))
        {
            Reservations(text, [.. group], results);
        }
        if (results.Orders.Count > 0)
        {
            Orders(text, results);
        }
        return text.ToString();
    }

    private static void Head(StringBuilder text, Results r)
    {
        text.AppendLine("# Results").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{r.At:yyyy-MM-dd HH:mm} UTC. {r.Machine}.").AppendLine();
        if (r.Quick)
        {
            text.AppendLine("**Short cells (`--quick`): these numbers are for developing, not for quoting.**");
            text.AppendLine();
        }
        text.AppendLine("Everything runs on this one machine: database, load generator and program share its cores.");
        text.AppendLine("PostgreSQL with fsync and synchronous_commit on, SQLite with synchronous=FULL, Redis with");
        text.AppendLine("appendfsync always: an acknowledged call is on disk. After each cell the stored units and");
        text.AppendLine("orders were compared with the answers that callers got: "
            + (r.Agrees ? "they agree everywhere." : "**they do not agree everywhere.**"));
        text.AppendLine("Again: `dotnet run -c Release --project tests/bench -- all`.").AppendLine();
        text.AppendLine("| target | measured | |").AppendLine("|---|---:|---|");
        foreach (var target in Targets.Of(r))
        {
            text.AppendLine($"| {target.Text} | {target.Found} | {(target.Reached ? "reached" : "**not reached**")} |");
        }
        text.AppendLine();
    }

    private static void Reservations(StringBuilder text, IReadOnlyList<ReserveCell> cells, Results r)
    {
        var hot = cells[0].Hot;
        text.AppendLine(hot ? "## (a) Reservations on one hot SKU" : $"## (b) Reservations on {cells[0].Skus:N0} SKUs");
        text.AppendLine().AppendLine($"![]({(hot ? "reserve-hot" : "reserve-uniform")}.svg)").AppendLine();
        text.AppendLine("| callers | peer | rate/s | p50 ms | p90 ms | p99 ms | max ms | errors | ours is "
            + "| cores used: process, server | setup |");
        text.AppendLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var c in cells.OrderBy(c => c.Callers))
        {
            var l = c.Load.Latency;
            var isOurs = c.Peer == StockActorPeer.OnPostgres;
            var times = !isOurs && ReserveTable.Ours(r.Reserve, c) is { } x ? $"{x:N1}x" : "";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {c.Callers} | {c.Peer} | {c.Load.Rate:N0} | {l.P50:N2} | {l.P90:N2} | {l.P99:N1} | {l.Max:N1} | "
                + $"{c.Load.Failed} | {times} | {c.OwnCpu:N2}, {c.ServerCpu:N2} | {c.Setup} |");
        }
        text.AppendLine();
    }

    private static void Orders(StringBuilder text, Results r)
    {
        text.AppendLine("## (c) Whole orders").AppendLine();
        text.AppendLine("Taken in, allocated, paid, accepted, durable; nothing else counts. With `mix`, 10 % are");
        text.AppendLine("declined and 10 % out of stock, which costs time and does not count, and 5 % are cancelled");
        text.AppendLine("after they were accepted.").AppendLine();
        text.AppendLine("![](orders.svg)").AppendLine();
        text.AppendLine("| how | lines | articles | database | payments | callers | accepted/s | first, second half "
            + "| p50 ms | p90 ms | p99 ms | errors | appends | CPU µs per order: silo, database, load |");
        text.AppendLine("|---|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var c in r.Orders)
        {
            var (load, l) = (c.Result.Load, c.Result.Load.Latency);
            var each = 1_000_000 / Math.Max(1, load.Rate * r.OrdersSeconds);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {(c.Http ? "HTTP" : "in process")}{(c.Mix ? ", mix" : "")} | {c.Lines} "
                + $"| {(c.Hot ? "one hot" : "many")} | {c.Database} | {c.Psp} | {c.Callers} | {load.Rate:N0} "
                + $"| {load.FirstHalf:N0}, {load.SecondHalf:N0} | "
                + $"{l.P50:N1} | {l.P90:N1} | {l.P99:N1} | {load.Failed} | {c.Result.AppendsPerOrder:N1} | "
                + $"{c.Result.OwnCpu * each:N0}, {c.Result.ServerCpu * each:N0}, {c.Result.LoadCpu * each:N0} |");
        }
        foreach (var fault in r.Orders.SelectMany(c => c.Result.Faults))
        {
            text.AppendLine().AppendLine($"- disagreement: {fault}");
        }
    }
}
