using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Tax;

/// <summary>A tax engine: transactions of an order are committed when goods are handed over, and reversed when they
/// come
/// back. The engine computes; where it differs from what the channel charged, it wins and the difference is the
/// true-up.
/// </summary>
public sealed class TaxKind : ISystemKind
{
    /// <inheritdoc/>
    public string System => "tax";

    /// <inheritdoc/>
    public string SandboxPath => "tax";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 100, Concurrency: 8, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        Posting: "immediate", [DocumentKind.TaxCommit, DocumentKind.TaxReversal]);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) =>
        new KeyedDocuments(account, Write, (call, booked) => Read(call, booked, account.Clock));

    private static (KeyedDocument?, PostingAnswer.Rejected?) Write(DocumentCall call) => call.Step switch
    {
        Step.HandedOver { Lines.IsDefaultOrEmpty: true } or Step.Returned { Lines.IsDefaultOrEmpty: true } =>
            (null, new PostingAnswer.Rejected("no-lines", $"{call.Kind} without units.")),
        Step.HandedOver s when call.Kind == DocumentKind.TaxCommit => (Document(call, "sale", s.Lines), null),
        Step.Returned s when call.Kind == DocumentKind.TaxReversal => (Document(call, "return", s.Lines), null),
        _ => (null, new PostingAnswer.Rejected("not-supported", $"{call.Kind} after {call.Step.GetType().Name}.")),
    };

    private static KeyedDocument Document(DocumentCall call, string type, ImmutableArray<StepLine> lines) => new(
        $"v1/orders/{Uri.EscapeDataString(call.Subject)}/transactions/{Uri.EscapeDataString(call.Key)}",
        new JsonObject
        {
            ["type"] = type,
            ["date"] = call.Step.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["currency"] = lines[0].Net.Currency.Value,
            ["lines"] = new JsonArray([.. Whole(lines).Select(Line)]),
        });

    /// <summary>Units of one line that came back in different states are one line to the tax.</summary>
    private static IEnumerable<StepLine> Whole(ImmutableArray<StepLine> lines) => lines.GroupBy(l => l.LineId)
        .Select(g => g.Skip(1).Aggregate(g.First(), (sum, l) => sum with
        {
            Quantity = sum.Quantity + l.Quantity,
            Net = sum.Net + l.Net,
            Shipping = sum.Shipping + l.Shipping,
            Tax = sum.Tax + l.Tax,
        }));

    private static JsonObject Line(StepLine line) => new()
    {
        ["lineId"] = line.LineId.Value, ["sku"] = line.Sku.Value, ["quantity"] = line.Quantity,
        ["taxCode"] = line.TaxCode, ["location"] = line.Location?.Value, ["net"] = line.Net.Minor,
        ["shipping"] = line.Shipping.Minor, ["chargedTax"] = line.Tax.Minor,
    };

    private static PostingAnswer.Posted? Read(DocumentCall call, JsonObject booked, TimeProvider clock)
    {
        if (booked.Text("number") is not { Length: > 0 } number || booked.Text("key") != call.Key)
        {
            return null;
        }
        var lines = call.Step switch
        {
            Step.HandedOver s => s.Lines,
            Step.Returned s => s.Lines,
            _ => [],
        };
        var theirs = booked.Items("lines").ToLookup(l => l.Text("lineId") ?? "", Tax, StringComparer.Ordinal);
        var corrections = Whole(lines)
            .Where(l => theirs[l.LineId.Value].FirstOrDefault() is { } tax && tax != l.Tax.Minor)
            .Select(l => Difference($"lines/{l.LineId.Value}/tax", l.Tax, theirs[l.LineId.Value].First()!.Value))
            .ToImmutableArray();
        var sum = lines.Aggregate(new Money(0, lines[0].Tax.Currency), (total, l) => total + l.Tax);
        return new PostingAnswer.Posted(
            number, booked.Time("committedAt") ?? clock.GetUtcNow(),
            Tax(booked) is { } all && all != sum.Minor ? [Difference("tax", sum, all), .. corrections] : corrections);
    }

    private static long? Tax(JsonNode node) =>
        node.Field("tax") is JsonValue value && value.TryGetValue<long>(out var tax)
        ? tax : null;

    private static Correction Difference(string field, Money ours, long theirs) => new(
        field, ours.ToDecimal(), new Money(theirs, ours.Currency).ToDecimal());
}
