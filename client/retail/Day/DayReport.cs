using System.Globalization;
using RetailActors.Retail.Verify;
using Spectre.Console;

namespace RetailActors.Retail.Day;

/// <summary>The result of a day for people.</summary>
internal static class DayReport
{
    /// <summary>Ways in which a visit can end, in the order of the table.</summary>
    public static readonly string[] Outcomes =
        ["collected", "shipped", "carried", "cancelled", "not-collected", "declined", "out-of-stock"];

    public static void Print(IAnsiConsole console, DayResult result)
    {
        var day = result.Context;
        console.WriteLine($"Trading day {day.Run}: {day.Diary.Visits.Count:N0} customers, seed {day.Options.Seed}, "
            + $"{day.Options.Duration.TotalSeconds:N0} s open, {result.Took.TotalSeconds:N0} s in all");
        console.Write(Visits(day.Diary.Visits));
        console.Write(Documents(result.Totals.Documents));
        console.Write(Money(result.Totals.Money, result.Settled));
        if (result.Settled is { } settled)
            console.Write(Settled(settled, day.Diary));
        console.Write(Decisions(day.Diary));
        console.Write(Delays(result.Totals.Delays));
        VerifyReport.Print(console, result.Findings, result.Took);
        foreach (var fault in result.Faults)
            console.MarkupLineInterpolated($"[red]WRONG[/] {fault}");
        if (result.IsGreen)
            console.MarkupLineInterpolated(
                $"[green]OK[/] {day.Diary.Decisions.Count:N0} exceptions decided, nothing is owed, all books agree.");
    }

    /// <summary>Cents as an amount.</summary>
    public static string Amount(long? minor) => minor is { } m
        ? (m / 100m).ToString("N2", CultureInfo.InvariantCulture) : "";

    /// <summary>The mismatches of a report by class: class, lines, owner, what was decided.</summary>
    public static IEnumerable<(string Class, int Count, string Status, string Owner, string Decided)> Classes(
        SettledReport settled, Diary diary)
    {
        var classes = settled.Mismatches.GroupBy(m => m.Class).OrderBy(g => g.Key).Select(g =>
        {
            var decisions = diary.Decisions.Where(d => d.Kind == "settlement-mismatch" && d.Class == g.Key).ToArray();
            return (g.Key, g.Count(), string.Join(", ", g.Select(m => m.Status).Distinct()),
                string.Join(", ", decisions.Select(d => d.Owner).Distinct()),
                string.Join(", ", decisions.GroupBy(d => d.What).Select(d => $"{d.Count()} x {d.Key}")));
        });
        return settled.InTransit.Count == 0 ? classes
            : classes.Append(("timing", settled.InTransit.Count, "expected", "", "in no report, window still open"));
    }

    /// <summary>Median, 95th percentile and maximum of each account, seconds.</summary>
    public static IEnumerable<(string Account, int Count, double P50, double P95, double Max)> Quantiles(
        IEnumerable<Delay> delays) => delays.GroupBy(d => d.Account).OrderBy(g => g.Key).Select(g =>
        {
            var seconds = g.Select(d => d.Seconds).Order().ToArray();
            double At(double part) => seconds[(int)Math.Min(seconds.Length - 1, part * seconds.Length)];
            return (g.Key, seconds.Length, At(0.5), At(0.95), seconds[^1]);
        });

    private static Table Visits(IReadOnlyCollection<Visit> visits)
    {
        var table = New("Customers by channel", "Channel", "Customers");
        foreach (var outcome in Outcomes.Append("returned some"))
            table.AddColumn(new TableColumn(outcome).RightAligned());
        foreach (var channel in visits.GroupBy(v => v.Channel).OrderBy(g => g.Key, StringComparer.Ordinal))
            table.AddRow([
                channel.Key, $"{channel.Count():N0}",
                .. Outcomes.Select(o => $"{channel.Count(v => v.Outcome == o):N0}"),
                $"{channel.Count(v => v.IsReturned):N0}",
            ]);
        return table;
    }

    private static Table Documents(IEnumerable<DocumentRow> rows)
    {
        var table = New("Documents of the day's orders", "System", "Document", "Told", "Posted", "In its books");
        foreach (var row in rows)
            table.AddRow(
                row.System, row.Kind, $"{row.Told:N0}", $"{row.Posted:N0}",
                row.Theirs == row.Posted ? $"{row.Theirs:N0}" : $"[red]{row.Theirs:N0}[/]");
        return table;
    }

    private static Table Money(IEnumerable<MoneyRow> rows, SettledReport? settled)
    {
        var table = New("Money (USD)", "", "Orders", "Payment providers", "ERP", "Finance", "Bank");
        foreach (var row in rows)
            table.AddRow(
                row.What, Amount(row.Orders), Amount(row.Provider), Amount(row.Erp), Amount(row.Finance), "");
        if (settled is not null)
            table.AddRow("paid out", "", Amount(settled.Amount), "", "", Amount(settled.Bank));
        return table;
    }

    private static Table Settled(SettledReport settled, Diary diary)
    {
        var table = New(
            $"Settlement {settled.Name}: {settled.Lines:N0} lines, {settled.Matched:N0} matched at once, now "
            + $"{settled.Status}, ledger {settled.Ledger}", "Class", "Lines", "Found as", "Owner", "Decided");
        foreach (var row in Classes(settled, diary))
            table.AddRow(row.Class, $"{row.Count:N0}", row.Status, row.Owner, row.Decided);
        return table;
    }

    private static Table Decisions(Diary diary)
    {
        var table = New("At the exception desk", "Kind", "About", "Owner", "Retried", "Edited", "Waived");
        foreach (var kind in diary.Decisions.Where(d => d.Kind != "settlement-mismatch")
            .GroupBy(d => (d.Kind, d.Class, d.Owner)).OrderBy(g => g.Key.Kind))
            table.AddRow(
                kind.Key.Kind, kind.Key.Class, kind.Key.Owner, $"{kind.Count(d => d.What == "retry"):N0}",
                $"{kind.Count(d => d.What == "edit"):N0}", $"{kind.Count(d => d.What == "waive"):N0}");
        return table;
    }

    private static Table Delays(IEnumerable<Delay> delays)
    {
        var table = New(
            "From a step to the other system's books (seconds)", "Account", "Documents", "Median", "95 %", "Longest");
        foreach (var (account, count, p50, p95, max) in Quantiles(delays))
            table.AddRow(account, $"{count:N0}", Seconds(p50), Seconds(p95), Seconds(max));
        return table;
    }

    private static string Seconds(double seconds) => seconds.ToString("N2", CultureInfo.InvariantCulture);

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }
}
