using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Shopify;

/// <summary>What came of a GraphQL request: its data, or why there are none.</summary>
/// <param name="Data">The member <c>data</c>; null when it failed.</param>
/// <param name="Failure">Null when there are data.</param>
public readonly record struct GraphReply(JsonNode? Data, PostingAnswer? Failure);

/// <summary>Speaks the Admin GraphQL interface of one shop: one request, one answer, no retries.</summary>
public sealed class ShopifyGraph(JsonExchange exchange, IConfigurationSection settings)
{
    /// <summary>Version of the interface that we were written for.</summary>
    public const string Version = "2026-01";

    private static readonly TimeSpan _standardWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    /// <summary>Asks. Whatever the shop does is in the reply; only a cancelled token throws.</summary>
    public async ValueTask<GraphReply> Ask(
        string query, JsonObject variables, string? traceParent, CancellationToken cancellation)
    {
        var body = new JsonObject { ["query"] = query, ["variables"] = variables };
        // Read at each request, so that it can be changed in traffic.
        var token = settings["AccessToken"] ?? "";
        var exchanged = await exchange.Send(
            HttpMethod.Post, $"admin/api/{Version}/graphql.json", body, traceParent, cancellation,
            ("X-Shopify-Access-Token", token));
        return exchanged switch
        {
            Exchanged.Failed(var answer) => new GraphReply(null, answer),
            Exchanged.Answered(var reply) when !reply.IsDone => new GraphReply(null, reply.Otherwise()),
            Exchanged.Answered(var reply) => Read(reply.Body),
            _ => new GraphReply(null, new PostingAnswer.Lost("garbage")),
        };
    }

    /// <summary>What a mutation's <c>userErrors</c> mean, or null when there are none.</summary>
    /// <param name="result">The mutation's result.</param>
    /// <param name="done">Codes that mean: it was done before.</param>
    public static PostingAnswer? UserErrors(JsonNode result, params string[] done)
    {
        // We always ask for them: an answer without the list says nothing about what was done.
        if (result.Field("userErrors") is not JsonArray errors || errors is [not JsonObject, ..])
        {
            return new PostingAnswer.Lost("garbage");
        }
        if (errors is not [JsonObject error, ..])
        {
            return null;
        }
        var code = error.Text("code") ?? "USER_ERROR";
        var slug = Wording.Slug(code) ?? "user-error";
        return done.Contains(code) ? null
            : code is "LOCKED" or "IDEMPOTENCY_CONCURRENT_REQUEST"
                ? new PostingAnswer.Unavailable(slug, _standardWait)
                : new PostingAnswer.Rejected(slug, Wording.Detail(error.Text("message")));
    }

    private static GraphReply Read(JsonNode? body)
    {
        if (body.Field("errors") is JsonArray { Count: > 0 } errors)
        {
            return new GraphReply(null, (errors[0].Field("extensions").Text("code")) switch
            {
                // The bucket of query cost is empty: nothing was done.
                "THROTTLED" => new PostingAnswer.Unavailable("throttled", Refill(body)),
                "ACCESS_DENIED" => new PostingAnswer.Unavailable("access-denied"),
                "INTERNAL_SERVER_ERROR" or null => new PostingAnswer.Lost("internal-error"),
                var code => new PostingAnswer.Rejected(Wording.Slug(code) ?? "graphql-error", "The query was refused."),
            });
        }
        return body.Field("data") is JsonObject data
            ? new GraphReply(data, null)
            : new GraphReply(null, new PostingAnswer.Lost("garbage"));
    }

    /// <summary>How long the bucket needs until the request fits.</summary>
    private static TimeSpan Refill(JsonNode? body)
    {
        var cost = body.Field("extensions").Field("cost");
        var status = cost.Field("throttleStatus");
        if (cost.Number("requestedQueryCost") is not { } wanted || status.Number("currentlyAvailable") is not { } there
            || status.Number("restoreRate") is not { } rate)
        {
            return _standardWait;
        }
        var wait = TimeSpan.FromMilliseconds(Math.Max(0L, wanted - there) * 1000 / Math.Max(1, rate));
        return wait < _standardWait ? _standardWait : wait > _longestWait ? _longestWait : wait;
    }
}
