using System.Globalization;
using Spectre.Console;

namespace RetailActors.Retail.Verify;

/// <summary>The result of a verification.</summary>
internal static class VerifyReport
{
    public static void Print(IAnsiConsole console, Checks checks, IReadOnlyList<string> notes, TimeSpan took)
    {
        var table = new Table().RoundedBorder().Title("Promises kept and broken");
        table.AddColumn("Check").AddColumn(new TableColumn("Checked (times)").RightAligned())
            .AddColumn(new TableColumn("Violations").RightAligned()).AddColumn("");
        foreach (var check in checks.All)
            table.AddRow(Markup.Escape(check.Name), $"{check.Checked:N0}", $"{check.Violations:N0}", Verdict(check));
        console.Write(table);
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

    public static Task Write(
        FileInfo file, Checks checks, IReadOnlyList<string> notes, CancellationToken cancellation) =>
        JsonFile.Write(file, new
        {
            green = checks.All.All(c => c.Violations == 0), checks = checks.All, notes,
        }, cancellation);

    private static string Verdict(Check check) => check switch
    {
        { Violations: > 0 } => "[red]broken[/]",
        { Checked: 0 } => "[grey]nothing to check[/]",
        _ => "[green]kept[/]",
    };
}
