using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Crm;

/// <summary>A CRM: has the latest version of each customer. It never goes back to an older one, so records may overtake
/// each other.</summary>
public sealed class CrmKind : ISystemKind
{
    /// <inheritdoc/>
    public string System => "crm";

    /// <inheritdoc/>
    public string SandboxPath => "crm";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 50, Concurrency: 4, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        Posting: "immediate", [DocumentKind.CustomerRecord]);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) =>
        new KeyedDocuments(account, Write, (call, booked) => Read(call, booked, account.Clock));

    private static (KeyedDocument?, PostingAnswer.Rejected?) Write(DocumentCall call) => call.Step switch
    {
        Step.CustomerChanged s when call.Kind == DocumentKind.CustomerRecord => (new KeyedDocument(
            $"v1/customers/{Uri.EscapeDataString(s.Customer.Value)}/versions/"
                + s.Version.ToString(CultureInfo.InvariantCulture),
            new JsonObject { ["key"] = call.Key, ["segment"] = s.Segment, ["active"] = s.Active }), null),
        _ => (null, new PostingAnswer.Rejected("not-supported", $"{call.Kind} after {call.Step.GetType().Name}.")),
    };

    private static PostingAnswer.Posted? Read(DocumentCall call, JsonObject booked, TimeProvider clock)
    {
        var has = booked.Field("version") is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue<long>(out var version) ? version : 0;
        var ours = (call.Step as Step.CustomerChanged)?.Version ?? 0;
        if (booked.Text("number") is not { Length: > 0 } number || has < ours)
        {
            return null;
        }
        return new PostingAnswer.Posted(
            number, booked.Time("changedAt") ?? clock.GetUtcNow(), has == ours
                ? []
                : [new Correction("version", ours.ToString(CultureInfo.InvariantCulture),
                    has.ToString(CultureInfo.InvariantCulture))]);
    }
}
