using System.Globalization;
using System.Net;
using System.Text;

namespace RetailActors.Retail.Day;

/// <summary>The result of a day as one page that needs nothing besides itself.</summary>
internal static class DayPage
{
    public static async Task Write(FileInfo file, DayResult result, CancellationToken cancellation)
    {
        try
        {
            file.Directory?.Create();
            await File.WriteAllTextAsync(file.FullName, Render(result), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write {file.FullName}: {e.Message}");
        }
    }

    private static string Render(DayResult result)
    {
        using var stream = typeof(DayPage).Assembly.GetManifestResourceStream("day.html")!;
        using var template = new StreamReader(stream);
        var page = new StringBuilder(template.ReadToEnd());
        var plots = new DayPlots(result);
        foreach (var (name, content) in ((string, string)[])
        [
            ("title", Title(result)), ("verdict", Verdict(result)), ("tiles", Tiles(result)),
            ("trade", plots.Trade()), ("troubles", plots.TroubleBars()), ("waiting", plots.Waiting()),
            ("delays", plots.Delays()), ("customers", Customers(result)), ("documents", Documents(result)),
            ("money", Money(result)), ("settlement", Settlement(result)), ("desk", Decisions(result)),
            ("checks", Checks(result)), ("log", Log(result)),
        ])
            page.Replace("{{" + name + "}}", content);
        return page.ToString();
    }

    private static string Title(DayResult r) => Text(string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Context.Run} · seed {r.Context.Options.Seed} · {r.Context.Options.Duration.TotalSeconds:0} s open, ")
        + string.Create(CultureInfo.InvariantCulture, $"{r.Took.TotalSeconds:0} s in all"));

    private static string Verdict(DayResult r)
    {
        if (r.IsGreen)
            return "<p class='verdict good'><b>Green.</b> Nothing is owed, nobody waits, and all books agree.</p>";
        var broken = r.Findings.Checks.All.Where(c => c.Violations > 0)
            .Select(c => $"{c.Name}: {c.Violations:N0}").Concat(r.Faults);
        var items = string.Concat(broken.Select(b => $"<li>{Text(b)}</li>"));
        return $"<div class='verdict bad'><b>Not green.</b><ul>{items}</ul></div>";
    }

    private static string Tiles(DayResult r)
    {
        var visits = r.Context.Diary.Visits;
        (string Value, string Name)[] tiles =
        [
            ($"{visits.Count:N0}", "customers"), ($"{visits.Count(v => v.Order is not null):N0}", "orders"),
            ($"{r.Totals.Documents.Sum(d => d.Posted):N0}", "documents posted"),
            ($"{r.Totals.Returns.Values.Sum():N0}", "returns of orders"),
            ($"{r.Context.Diary.Decisions.Count:N0}", "exceptions decided"),
            ($"{r.Findings.Checks.All.Sum(c => c.Checked):N0}", "checks, "
                + $"{r.Findings.Checks.All.Sum(c => c.Violations):N0} violated"),
        ];
        return string.Concat(tiles.Select(t => $"<div class='tile'><b>{t.Value}</b><span>{t.Name}</span></div>"));
    }

    private static string Customers(DayResult r) => Table(
        ["Channel", "#Customers", .. DayReport.Outcomes.Select(o => $"#{o}"), "#returned some"],
        r.Context.Diary.Visits.GroupBy(v => v.Channel).OrderBy(g => g.Key, StringComparer.Ordinal).Select(c =>
            (string[])[c.Key, $"{c.Count():N0}", .. DayReport.Outcomes.Select(o => Blank(c.Count(v => v.Outcome == o))),
                Blank(c.Count(v => v.IsReturned))]));

    private static string Documents(DayResult r) => Table(
        ["System", "Document", "#Told", "#Posted", "#In its books"],
        r.Totals.Documents.Select(d =>
            (string[])[d.System, d.Kind, $"{d.Told:N0}", $"{d.Posted:N0}", $"{d.Theirs:N0}"]));

    private static string Money(DayResult r)
    {
        var rows = r.Totals.Money.Select(m => (string[])[m.What, DayReport.Amount(m.Orders),
            DayReport.Amount(m.Provider), DayReport.Amount(m.Erp), DayReport.Amount(m.Finance), ""]);
        return Table(
            ["USD", "#Orders", "#Payment providers", "#ERP", "#Finance", "#Bank"], r.Settled is not { } s ? rows
                : rows.Append(["paid out", "", DayReport.Amount(s.Amount), "", "", DayReport.Amount(s.Bank)]));
    }

    private static string Settlement(DayResult r) => r.Settled is not { } s ? "<p>Nothing was due.</p>"
        : $"<p>{Text(s.Name)}: {s.Lines:N0} lines, {s.Matched:N0} matched at once, {s.Seeded.Count:N0} mistakes asked "
            + $"for. Now {Text(s.Status)}, ledger {Text(s.Ledger)}.</p>"
            + Table(
                ["Class", "#Lines", "Found as", "Owner", "Decided"],
                DayReport.Classes(s, r.Context.Diary).Select(c =>
                    (string[])[c.Class, $"{c.Count:N0}", c.Status, c.Owner, c.Decided]));

    private static string Decisions(DayResult r) => Table(
        ["Kind", "About", "Owner", "#Retried", "#Edited", "#Waived"],
        r.Context.Diary.Decisions.Where(d => d.Kind != "settlement-mismatch")
            .GroupBy(d => (d.Kind, d.Class, d.Owner)).OrderBy(g => g.Key.Kind).Select(k => (string[])[
                k.Key.Kind, k.Key.Class, k.Key.Owner, Blank(k.Count(d => d.What == "retry")),
                Blank(k.Count(d => d.What == "edit")), Blank(k.Count(d => d.What == "waive"))]));

    private static string Checks(DayResult r) => Table(
        ["Check", "#Checked", "#Violations"],
        r.Findings.Checks.All.Select(c => (string[])[c.Name, $"{c.Checked:N0}", Blank((int)c.Violations)]))
        + string.Concat(r.Findings.Notes.Select(n => $"<p class='note'>{Text(n)}</p>"));

    private static string Log(DayResult r) => Table(
        ["Shop time", "What"], r.Context.Diary.Log.Select(l => (string[])[l.Time, l.What]));

    /// <summary>A column that begins with # has numbers.</summary>
    private static string Table(string[] columns, IEnumerable<string[]> rows)
    {
        string Cell(string tag, int at, string text) => columns[at].StartsWith('#')
            ? $"<{tag} class='n'>{Text(text.TrimStart('#'))}</{tag}>" : $"<{tag}>{Text(text)}</{tag}>";
        string Row(string tag, string[] cells) =>
            $"<tr>{string.Concat(cells.Select((c, i) => Cell(tag, i, c)))}</tr>";
        return $"<div class='scroll'><table><thead>{Row("th", columns)}</thead>"
            + $"<tbody>{string.Concat(rows.Select(r => Row("td", r)))}</tbody></table></div>";
    }

    private static string Blank(int count) => count == 0 ? "·" : $"{count:N0}";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
