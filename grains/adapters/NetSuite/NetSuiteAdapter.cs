using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.NetSuite;

/// <summary>
/// One account of NetSuite. A document is put under its external id and read back, because the answer to a put has
/// neither the number nor the amounts. One that was put and cannot be read back is looked up later.
/// </summary>
internal sealed class NetSuiteAdapter(AccountContext account) : IDocumentAdapter
{
    private const string StandardGuest = "GUEST";

    private readonly JsonExchange _exchange = new(account);

    private string Guest => account.Settings["GuestCustomer"] ?? StandardGuest;

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (NetSuiteRecord.Of(call.Kind) is not { } record || DocumentContents.Of(call) is not { } contents)
        {
            return new PostingAnswer.Rejected("not-supported", $"{call.Kind} after {call.Step.GetType().Name}.");
        }
        if (call.Kind != DocumentKind.SalesOrder && DocumentContents.SalesOrderKeyOf(call) is null)
        {
            return new PostingAnswer.Rejected("no-sales-order", "The order has no sales order there.");
        }
        var body = NetSuiteBody.Write(call, contents, record, Guest);
        return await _exchange.Send(HttpMethod.Put, Address(record, call), body, call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true }) => await ReadBack(call, contents, record, cancellation),
            // What is on record under our key is ours, whatever it says; theirs wins.
            Exchanged.Answered(var reply) when NetSuiteErrors.IsKnownAlready(reply) =>
                await ReadBack(call, contents, record, cancellation),
            Exchanged.Answered(var reply) => NetSuiteErrors.Read(reply),
            var other => throw new InvalidOperationException($"{other} is no exchange."),
        };
    }

    /// <inheritdoc/>
    public ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) =>
        NetSuiteRecord.Of(call.Kind) is { } record && DocumentContents.Of(call) is { } contents
            ? Find(call, contents, record, cancellation)
            : ValueTask.FromResult<PostingAnswer>(new PostingAnswer.NotFound());

    /// <summary>It is on record by now: whatever keeps us from reading it, nobody may call it not done.</summary>
    private async ValueTask<PostingAnswer> ReadBack(
        DocumentCall call, DocumentContents contents, NetSuiteRecord record, CancellationToken cancellation) =>
        await Find(call, contents, record, cancellation) is PostingAnswer.Posted posted
            ? posted
            : new PostingAnswer.Lost("not-read-back");

    private async ValueTask<PostingAnswer> Find(
        DocumentCall call, DocumentContents contents, NetSuiteRecord record, CancellationToken cancellation) =>
        await _exchange.Get(Address(record, call), call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true, Body: JsonObject found }) => Read(found, call, contents, record),
            Exchanged.Answered(var reply) when NetSuiteErrors.IsAbsent(reply) => new PostingAnswer.NotFound(),
            Exchanged.Answered(var reply) => NetSuiteErrors.Read(reply).ToLookUp(),
            _ => new PostingAnswer.Lost("garbage"),
        };

    private PostingAnswer Read(
        JsonObject found, DocumentCall call, DocumentContents contents, NetSuiteRecord record) =>
        found.Text("tranId") is { Length: > 0 } number && found.Text("externalId") == call.Key
            ? new PostingAnswer.Posted(
                number, found.Time("createdDate") ?? account.Clock.GetUtcNow(),
                NetSuiteBody.Compare(found, call, contents, record).Corrections)
            : new PostingAnswer.Lost("garbage");

    private static string Address(NetSuiteRecord record, DocumentCall call) =>
        $"services/rest/record/v1/{record.Type}/eid:{Uri.EscapeDataString(call.Key)}";
}
