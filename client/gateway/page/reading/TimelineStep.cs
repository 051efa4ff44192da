using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;
using RetailActors.Postings;

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
public sealed record TimelineStep(
    DateTimeOffset At, string System, string What, string Text, string Tone, string? TraceId, string Detail,
    bool IsBookkeeping)
{
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
    ];

    /// <summary>Members that say nothing to people: keys, hashes, and what stands beside the step anyway.</summary>
    private static readonly string[] _silent =
        ["key", "keys", "id", "fingerprint", "at", "bookedAt", "by", "trace", "step", "occurredAt", "order", "command"];

    /// <summary>The lineage of an order, oldest first. A posting's steps are told under the name of the account that
    /// they are about, with the document that they are about.</summary>
    public static ImmutableArray<TimelineStep> Of(IReadOnlyList<LineageStep> steps, PostingView? posting)
    {
        var documents = posting?.Documents.ToDictionary(d => d.Key) ?? [];
        return [.. steps.Select(s => Of(s, documents))];
    }

    private static TimelineStep Of(LineageStep step, Dictionary<string, DocumentView> documents)
    {
        using var json = JsonDocument.Parse(step.Detail.Length == 0 ? "{}" : step.Detail);
        var data = json.RootElement;
        var document = Find(data, "key") is { } key ? documents.GetValueOrDefault(key) : null;
        var what = document is null
            ? Shown.Title(step.Step)
            : $"{Shown.Title(Shown.Name(document.Kind))} {Shown.Words(step.Step)}";
        return new TimelineStep(
            step.At, SystemOf(step.Actor, document?.Account), what, TextOf(data), ToneOf(step.Step), step.TraceId,
            Pretty(data), _ours.Contains(step.Step));
    }

    private static string SystemOf(string actor, string? account) => actor.Split(' ', 2) switch
    {
        ["order"] => "Order",
        ["posting"] => account ?? "Postings",
        ["payment", _] => "Payment",
        ["return", var id] => $"Return {id}",
        _ => actor,
    };

    private static string ToneOf(string step) => _bad.Any(b => step.Contains(b, StringComparison.Ordinal)) ? "bad"
        : _good.Any(g => step.Contains(g, StringComparison.Ordinal)) ? "good" : "plain";

    /// <summary>The plain values of an event in one line: names and amounts, no lists.</summary>
    private static string TextOf(JsonElement data)
    {
        var parts = new List<string>();
        foreach (var member in data.ValueKind == JsonValueKind.Object ? data.EnumerateObject() : default)
        {
            if (!_silent.Contains(member.Name) && Value(member.Value) is { Length: > 0 } value)
            {
                parts.Add($"{Shown.Words(Kebab(member.Name))} {value}");
            }
        }
        var text = string.Join(", ", parts);
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
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
