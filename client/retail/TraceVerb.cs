using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace RetailActors.Retail;

/// <summary><c>retail trace ORDER</c>: what happened to an order, in all systems, in order of time.</summary>
internal static class TraceVerb
{
    private static readonly string[] _saidElsewhere = ["at", "by", "fingerprint", "order"];

    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var order = new Argument<string>("ORDER") { Description = "Id of the order (ord_…)." };
        order.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Identifier.IsValid(token.Value))
                result.AddError($"'{token.Value}' is not an order id.");
        });
        var command = new Command("trace", "Shows every step of an order across all systems.") { order, url, key };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = new RetailApi(parsed.GetValue(url)!, parsed.GetValue(key)!, TimeSpan.Zero);
            return await Show(api, parsed.GetValue(order)!, terminal.Out, cancellation);
        });
        return command;
    }

    private static async Task<int> Show(
        RetailApi api, string order, IAnsiConsole console, CancellationToken cancellation)
    {
        var lineage = await api.Find($"/v1/orders/{order}/lineage", cancellation)
            ?? throw new CommandFailedException($"There is no order {order}.");
        var steps = lineage.Items("items").Concat(lineage.Items("steps")).OrderBy(s => s.Time("at")).ToArray();
        if (await api.Find($"/v1/orders/{order}", cancellation) is { } head)
            console.Write(Head(head));
        var table = new Table().RoundedBorder().Expand().Title(Markup.Escape($"{steps.Length:N0} steps of {order}"));
        table.AddColumn("At (UTC)").AddColumn(new TableColumn("After (ms)").RightAligned())
            .AddColumn("Actor").AddColumn("Step").AddColumn("Detail").AddColumn("Trace");
        var start = steps.Length > 0 ? steps[0].Time("at") : null;
        foreach (var step in steps)
        {
            var at = step.Time("at");
            table.AddRow(
                At(at), (at - start)?.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                $"[blue]{Markup.Escape(Actor(step.Text("actor"), order))}[/]",
                $"[bold]{Markup.Escape(step.Text("step") ?? "")}[/]",
                Markup.Escape(Detail(step)), Markup.Escape(Short(step.Text("traceId"))));
        }
        console.Write(table);
        return Verbs.Green;
    }

    private static Grid Head(JsonElement order)
    {
        var total = order.Field("total");
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, string? value) =>
            grid.AddRow($"[grey]{name}[/]", value is null ? "-" : Markup.Escape(value));
        Row("Status", order.Text("status"));
        Row("Channel / external id", $"{order.Text("channel")} / {order.Text("externalId")}");
        Row("Total (minor units)", $"{total.Text("minor")} {total.Text("currency")}");
        foreach (var line in order.Items("lines"))
            Row($"Line {line.Text("lineId")} (eaches)", $"{line.Text("quantity")} x {line.Text("sku")}");
        foreach (var payment in order.Items("payments"))
            Row($"Payment {payment.Text("id")}", payment.Text("status"));
        return grid;
    }

    /// <summary>The detail as <c>name=value</c>, whether it came as an object or as JSON in a string.</summary>
    private static string Detail(JsonElement step)
    {
        var detail = step.Field("detail");
        if (detail.ValueKind == JsonValueKind.String)
        {
            var text = detail.GetString()!;
            if (!text.StartsWith('{'))
                return text;
            using var document = JsonDocument.Parse(text);
            return Flat(document.RootElement);
        }
        return detail.ValueKind == JsonValueKind.Object ? Flat(detail) : "";
    }

    /// <summary>Nested values in one line; what the other columns say already is left out.</summary>
    private static string Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.Text("minor") is { } minor => $"{minor} {value.Text("currency")}",
        JsonValueKind.Object => string.Join("  ", value.EnumerateObject()
            .Where(p => p.Value.ValueKind != JsonValueKind.Null && !_saidElsewhere.Contains(p.Name))
            .Select(p => $"{p.Name}={Flat(p.Value)}")),
        JsonValueKind.Array => $"[{string.Join("; ", value.EnumerateArray().Select(Flat))}]",
        _ => value.ToString(),
    };

    private static string Actor(string? actor, string order) =>
        (actor ?? "").Replace($"{order}.", "", StringComparison.Ordinal);

    private static string At(DateTimeOffset? at) =>
        at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "";

    private static string Short(string? traceId) => traceId is { Length: > 8 } ? traceId[..8] : traceId ?? "";
}
