using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Adapters.Pos;

/// <summary>Accounts that are the tills of a chain of stores: told what to put aside, and what not any more,
/// under our key.</summary>
public sealed class PosSystem : ISystemKind
{
    /// <inheritdoc/>
    public string System => "pos";

    /// <inheritdoc/>
    public string SandboxPath => "pos";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 0, Concurrency: 32, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        Posting: "immediate", ImmutableHashSet.Create(DocumentKind.PickupNotice, DocumentKind.PickupRevocation));

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new KeyedDocuments(account, Write, Read);

    private static (KeyedDocument?, PostingAnswer.Rejected?) Write(DocumentCall call) => call switch
    {
        { Order: not { Fulfilment: { Method: FulfilmentMethod.Pickup, Location: not null } } } =>
            (null, new PostingAnswer.Rejected("no-pickup", "The order is not collected in a store.")),
        { Step: Step.Accepted s } => (Document(call, call.Order!, s.Order.Lines), null),
        { Step: Step.Cancelled s } => (Document(call, call.Order!, s.Lines), null),
        _ => (null, new PostingAnswer.Rejected("not-for-stores", $"A store has nothing to do for {call.Kind}.")),
    };

    private static KeyedDocument Document(
        DocumentCall call, AcceptedOrder order, ImmutableArray<StepLine> lines) => new(
        $"v1/pickup-documents/{Uri.EscapeDataString(call.Key)}",
        new JsonObject
        {
            ["kind"] = call.Kind == DocumentKind.PickupRevocation ? "revocation" : "notice",
            ["store"] = order.Fulfilment.Location!.Value.Value, ["order"] = order.Id.Value,
            ["channel"] = order.Channel.Value, ["externalId"] = order.ExternalId.Value,
            ["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["lineId"] = line.LineId.Value, ["sku"] = line.Sku.Value, ["quantity"] = line.Quantity,
            })]),
        });

    private static PostingAnswer.Posted? Read(DocumentCall call, JsonObject booked) =>
        booked.Text("key") == call.Key && booked.Text("number") is { Length: > 0 } number
        && booked.Time("bookedAt") is { } at
            ? new PostingAnswer.Posted(number, at, [])
            : null;
}
