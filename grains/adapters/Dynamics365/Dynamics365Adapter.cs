using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Dynamics365;

/// <summary>
/// One company in Dynamics 365. A document is created as a draft and then posted; a draft that a crash left behind is
/// found by its integration key and posted by the next attempt, so none is ever created twice.
/// </summary>
internal sealed class Dynamics365Adapter(AccountContext account) : IDocumentAdapter
{
    private const string StandardCompany = "usrt";
    private const string PostAction = "Microsoft.Dynamics.DataEntities.post";

    private readonly JsonExchange _exchange = new(account);

    private string Company => account.Settings["DataAreaId"] ?? StandardCompany;

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
    {
        if (Dynamics365Entity.Of(call.Kind) is not { } entity || DocumentContents.Of(call) is not { } contents)
        {
            return new PostingAnswer.Rejected("not-supported", $"{call.Kind} after {call.Step.GetType().Name}.");
        }
        var salesOrder = DocumentContents.SalesOrderOf(call);
        if (salesOrder is null && call.Kind != DocumentKind.SalesOrder)
        {
            return new PostingAnswer.Rejected("no-sales-order", "The order has no sales order number there.");
        }
        var document = new Document(call, contents, entity);
        var body = Dynamics365Body.Write(call, contents, entity, Company, salesOrder);
        return await _exchange.Send(HttpMethod.Post, $"data/{entity.Set}", body, call, cancellation) switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true } reply) => await Post(document, reply.Body, cancellation),
            Exchanged.Answered(var reply) when Dynamics365Errors.IsKnownAlready(reply) =>
                await Resume(document, cancellation),
            Exchanged.Answered(var reply) => Dynamics365Errors.Read(reply),
            var other => throw new InvalidOperationException($"{other} is no exchange."),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation)
    {
        if (Dynamics365Entity.Of(call.Kind) is not { } entity || DocumentContents.Of(call) is not { } contents)
        {
            return new PostingAnswer.NotFound();
        }
        var document = new Document(call, contents, entity);
        var (found, failure) = await Find(document, cancellation);
        // A draft is not on record yet: the next attempt finds it and posts it.
        return failure ?? (IsPosted(found) ? Read(document, found) : new PostingAnswer.NotFound());
    }

    /// <summary>Somebody has created it before: an earlier attempt that was cut off, or one at this very
    /// moment.</summary>
    private async ValueTask<PostingAnswer> Resume(Document document, CancellationToken cancellation)
    {
        var (found, failure) = await Find(document, cancellation);
        if (failure is not null)
        {
            return failure;
        }
        if (found is null || IsPosted(found))
        {
            return found is null ? new PostingAnswer.Lost("key-in-use") : Read(document, found);
        }
        if (!document.Call.Edits.ContainsKey(DocumentContents.PostingDate))
        {
            return await Post(document, found, cancellation);
        }
        var changed = await _exchange.Send(
            HttpMethod.Patch, Address(document, found), Dynamics365Body.Redated(document.Contents), document.Call,
            cancellation);
        return changed switch
        {
            Exchanged.Failed(var answer) => answer,
            Exchanged.Answered({ IsDone: true }) => await Post(document, found, cancellation),
            Exchanged.Answered(var reply) => Dynamics365Errors.Read(reply),
            _ => new PostingAnswer.Lost("garbage"),
        };
    }

    private async ValueTask<PostingAnswer> Post(Document document, JsonNode? draft, CancellationToken cancellation)
    {
        if (draft?.Text(document.Entity.NumberField) is null || draft.Text("IntegrationKey") != document.Call.Key)
        {
            return new PostingAnswer.Lost("garbage");
        }
        var posted = await _exchange.Send(
            HttpMethod.Post, $"{Address(document, draft)}/{PostAction}", new JsonObject(), document.Call,
            cancellation);
        switch (posted)
        {
            case Exchanged.Failed(var answer):
                return answer;
            case Exchanged.Answered({ IsDone: true } reply):
                return Read(document, reply.Body);
            case Exchanged.Answered(var reply) when Dynamics365Errors.IsPostedAlready(reply):
                var (found, failure) = await Find(document, cancellation);
                return failure ?? Read(document, found);
            case Exchanged.Answered(var reply):
                return Dynamics365Errors.Read(reply);
            default:
                return new PostingAnswer.Lost("garbage");
        }
    }

    private async ValueTask<(JsonNode? Found, PostingAnswer? Failure)> Find(
        Document document, CancellationToken cancellation)
    {
        var filter = Uri.EscapeDataString($"IntegrationKey eq {Quoted(document.Call.Key)}");
        var path = $"data/{document.Entity.Set}?$filter={filter}&$top=1";
        return await _exchange.Get(path, document.Call, cancellation) switch
        {
            Exchanged.Failed(var answer) => (null, answer),
            Exchanged.Answered({ IsDone: true } reply) when reply.Body.Field("value") is JsonArray =>
                (reply.Body.Items("value").FirstOrDefault(), null),
            Exchanged.Answered(var reply) => (null, Dynamics365Errors.Read(reply).ToLookUp()),
            _ => (null, new PostingAnswer.Lost("garbage")),
        };
    }

    private static bool IsPosted(JsonNode? entity) => entity.Text("DocumentStatus") == "Posted";

    private PostingAnswer Read(Document document, JsonNode? posted) =>
        IsPosted(posted) && posted.Text("IntegrationKey") == document.Call.Key
        && posted.Text(document.Entity.NumberField) is { Length: > 0 } number
            ? new PostingAnswer.Posted(
                number, posted.Time("PostedDateTime") ?? account.Clock.GetUtcNow(),
                Dynamics365Body.Compare(posted!, document.Call, document.Contents, document.Entity).Corrections)
            : new PostingAnswer.Lost("garbage");

    private string Address(Document document, JsonNode draft) =>
        $"data/{document.Entity.Set}(dataAreaId={Escaped(Company)},{document.Entity.NumberField}="
        + $"{Escaped(draft.Text(document.Entity.NumberField)!)})";

    private static string Escaped(string text) => Uri.EscapeDataString(Quoted(text));

    /// <summary>An OData text: a quote inside is doubled.</summary>
    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private sealed record Document(DocumentCall Call, DocumentContents Contents, Dynamics365Entity Entity);
}
