using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.NetSuite;

/// <summary>What an error of NetSuite means; its reason is the first of the error details.</summary>
internal static class NetSuiteErrors
{
    private static readonly string[] _notDone =
    [
        "CONCURRENCY_LIMIT_EXCEEDED", "REQUEST_LIMIT_EXCEEDED", "SSS_REQUEST_LIMIT_EXCEEDED", "RCRD_LOCK_ERROR",
        "RCRD_HAS_BEEN_CHANGED", "TEMPORARILY_UNAVAILABLE",
    ];

    /// <summary>There is no record under the id; an address that is not there says so in another way.</summary>
    internal static bool IsAbsent(HttpReply reply) => reply.Status == 404 && Code(reply) == "NONEXISTENT_ID";

    /// <summary>The id stands for a record that can no longer be changed.</summary>
    internal static bool IsKnownAlready(HttpReply reply) => Code(reply) == "DUP_EXTERNAL_ID";

    /// <summary>Any other error.</summary>
    internal static PostingAnswer Read(HttpReply reply) => Code(reply) switch
    {
        { } code when _notDone.Contains(code) => new PostingAnswer.Unavailable("rolled-back", reply.RetryAfter),
        null when reply.Status is >= 400 and < 500 and not 404 => new PostingAnswer.Lost("garbage"),
        var code => reply.Otherwise(code, First(reply).Text("detail")),
    };

    private static string? Code(HttpReply reply) => First(reply).Text("o:errorCode");

    private static JsonObject? First(HttpReply reply) => reply.Body.Items("o:errorDetails").FirstOrDefault();
}
