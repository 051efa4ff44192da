using Spectre.Console;

namespace RetailActors.Bench.Reserve;

/// <summary>The cells of a run on the console.</summary>
public static class ReserveTable
{
    /// <summary>Prints them.</summary>
    public static void Print(IReadOnlyList<ReserveCell> cells)
    {
        foreach (var group in cells.GroupBy(c => c.Hot).OrderByDescending(g => g.Key))
        {
            var table = new Table().Border(TableBorder.Rounded)
                .Title(group.Key ? "Reservations: one hot SKU" : $"Reservations: {group.First().Skus:N0} SKUs");
            foreach (var column in (string[])
                ["callers", "peer", "rate/s", "p50 ms", "p90 ms", "p99 ms", "max ms", "failed", "ours is"])
            {
                table.AddColumn(column == "peer" ? new TableColumn(column) : new TableColumn(column).RightAligned());
            }
            foreach (var cell in group.OrderBy(c => c.Callers))
            {
                Row(table, cell, Ours(cells, cell));
            }
            AnsiConsole.Write(table);
        }
        foreach (var cell in cells.Where(c => c.Mismatch != 0))
        {
            AnsiConsole.MarkupLineInterpolated(
                $"[red]mismatch:[/] {cell.Peer}, {cell.Callers} callers: {cell.Mismatch:N0} units");
        }
    }

    /// <summary>How many times as fast ours is under the same load; null without a measurement of it.</summary>
    public static double? Ours(IReadOnlyList<ReserveCell> cells, ReserveCell cell) => cells.FirstOrDefault(c =>
        c.Peer == StockActorPeer.OnPostgres && c.Hot == cell.Hot && c.Callers == cell.Callers) is { } ours
        && cell.Load.Rate > 0 ? ours.Load.Rate / cell.Load.Rate : null;

    private static void Row(Table table, ReserveCell cell, double? ours)
    {
        var l = cell.Load.Latency;
        table.AddRow($"{cell.Callers}", cell.Peer, $"{cell.Load.Rate:N0}", $"{l.P50:N2}", $"{l.P90:N2}", $"{l.P99:N1}",
            $"{l.Max:N1}", $"{cell.Load.Failed:N0}",
            ours is { } times && cell.Peer != StockActorPeer.OnPostgres ? $"{times:N1}x" : "");
    }
}
