using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace RetailActors.Retail;

/// <summary><c>retail close --period 2026-11</c>: what keeps a period from being closed. 1 with blockers.</summary>
internal static class CloseVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var period = new Option<string>("--period") { Description = "The month, as 2026-11.", Required = true };
        period.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || !DateTime.TryParseExact(
                token.Value, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                result.AddError("--period: a month, as 2026-11.");
        });
        var command = new Command("close", "Lists what keeps a period from being closed; the tenant is the key's.")
        {
            period, url, key,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = new RetailApi(parsed.GetValue(url)!, parsed.GetValue(key)!, TimeSpan.Zero);
            var month = parsed.GetValue(period)!;
            var report = await api.Find($"/v1/operations/close?period={month}", cancellation)
                ?? throw new CommandFailedException("This system knows no close.");
            Clearing(terminal.Out, report);
            return Blockers(terminal.Out, report, month);
        });
        return command;
    }

    private static void Clearing(IAnsiConsole console, System.Text.Json.JsonElement report)
    {
        var table = new Table().RoundedBorder().Title("Clearing accounts");
        foreach (var column in new[] { "Provider", "Balance", "In transit", "Payments", "Unexplained" })
            table.AddColumn(column);
        foreach (var c in report.Items("clearing"))
        {
            table.AddRow(
                Markup.Escape(c.Text("provider") ?? ""), Amount(c, "balance"), Amount(c, "inTransit"),
                c.Number("items").ToString("N0", CultureInfo.InvariantCulture), Amount(c, "unexplained"));
        }
        console.Write(table);
    }

    private static int Blockers(IAnsiConsole console, System.Text.Json.JsonElement report, string month)
    {
        var blockers = report.Items("blockers").ToArray();
        if (blockers.Length == 0)
        {
            console.MarkupLineInterpolated($"[green]{month} can be closed.[/]");
            return Verbs.Green;
        }
        var table = new Table().RoundedBorder().Expand().Title("Blockers");
        foreach (var column in new[] { "Kind", "Key", "Group", "Since (UTC)", "Detail" })
            table.AddColumn(column);
        foreach (var b in blockers)
        {
            table.AddRow(new[] { "kind", "key", "group", "since", "detail" }
                .Select(f => Markup.Escape(b.Text(f) ?? "")).ToArray());
        }
        console.Write(table);
        var more = report.Field("more").ValueKind == System.Text.Json.JsonValueKind.True ? " or more" : "";
        console.MarkupLineInterpolated($"[red]{month} cannot be closed: {blockers.Length:N0}{more} blockers.[/]");
        return Verbs.Violated;
    }

    private static string Amount(System.Text.Json.JsonElement row, string field) =>
        row.Field(field) is { ValueKind: System.Text.Json.JsonValueKind.Object } money
            ? Markup.Escape(string.Create(
                CultureInfo.InvariantCulture, $"{money.Number("minor"):N0} {money.Text("currency")}"))
            : "not known";
}
