using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace RetailActors.Retail;

/// <summary>An order's way through all systems: first what came of it, then every step.</summary>
/// <param name="id">The order.</param>
/// <param name="order">As it stands.</param>
/// <param name="steps">By time.</param>
/// <param name="full">Every detail.</param>
internal sealed partial class OrderTrace(string id, JsonElement order, IReadOnlyList<JsonElement> steps, bool full)
{
    private const int ShortDetail = 150;
    private static readonly string[] _saidElsewhere = ["at", "by", "fingerprint", "order", "id"];
    private static readonly string[] _settling = ["settlement-matched", "settlement-differed", "settlement-accepted"];

    public void Print(IAnsiConsole console)
    {
        console.Write(Head());
        console.Write(Payments());
        if (order.Items("returns").Any())
            console.Write(Returns());
        if (order.Items("erpDocuments").Any())
            console.Write(Documents());
        console.Write(Steps());
    }

    private Grid Head()
    {
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, string? value) =>
            grid.AddRow($"[grey]{name}[/]", value is null ? "-" : Markup.Escape(value));
        Row("Status", order.Text("status"));
        Row("Channel / external id", $"{order.Text("channel")} / {order.Text("externalId")}");
        Row("Total", Amount(order.Field("total")));
        foreach (var line in order.Items("lines"))
        {
            var parts = new[] { "open", "allocated", "fulfilled", "cancelled", "returned" }
                .Where(p => line.Number(p) > 0).Select(p => $"{line.Number(p)} {p}");
            Row($"Line {line.Text("lineId")}",
                $"{line.Text("quantity")} x {line.Text("sku")} ({string.Join(", ", parts)}) {line.Text("location")}");
        }
        foreach (var f in order.Items("fulfilments"))
            Row($"{f.Text("kind")} {f.Text("id")}",
                $"{At(f.Time("occurredAt"))} {f.Text("carrier")} {f.Text("tracking")}");
        return grid;
    }

    /// <summary>The payments, and the lines of reports that have settled them.</summary>
    private Table Payments()
    {
        var table = New("Payments", "Payment", "Provider", "Status", "Amount", "Captured", "Refunded", "Settled by");
        foreach (var payment in order.Items("payments"))
        {
            var name = payment.Text("id") ?? "";
            var settled = steps.Where(s => s.Text("actor") == $"payment {name}" && _settling.Contains(s.Text("step")))
                .Select(s => $"{s.Field("detail").Text("line")}: {Amount(s.Field("detail").Field("amount"))}");
            table.AddRow(
                Escaped(Shortened(name)), Escaped(payment.Text("provider")), Escaped(payment.Text("status")),
                Amount(payment.Field("amount")), Amount(payment.Field("captured")), Amount(payment.Field("refunded")),
                Escaped(string.Join("\n", settled)));
        }
        return table;
    }

    private Table Returns()
    {
        var table = New("Returns", "Return", "Status", "Units", "Value", "Refunded");
        foreach (var back in order.Items("returns"))
            table.AddRow(
                Escaped(back.Text("id")), Escaped(back.Text("status")),
                Escaped(string.Join(", ", back.Items("lines").Select(l =>
                    $"{l.Number("quantity")} of line {l.Text("lineId")}"))),
                Amount(back.Field("amount")), Amount(back.Field("refunded")));
        return table;
    }

    /// <summary>What the other systems were told, system by system.</summary>
    private Table Documents()
    {
        var table = New(
            "Documents", "Account", "Document", "Status", "Number there", "Attempts", "After", "Because of",
            "Corrections");
        foreach (var d in order.Items("erpDocuments").OrderBy(d => d.Text("account"), StringComparer.Ordinal)
            .ThenBy(d => d.Time("plannedAt")))
        {
            var took = d.Time("doneAt") - d.Time("plannedAt");
            var corrections = d.Items("corrections")
                .Select(c => $"{c.Text("field")} {c.Text("ours")} -> {c.Text("theirs")}");
            table.AddRow(
                Escaped(d.Text("account")), Escaped(d.Text("kind")), Colour(d.Text("status")),
                Escaped(Shortened(d.Text("number") ?? d.Text("code") ?? "")), $"{d.Number("attempts")}",
                took is { } t ? string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:N2} s") : "",
                Escaped(Shortened(d.Text("step") ?? "")), Escaped(string.Join("\n", corrections)));
        }
        return table;
    }

    private Table Steps()
    {
        var table = New($"{steps.Count:N0} steps of {id}", "At (UTC)", "After (ms)", "Actor", "Step", "Detail", "Trace")
            .Expand();
        var start = steps.Count > 0 ? steps[0].Time("at") : null;
        foreach (var step in steps)
        {
            var detail = Shortened(Detail(step));
            table.AddRow(
                At(step.Time("at")),
                (step.Time("at") - start)?.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                $"[blue]{Escaped(Shortened(step.Text("actor") ?? ""))}[/]", $"[bold]{Escaped(step.Text("step"))}[/]",
                Escaped(full || detail.Length <= ShortDetail ? detail : detail[..ShortDetail] + "…"),
                Escaped(step.Text("traceId") is { Length: > 8 } trace ? trace[..8] : step.Text("traceId")));
        }
        return table;
    }

    /// <summary>The detail as <c>name=value</c>; of what was planned and sent only which documents, of an exchange its
    /// orders, of a decision who has taken it and why.</summary>
    private string Detail(JsonElement step)
    {
        var detail = step.Field("detail");
        if (full)
            return Flat(detail);
        var kind = step.Text("actor")?.Split(' ')[0];
        return step.Text("step") switch
        {
            "requested" when kind == "exchange" =>
                $"goods of {Other(detail.Field("command").Text("order"))} for {Other(detail.Text("newOrder"))}",
            "decided" when kind == "exception" => Decision(detail.Field("verdict")),
            "left-off" when kind == "lineage" =>
                $"{detail.Number("steps")} earlier steps and {detail.Number("streams")} journals are not told",
            "steps-recorded" => string.Join(", ", detail.Items("steps").Select(s => s.Text("id")))
                + ": " + string.Join(", ", detail.Items("documents").Select(d => d.Text("key"))),
            "submitted" => string.Join(", ", detail.Items("keys").Select(k => k.ToString())),
            "steps-told" => string.Join(", ", detail.Items("steps").Select(k => k.ToString())),
            _ => Flat(detail),
        };
    }

    private string? Other(string? order) => order == id ? "this order" : order;

    private string Decision(JsonElement verdict)
    {
        var (by, edits) = (verdict.Field("by"), Flat(verdict.Field("edits")));
        return $"{verdict.Text("kind")} by {by.Text("client")}: {by.Text("reason")} {edits}".TrimEnd(' ', ':');
    }

    /// <summary>Nested values in one line; what the other columns say already is left out.</summary>
    private string Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.Text("minor") is not null => Amount(value),
        JsonValueKind.Object => string.Join("  ", value.EnumerateObject()
            .Where(p => p.Value.ValueKind != JsonValueKind.Null && (full || !_saidElsewhere.Contains(p.Name)))
            .Select(p => $"{p.Name}={Flat(p.Value)}")),
        JsonValueKind.Array => $"[{string.Join("; ", value.EnumerateArray().Select(Flat))}]",
        JsonValueKind.Undefined => "",
        _ => value.ToString(),
    };

    /// <summary>Without the order's own id and the tenant's name, which stand in every id.</summary>
    private string Shortened(string text) => full ? text
        : DocumentKey().Replace(text.Replace($"{id}.", "", StringComparison.Ordinal), m =>
            m.Groups["subject"].Value == id ? $"{m.Groups["kind"]}/{m.Groups["number"]}" : m.Value)
            .Replace($":{id}", "", StringComparison.Ordinal);

    private static string Amount(JsonElement money)
    {
        if (money.Text("minor") is null)
            return "";
        var currency = new Currency(money.Text("currency") ?? "");
        var digits = currency.IsKnown ? currency.MinorDigits : 0;
        return (money.Number("minor") / (decimal)Math.Pow(10, digits))
            .ToString($"F{digits}", CultureInfo.InvariantCulture) + $" {currency.Value}";
    }

    private static string Colour(string? status) => status switch
    {
        "posted" => "[green]posted[/]",
        "rejected" or "dead-lettered" => $"[red]{status}[/]",
        _ => $"[yellow]{Escaped(status)}[/]",
    };

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().RoundedBorder().Title(Markup.Escape(title));
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }

    private static string Escaped(string? text) => Markup.Escape(text ?? "");

    private static string At(DateTimeOffset? at) =>
        at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"[^\s:,=\[]+:(?<kind>[a-z-]+):(?<subject>ord_\w+):(?<number>\d+)")]
    private static partial Regex DocumentKey();
}
