using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Wms;

/// <summary>A warehouse: goods to ship are released to it, and released goods can be called off until they have left.
/// </summary>
public sealed class WmsKind : ISystemKind
{
    private const string ReleaseKind = "warehouse-release";

    /// <inheritdoc/>
    public string System => "wms";

    /// <inheritdoc/>
    public string SandboxPath => "wms";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 50, Concurrency: 4, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        Posting: "immediate", [DocumentKind.WarehouseRelease, DocumentKind.WarehouseCancellation]);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) =>
        new KeyedDocuments(account, Write, (call, booked) => Read(call, booked, account.Clock));

    private static (KeyedDocument?, PostingAnswer.Rejected?) Write(DocumentCall call) => call.Step switch
    {
        Step.Accepted s when call.Kind == DocumentKind.WarehouseRelease => (
            new KeyedDocument(
                $"v1/releases/{Uri.EscapeDataString(call.Key)}", Body(call, s.Order.Lines)), null),
        Step.Cancelled s when call.Kind == DocumentKind.WarehouseCancellation => ReleaseOf(call) is { } release
            ? (new KeyedDocument(
                $"v1/releases/{Uri.EscapeDataString(release)}/cancellations/{Uri.EscapeDataString(call.Key)}",
                Body(call, s.Lines)), null)
            : (null, new PostingAnswer.Rejected("no-release", "Nothing of this order was released there.")),
        _ => (null, new PostingAnswer.Rejected("not-supported", $"{call.Kind} after {call.Step.GetType().Name}.")),
    };

    /// <summary>An order is released once; the key says so.</summary>
    private static string? ReleaseOf(DocumentCall call) => call.Numbers.Keys
        .Where(key => key.Contains($":{ReleaseKind}:", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).FirstOrDefault();

    private static JsonObject Body(DocumentCall call, ImmutableArray<StepLine> lines) => new()
    {
        ["order"] = call.Subject,
        ["lines"] = new JsonArray([.. lines.Select(l => new JsonObject
        {
            ["lineId"] = l.LineId.Value, ["sku"] = l.Sku.Value, ["quantity"] = l.Quantity,
            ["location"] = l.Location?.Value,
        })]),
    };

    private static PostingAnswer.Posted? Read(DocumentCall call, JsonObject booked, TimeProvider clock) =>
        booked.Text("number") is { Length: > 0 } number && booked.Text("key") == call.Key
            ? new PostingAnswer.Posted(number, booked.Time("bookedAt") ?? clock.GetUtcNow(), [])
            : null;
}
