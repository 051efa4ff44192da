using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Http;

/// <summary>Where a document lies in the other system, and what it says.</summary>
/// <param name="Path">Below the account's address, escaped. Contains the key: to put it twice is to put it
/// once.</param>
/// <param name="Body">The document.</param>
public sealed record KeyedDocument(string Path, JsonObject Body);

/// <summary>An account of a system that takes documents by <c>PUT</c> under our key and shows them by <c>GET</c>. The
/// kinds
/// of systems differ in what they say and in what they correct.</summary>
/// <param name="account">The account.</param>
/// <param name="write">The document, or why it cannot be one.</param>
/// <param name="read">What the other system has on record means for us; null when it cannot be read.</param>
public sealed class KeyedDocuments(
    AccountContext account, Func<DocumentCall, (KeyedDocument? Document, PostingAnswer.Rejected? Refused)> write,
    Func<DocumentCall, JsonObject, PostingAnswer?> read) : IDocumentAdapter
{
    private readonly JsonExchange _exchange = new(account);

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (write(call) is not ({ } document, _))
        {
            return write(call).Refused ?? new PostingAnswer.Rejected("not-supported", $"{call.Kind}");
        }
        return await _exchange.Send(HttpMethod.Put, document.Path, document.Body, call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true, Body: JsonObject booked }) =>
                read(call, booked) ?? new PostingAnswer.Lost("garbage"),
            Exchanged.Answered(var reply) => reply.Otherwise(reply.Text("code"), reply.Text("detail")),
            _ => new PostingAnswer.Lost("garbage"),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation)
    {
        if (write(call) is not ({ } document, _))
        {
            return new PostingAnswer.NotFound();
        }
        return await _exchange.Get(document.Path, call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true, Body: JsonObject booked }) =>
                read(call, booked) ?? new PostingAnswer.Lost("garbage"),
            Exchanged.Answered({ Status: 404 } reply) when reply.Text("code") == "not-found" =>
                new PostingAnswer.NotFound(),
            Exchanged.Answered(var reply) => reply.Otherwise(reply.Text("code"), reply.Text("detail")).ToLookUp(),
            _ => new PostingAnswer.Lost("garbage"),
        };
    }
}
