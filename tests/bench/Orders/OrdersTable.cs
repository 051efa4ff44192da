using Spectre.Console;

namespace RetailActors.Bench.Orders;

/// <summary>One measurement of orders on the console.</summary>
public static class OrdersTable
{
    /// <summary>Prints it.</summary>
    public static void Print(string title, OrdersOptions options, OrdersResult result)
    {
        var (load, told) = (result.Load, result.Told);
        var table = new Table().Title(title.EscapeMarkup()).Border(TableBorder.Rounded).HideHeaders()
            .AddColumn("what").AddColumn(new TableColumn("value").RightAligned());
        Row("accepted, paid, durable", $"[bold]{load.Rate:N0}/s[/]");
        Row("first half, second half", $"{load.FirstHalf:N0}/s, {load.SecondHalf:N0}/s");
        Row("latency p50, p90, p99, max",
            $"{load.Latency.P50:N1}, {load.Latency.P90:N1}, {load.Latency.P99:N1}, {load.Latency.Max:N1} ms");
        Row("accepted, refused, failed (measured)", $"{load.Counted:N0}, {load.Refused:N0}, {load.Failed:N0}");
        Row("told: accepted, cancelled, declined, out of stock",
            $"{told.Accepted:N0}, {told.Cancelled:N0}, {told.Declined:N0}, {told.OutOfStock:N0}");
        if (told.PickedUp > 0)
        {
            Row("told: picked up", $"{told.PickedUp:N0}");
        }
        Row("journal appends per order", $"{result.AppendsPerOrder:N2}");
        var seconds = options.Plan.Duration.TotalSeconds;
        Row("CPU: silo, database, load generator",
            $"{result.OwnCpu / seconds:P0}, {result.ServerCpu / seconds:P0}, {result.LoadCpu / seconds:P0} of a core");
        var each = 1_000_000 / Math.Max(1, load.Rate * seconds);
        Row("CPU per order: silo, database, load generator",
            $"{result.OwnCpu * each:N0}, {result.ServerCpu * each:N0}, {result.LoadCpu * each:N0} µs");
        AnsiConsole.Write(table);
        foreach (var failure in load.Failures)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]failed:[/] {failure}");
        }
        foreach (var fault in result.Faults)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]mismatch:[/] {fault}");
        }
        if (result.Faults.Count == 0)
        {
            AnsiConsole.MarkupLine("[green]The database agrees with every answer.[/]");
        }

        void Row(string what, string value) => table.AddRow(what, value);
    }
}
