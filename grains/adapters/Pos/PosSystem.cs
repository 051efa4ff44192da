using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Adapters.Pos;

/// <summary>Accounts that are the tills of a chain of stores: told what to put aside, and what not any more.</summary>
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
    public IDocumentAdapter Open(AccountContext account) => new PosAdapter(new JsonExchange(account));
}

/// <summary>Puts a notice or a revocation into a store's pick-up list, under our key.</summary>
public sealed class PosAdapter(JsonExchange exchange) : IDocumentAdapter
{
    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (call.Order is not { Fulfilment: { Method: FulfilmentMethod.Pickup, Location: { } store } } order)
        {
            return new PostingAnswer.Rejected("no-pickup", "The order is not collected in a store.");
        }
        if (Lines(call.Step) is not { } lines)
        {
            return new PostingAnswer.Rejected("not-for-stores", $"A store has nothing to do for {call.Kind}.");
        }
        var exchanged = await exchange.Send(
            HttpMethod.Put, Path(call), Body(call, order, store, lines), call, cancellation);
        return Read(exchanged, lookUp: false);
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) =>
        Read(await exchange.Get(Path(call), call, cancellation), lookUp: true);

    private static string Path(DocumentCall call) => $"v1/pickup-documents/{Uri.EscapeDataString(call.Key)}";

    private static ImmutableArray<StepLine>? Lines(Step step) => step switch
    {
        Step.Accepted s => s.Order.Lines,
        Step.Cancelled s => s.Lines,
        _ => null,
    };

    private static JsonObject Body(
        DocumentCall call, AcceptedOrder order, LocationId store, ImmutableArray<StepLine> lines) => new()
        {
            ["kind"] = call.Kind == DocumentKind.PickupRevocation ? "revocation" : "notice",
            ["store"] = store.Value, ["order"] = order.Id.Value,
            ["channel"] = order.Channel.Value, ["externalId"] = order.ExternalId.Value,
            ["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["lineId"] = line.LineId.Value, ["sku"] = line.Sku.Value, ["quantity"] = line.Quantity,
            })]),
        };

    private static PostingAnswer Read(Exchanged exchanged, bool lookUp) => exchanged switch
    {
        Exchanged.Failed(var answer) => lookUp ? answer.ToLookUp() : answer,
        Exchanged.Answered(var reply) when reply.IsDone && reply.Text("number") is { } number
            && reply.Body.Time("bookedAt") is { } at => new PostingAnswer.Posted(number, at, []),
        Exchanged.Answered({ Status: 404 } reply) when lookUp && reply.Text("code") == "not-found" =>
            new PostingAnswer.NotFound(),
        Exchanged.Answered(var reply) when lookUp => reply.Otherwise(reply.Text("code")).ToLookUp(),
        Exchanged.Answered(var reply) => reply.Otherwise(reply.Text("code"), reply.Text("detail")),
        _ => new PostingAnswer.Lost("garbage"),
    };
}
