using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace RetailActors.Retail;

/// <summary><c>retail worklist [NAME]</c>: what waits for the system or for somebody.</summary>
internal static class WorklistVerb
{
    private const int MaxColumns = 8;

    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var name = new Argument<string?>("NAME")
        {
            Description = "One worklist, with its rows; without a name all of them, counted.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("worklist", "Shows what waits, how much of it and since when.") { name, url, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = new RetailApi(parsed.GetValue(url)!, parsed.GetValue(key)!, TimeSpan.Zero);
            return parsed.GetValue(name) is { } one
                ? await ShowOne(api, one, terminal.Out, cancellation)
                : await ShowAll(api, terminal.Out, cancellation);
        });
        return command;
    }

    private static async Task<int> ShowAll(RetailApi api, IAnsiConsole console, CancellationToken cancellation)
    {
        var lists = await api.Find("/v1/operations/worklists", cancellation)
            ?? throw new CommandFailedException("This system has no worklists.");
        var table = new Table().RoundedBorder().Title("Worklists");
        table.AddColumn("Worklist").AddColumn(new TableColumn("Rows").RightAligned())
            .AddColumn(new TableColumn("Oldest (minutes)").RightAligned());
        foreach (var list in lists.Items("items"))
        {
            var count = list.Number("count");
            table.AddRow(
                Markup.Escape(list.Text("name") ?? ""), count > 0 ? $"[yellow]{count:N0}[/]" : "[green]0[/]",
                Age(list));
        }
        console.Write(table);
        await ShowProcesses(api, console, cancellation);
        return Verbs.Green;
    }

    private static async Task ShowProcesses(RetailApi api, IAnsiConsole console, CancellationToken cancellation)
    {
        if (await api.Find("/v1/operations/sla", cancellation) is not { } sla)
            return;
        var table = new Table().RoundedBorder().Title("Business processes");
        table.AddColumn("Process").AddColumn("State");
        foreach (var head in new[] { "Open", "Late", "Oldest (minutes)", "Target (minutes)" })
            table.AddColumn(new TableColumn(head).RightAligned());
        foreach (var process in sla.Items("items"))
        {
            var state = process.Text("state") ?? "";
            var colour = state == "breached" ? "red" : state == "warning" ? "yellow" : "green";
            table.AddRow(
                Markup.Escape(process.Text("process") ?? ""), $"[{colour}]{Markup.Escape(state)}[/]",
                $"{process.Number("open"):N0}", $"{process.Number("late"):N0}", Age(process),
                (process.Number("targetSeconds") / 60.0).ToString("N1", CultureInfo.InvariantCulture));
        }
        console.Write(table);
    }

    private static async Task<int> ShowOne(
        RetailApi api, string name, IAnsiConsole console, CancellationToken cancellation)
    {
        var list = await api.Find($"/v1/operations/worklists/{Uri.EscapeDataString(name)}", cancellation)
            ?? throw new CommandFailedException($"There is no worklist {name}.");
        var rows = list.Items("rows").Concat(list.Items("items")).ToArray();
        var columns = rows.SelectMany(r => r.EnumerateObject().Select(p => p.Name))
            .Distinct().Take(MaxColumns).ToArray();
        console.MarkupLineInterpolated(
            $"[bold]{name}[/]: {Math.Max(list.Number("count"), rows.Length):N0} rows, oldest {Age(list)} minutes");
        if (columns.Length == 0)
            return Verbs.Green;
        var table = new Table().RoundedBorder().Expand();
        foreach (var column in columns)
            table.AddColumn(Markup.Escape(IsTime(column) ? $"{column} (UTC)" : column));
        foreach (var row in rows)
            table.AddRow(columns.Select(c => Markup.Escape(row.Text(c) ?? "")).ToArray());
        console.Write(table);
        return Verbs.Green;
    }

    private static bool IsTime(string column) =>
        column.EndsWith("At", StringComparison.Ordinal) || column == "since";

    private static string Age(JsonElement list)
    {
        var seconds = list.Field("oldestAgeSeconds").ValueKind == JsonValueKind.Number
            ? list.Field("oldestAgeSeconds").GetDouble()
            : (DateTimeOffset.UtcNow - list.Time("oldestAt"))?.TotalSeconds;
        return seconds is null ? "-" : (seconds.Value / 60).ToString("N1", CultureInfo.InvariantCulture);
    }
}
