using System.Globalization;
using System.Text;
using Spectre.Console;

namespace RetailActors.Retail.Roi;

/// <summary>What is told: the metrics beside the baseline, and what they are worth under its assumptions.</summary>
internal sealed record RoiReport(
    Uri Url, JournalReading Read, IReadOnlyList<Measured> Measured, Baseline? Baseline, IReadOnlyList<Worth> Worth)
{
    private const string Assumed =
        "Money, in minor units, is an estimate: measured values times assumptions of the baseline's author.";

    private string Basis => $"{Read.OrdersInAll:N0} orders, of which {Read.Orders.Count:N0} were read; "
        + $"{Read.Returns.Count:N0} returns, {Read.Settlements.Count:N0} settlements, "
        + $"{Read.Exceptions.Count:N0} exceptions";

    private double? OrdersPerYear => Baseline?.Assumptions?.OrdersPerYear;

    public void Print(IAnsiConsole console)
    {
        console.WriteLine($"Outcomes of {Basis}.");
        var table = new Table().RoundedBorder().Title("Measured over the HTTP API");
        table.AddColumn("Metric").AddColumn(new TableColumn("Now").RightAligned())
            .AddColumn(new TableColumn("Baseline").RightAligned()).AddColumn("Unit").AddColumn("Change")
            .AddColumn(new TableColumn("Measured on").RightAligned());
        foreach (var m in Measured)
        {
            var colour = Better(m) switch { true => "green", false => "red", null => "grey" };
            table.AddRow(
                Markup.Escape(m.Outcome.Title), Number(m.Value), Number(Before(m)), m.Outcome.Unit,
                $"[{colour}]{Change(m)}[/]", $"{m.Of:N0}");
        }
        console.Write(table);
        if (Worth.Count > 0)
            console.Write(WorthTable());
        foreach (var m in Measured.Where(m => m.Reason is not null))
            console.WriteLine($"{m.Outcome.Name}: no value. {m.Reason}");
        console.WriteLine($"Not measured: {string.Join("; ", Outcome.NotMeasured)}.");
        if (Baseline is not null)
            console.WriteLine($"The baseline is {Baseline.Name}, as given; nothing of it was checked.");
    }

    public object Json() => new
    {
        url = Url, at = Read.At, orders = Read.OrdersInAll, ordersRead = Read.Orders.Count,
        returns = Read.Returns.Count, settlements = Read.Settlements.Count, exceptions = Read.Exceptions.Count,
        metrics = Measured.Select(m => new
        {
            name = m.Outcome.Name, title = m.Outcome.Title, unit = m.Outcome.Unit, value = m.Value, measuredOn = m.Of,
            baseline = Before(m), better = Better(m), how = m.How, reason = m.Reason,
        }),
        baseline = Baseline?.Name, assumptions = Baseline?.Assumptions,
        worthPer1000Orders = Worth.Select(w => new
        {
            what = w.What, minor = Math.Round(w.Per1000), currency = w.Currency, from = w.From,
        }),
        notMeasured = Outcome.NotMeasured,
    };

    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Outcomes\n\n{Basis}. Read from {Url} at {Read.At:u}.\n\n");
        text.Append("| metric | now | baseline | unit | change | measured on |\n|---|---:|---:|---|---|---:|\n");
        foreach (var m in Measured)
            text.Append(CultureInfo.InvariantCulture, $"| {m.Outcome.Title} | {Number(m.Value)} | {Number(Before(m))} "
                + $"| {m.Outcome.Unit} | {Change(m)} | {m.Of:N0} |\n");
        if (Baseline is not null)
            text.Append(
                CultureInfo.InvariantCulture, $"\nThe baseline is {Baseline.Name}, as given; it was not checked.\n");
        if (Worth.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## In money\n\n{Assumed}\n\n");
            text.Append("| what | per 1,000 orders | per year | from |\n|---|---:|---:|---|\n");
            foreach (var w in Worth)
                text.Append(CultureInfo.InvariantCulture, $"| {w.What} | {Money(w, 1)} | {PerYear(w)} | {w.From} |\n");
        }
        text.Append("\n## How it is measured\n\n");
        foreach (var m in Measured)
            text.Append(
                CultureInfo.InvariantCulture, $"- **{m.Outcome.Title}** (`{m.Outcome.Name}`): {m.How}\n");
        text.Append(CultureInfo.InvariantCulture, $"\nNot measured: {string.Join("; ", Outcome.NotMeasured)}.\n");
        return text.ToString();
    }

    private Table WorthTable()
    {
        var table = new Table().RoundedBorder().Title(Assumed);
        table.AddColumn("What").AddColumn(new TableColumn("Per 1,000 orders").RightAligned())
            .AddColumn(new TableColumn("Per year").RightAligned()).AddColumn("From");
        foreach (var w in Worth)
            table.AddRow(w.What, Money(w, 1), PerYear(w), Markup.Escape(w.From));
        return table;
    }

    private double? Before(Measured m) =>
        Baseline?.Metrics is { } metrics && metrics.TryGetValue(m.Outcome.Name, out var before) ? before : null;

    private bool? Better(Measured m) => (m.Outcome.LessIsBetter, m.Value, Before(m)) switch
    {
        ({ } less, { } now, { } before) when now != before => less == now < before,
        _ => null,
    };

    private string Change(Measured m) => (m.Value, Before(m)) switch
    {
        ({ } now, { } before) when now == before => "the same",
        ({ } now, { } before) => Number(now - before, "+#,0.##;-#,0.##")
            + (Better(m) switch { true => ", better", false => ", worse", null => "" }),
        _ => "-",
    };

    private string PerYear(Worth worth) => OrdersPerYear is { } orders ? Money(worth, orders / 1_000) : "-";

    private static string Money(Worth worth, double times) =>
        $"{Number(worth.Per1000 * times, "#,0")} {worth.Currency}";

    /// <summary>Two digits after the point, and more of what would be zero with them.</summary>
    private static string Number(double? value, string format = "#,0.##") => value is { } v
        ? v.ToString(v is > 0 and < 0.1 ? "0.#####" : format, CultureInfo.InvariantCulture)
        : "-";
}
