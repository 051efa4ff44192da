using System.Globalization;
using HdrHistogram;
using Spectre.Console;

namespace RetailActors.Retail.Load;

/// <summary>The result of a load for people at a console.</summary>
internal static class LoadConsole
{
    public static void Print(IAnsiConsole console, LoadResult result)
    {
        console.WriteLine($"Load: {result.Plan.Shape}, {result.Plan.Duration.TotalSeconds:N0} s, "
            + $"{result.Plan.Processes:N0} processes, counted after {result.Plan.WarmUp.TotalSeconds:N0} s");
        console.Write(Summary(result));
        console.Write(Latency(result));
        console.Write(Answers(result));
        if (result.Findings.Late > 0)
            console.WriteLine($"{result.Findings.Late:N0} were sent more than 20 ms late: all lanes were waiting for "
                + "answers, or the tester has too little CPU. Their latency counts from when they were due.");
        foreach (var gate in result.Broken)
            console.MarkupLineInterpolated($"[red]VIOLATION[/] {gate}");
        if (result.Broken.Count == 0)
            console.MarkupLineInterpolated($"[green]OK[/] {result.Arrivals:N0} arrivals, each counted once.");
    }

    private static Table Summary(LoadResult result)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("Result").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("Unit");
        void Row(string name, string count, string unit) => table.AddRow(name, count, unit);
        string Bad(long count) => count > 0 ? $"[red]{count:N0}[/]" : "0";
        Row("Arrivals", $"{result.Arrivals:N0}", "requests");
        Row("Done", $"{result.Done:N0}", "requests");
        Row("Refused (out of stock, declined)", $"{result.Refused:N0}", "requests");
        Row("Errors", Bad(result.Errors), "requests");
        Row("Not sent in time", Bad(result.NotSent), "requests");
        Row("Sent again", $"{result.Findings.Retries:N0}", "requests");
        Row("Error rate", Number(result.ErrorPercent, "0.###"), "percent, with what was not sent");
        Row("Answered well", Number(result.Goodput, "N1"), "per second");
        Row("CPU of the tester", Number(result.Cpu.TotalSeconds, "N1"), "seconds");
        return table;
    }

    private static Table Latency(LoadResult result)
    {
        var table = new Table().RoundedBorder().Title("Latency in ms");
        table.AddColumn("Of").AddColumn("Measured from").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var p in LoadResult.Percentiles)
            table.AddColumn(new TableColumn(Number(p, "p0.##")).RightAligned());
        table.AddColumn(new TableColumn("max").RightAligned());
        var due = result.Plan.Ramp is null ? "sending" : "scheduled arrival";
        Row(table, "all", due, result.SinceArrival);
        if (result.Plan.Ramp is not null)
            Row(table, "all", "sending", result.SinceSending);
        foreach (var (act, found) in result.Findings.Acts)
            Row(table, Mix.Name(act), due, found.SinceArrival);
        return table;
    }

    private static void Row(Table table, string of, string from, HistogramBase histogram) => table.AddRow(
        [
            of, from, $"{histogram.TotalCount:N0}",
            .. LoadResult.Percentiles.Append(100).Select(p => Millis(Histograms.Millis(histogram, p))),
        ]);

    private static Table Answers(LoadResult result)
    {
        var table = new Table().RoundedBorder().Title("Answers");
        table.AddColumn("Act").AddColumn("Answer").AddColumn(new TableColumn("Count").RightAligned());
        foreach (var (act, found) in result.Findings.Acts)
        {
            foreach (var (answer, count) in found.Answers.OrderByDescending(a => a.Value))
            {
                var colour = Reply.EndingOf(answer) switch
                {
                    Ending.Done => "green", Ending.Refused => "yellow", _ => "red",
                };
                table.AddRow(Mix.Name(act), $"[{colour}]{Markup.Escape(answer)}[/]", $"{count:N0}");
            }
        }
        return table;
    }

    private static string Millis(double? millis) => millis is { } ms ? Number(ms, "N1") : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
