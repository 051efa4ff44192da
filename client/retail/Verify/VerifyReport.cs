using System.Globalization;
using RetailActors.Retail.Verify.Books;
using Spectre.Console;

namespace RetailActors.Retail.Verify;

/// <summary>The result of a verification.</summary>
internal static class VerifyReport
{
    public static void Print(IAnsiConsole console, Findings findings, TimeSpan took)
    {
        var (checks, notes, outside) = findings;
        var table = new Table().RoundedBorder().Title("Promises kept and broken");
        table.AddColumn("Check").AddColumn(new TableColumn("Checked (times)").RightAligned())
            .AddColumn(new TableColumn("Violations").RightAligned()).AddColumn("");
        foreach (var check in checks.All)
            table.AddRow(Markup.Escape(check.Name), $"{check.Checked:N0}", $"{check.Violations:N0}", Verdict(check));
        console.Write(table);
        if (outside is not null)
            console.Write(Books(outside));
        foreach (var check in checks.All.Where(c => c.Violations > 0))
        {
            console.MarkupLineInterpolated($"[red]VIOLATION[/] {check.Name}: {check.Violations:N0}");
            foreach (var evidence in check.Evidence)
                console.WriteLine($"    {evidence}");
            if (check.Violations > check.Evidence.Count)
                console.WriteLine($"    … and {check.Violations - check.Evidence.Count:N0} more");
        }
        foreach (var note in notes)
            console.WriteLine(note);
        var broken = checks.All.Count(c => c.Violations > 0);
        var seconds = took.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture);
        if (broken == 0)
            console.MarkupLineInterpolated($"[green]OK[/] every promise was kept ({seconds} s).");
        else
            console.MarkupLineInterpolated($"[red]{broken} promises were broken[/] ({seconds} s).");
    }

    public static Task Write(FileInfo file, Findings findings, CancellationToken cancellation) =>
        JsonFile.Write(file, new
        {
            green = findings.IsGreen, checks = findings.Checks.All, books = BooksOf(findings.Outside), findings.Notes,
        }, cancellation);

    /// <summary>Ours and theirs by system and kind, for programs.</summary>
    public static object BooksOf(OutsideBooks? outside) => (outside?.All ?? []).Where(b => b.Absent is null).Select(b =>
        new
        {
            system = b.Name, ours = b.Ours, theirs = b.Documents.Count,
            kinds = b.Documents.GroupBy(d => d.Kind).ToDictionary(k => k.Key, k => k.Count()),
        }).ToArray();

    private static Table Books(OutsideBooks outside)
    {
        var table = new Table().RoundedBorder().Title("Documents by system");
        table.AddColumn("System").AddColumn(new TableColumn("Ours").RightAligned())
            .AddColumn(new TableColumn("In its books").RightAligned()).AddColumn("Of these");
        foreach (var books in outside.All)
        {
            var kinds = books.Documents.GroupBy(d => d.Kind).OrderBy(k => k.Key, StringComparer.Ordinal)
                .Select(k => $"{k.Count():N0} {k.Key}");
            table.AddRow(
                books.Name, $"{books.Ours:N0}", books.Absent is null ? $"{books.Documents.Count:N0}" : "-",
                books.Absent is null ? string.Join(", ", kinds) : "not reachable");
        }
        return table;
    }

    private static string Verdict(Check check) => check switch
    {
        { Violations: > 0 } => "[red]broken[/]",
        { Checked: 0 } => "[grey]nothing to check[/]",
        _ => "[green]kept[/]",
    };
}
