using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>A step of an order's way, in words.</summary>
/// <param name="At">UTC.</param>
/// <param name="System">Where it happened: order, payment provider, ERP account, …</param>
/// <param name="What">What happened.</param>
/// <param name="Text">What else is known, or empty.</param>
/// <param name="Tone">As for a status.</param>
/// <param name="TraceId">W3C trace id, or null.</param>
/// <param name="Detail">The event as it stands in the journal.</param>
/// <param name="IsBookkeeping">Only our own bookkeeping: not what somebody who asks about an order wants to
/// know.</param>
/// <param name="Address">The page of what it happened to, or null: the order itself, or nothing with a page.</param>
public sealed record TimelineStep(
    DateTimeOffset At, string System, string What, string Text, string Tone, string? TraceId, string Detail,
    bool IsBookkeeping, string? Address)
{
    /// <summary>The actor of the step that says what was left off.</summary>
    public const string Lineage = "lineage";

    private const int LongestText = 160;

    private static readonly string[] _bad =
        ["rejected", "declined", "failed", "refused", "dead", "exception", "conflict", "lost", "unavailable",
            "expired"];

    private static readonly string[] _good =
    [
        "accepted", "posted", "captured", "picked-up", "shipped", "authorised", "completed", "refunded", "allocated",
        "closed", "settled", "settlement-matched",
    ];

    private static readonly string[] _ours =
    [
        "steps-told", "steps-recorded", "submitted", "order-told", "units-told", "fed", "announced",
        "authorisation-requested", "capture-requested", "refund-requested", "void-requested",
        // The desk and the message tell these themselves.
        "exception-raised", "exception-cleared", "put-on-desk", "reported", "carried", "applied",
    ];

    /// <summary>Members that say nothing to people: keys, hashes, and what stands beside the step anyway.</summary>
    private static readonly string[] _silent =
    [
        "key", "keys", "id", "fingerprint", "at", "bookedAt", "by", "trace", "step", "occurredAt", "order", "command",
        "bodyHash", "receivedAt", "raisedAt", "entity", "entry",
    ];

    /// <summary>Members whose own members are told in their place.</summary>
    private static readonly string[] _opened = ["report", "message", "verdict", "money"];

    /// <summary>The lineage of an order, oldest first. A posting's steps are told under the name of the account that
    /// they are about, with the document that they are about.</summary>
    /// <param name="steps">As read; what says that something was left off is no step.</param>
    /// <param name="order">The order, to tell it from the one that it was exchanged with; null for stock.</param>
    public static ImmutableArray<TimelineStep> Of(IReadOnlyList<LineageStep> steps, string? order = null)
    {
        var documents = new Dictionary<string, PlannedFor>(StringComparer.Ordinal);
        foreach (var step in steps.Where(s => s.Step == "steps-recorded"))
        {
            PlannedFor.Add(step.Detail, documents);
        }
        return [.. steps.Where(s => s.Actor != Lineage).Select(s => Of(s, documents, order))];
    }

    private static TimelineStep Of(LineageStep step, Dictionary<string, PlannedFor> documents, string? order)
    {
        using var json = JsonDocument.Parse(step.Detail.Length == 0 ? "{}" : step.Detail);
        var data = json.RootElement;
        var document = Find(data, "key") is { } key ? documents.GetValueOrDefault(key) : null;
        var (kind, id) = step.Actor.Split(' ', 2) is [var first, var rest] ? (first, rest) : (step.Actor, "");
        var what = document is not null ? $"{Shown.Title(document.Kind)} {Shown.Words(step.Step)}"
            : kind == "exception" && data.TryGetProperty("verdict", out var verdict)
                ? $"Decided: {Shown.Words(Find(verdict, "kind") ?? "")}"
            : Shown.Title(step.Step);
        return new TimelineStep(
            step.At, SystemOf(kind, id, document?.Account), what, TextOf(data, kind == "exception"),
            ToneOf(kind, step.Step), step.TraceId, Pretty(data), _ours.Contains(step.Step),
            AddressOf(kind, id, data, order));
    }

    private static string SystemOf(string kind, string id, string? account) => kind switch
    {
        "order" => "Order",
        "posting" => account ?? "Postings",
        "payment" => "Payment",
        "return" => $"Return {id}",
        "exchange" => $"Exchange {id}",
        "exception" => "Exception desk",
        "message" => $"Message of {id.Split('/')[0]}",
        "settlement" => account ?? "Settlement",
        "settlement-line" => "Settlement",
        _ => id.Length == 0 ? kind : $"{kind} {id}",
    };

    private static string? AddressOf(string kind, string id, JsonElement data, string? order) => kind switch
    {
        "exception" => $"exceptions/{id}",
        "return" => $"returns/{Uri.EscapeDataString(id)}",
        "settlement" => $"settlements/{id}",
        "settlement-line" when id.StartsWith("set_", StringComparison.Ordinal) => $"settlements/{id.Split(':')[0]}",
        "exchange" when ExchangedOrder.Of(data, order) is { } other => $"orders/{other.Id}",
        _ => null,
    };

    private static string ToneOf(string kind, string step) => (kind, step) switch
    {
        ("exception" or "settlement-line", "raised") => "bad",
        ("exception", "decided" or "cleared") => "good",
        _ => _bad.Any(b => step.Contains(b, StringComparison.Ordinal)) ? "bad"
            : _good.Any(g => step.Contains(g, StringComparison.Ordinal)) ? "good" : "plain",
    };

    /// <summary>The plain values of an event in one line: names and amounts, no lists.</summary>
    private static string TextOf(JsonElement data, bool tellsWho)
    {
        var parts = new List<string>();
        AddTo(parts, data, tellsWho);
        var text = string.Join(", ", parts);
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
    }

    private static void AddTo(List<string> parts, JsonElement data, bool tellsWho)
    {
        foreach (var member in data.ValueKind == JsonValueKind.Object ? data.EnumerateObject() : default)
        {
            if (_opened.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object)
            {
                AddTo(parts, member.Value, tellsWho);
            }
            else if (tellsWho && member.Name == "by")
            {
                var why = Find(member.Value, "reason");
                parts.Add($"by {Find(member.Value, "client")}{(why is null ? "" : $": {why}")}");
            }
            else if (tellsWho && member.Name == "edits" && member.Value.ValueKind == JsonValueKind.Object)
            {
                parts.AddRange(member.Value.EnumerateObject().Select(e => $"{e.Name} = {e.Value}"));
            }
            else if (!_silent.Contains(member.Name) && Value(member.Value) is { Length: > 0 } value)
            {
                parts.Add($"{Shown.Words(Kebab(member.Name))} {value}");
            }
        }
    }

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.TryGetDateTimeOffset(out var at) => Shown.Utc(at),
        JsonValueKind.String => value.GetString() is { Length: <= 80 } text ? text : null,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() > 0 => $"({value.GetArrayLength()})",
        JsonValueKind.Object when value.TryGetProperty("minor", out _) =>
            JsonSerializer.Deserialize(value, GatewayJson.Default.Money) is { Currency.IsKnown: true } money
                ? Shown.Money(money)
                : null,
        _ => null,
    };

    private static string? Find(JsonElement data, string name) => data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    private static string Pretty(JsonElement data) =>
        JsonSerializer.Serialize(data, PrettyJson.Default.JsonElement);
}
