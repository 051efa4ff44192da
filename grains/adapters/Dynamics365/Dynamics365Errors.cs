using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Dynamics365;

/// <summary>What an error of Dynamics 365 means. Its reason lies in the inner error: the outer message says nothing.
/// </summary>
internal static class Dynamics365Errors
{
    private static readonly string[] _rolledBack = ["deadlock", "throttl", "timeout expired", "concurrent requests"];

    /// <summary>The key is in use: somebody, most likely we, has created the record before.</summary>
    internal static bool IsKnownAlready(HttpReply reply) => reply.Status is 400 or 409 or 412
        && (Code(reply) == "RecordExists" || Message(reply).Contains("already exists", StringComparison.Ordinal));

    /// <summary>The draft is not a draft any more.</summary>
    internal static bool IsPostedAlready(HttpReply reply) => reply.Status is 400 or 409
        && (Code(reply) == "AlreadyPosted"
            || Message(reply).Contains("already been posted", StringComparison.Ordinal));

    /// <summary>Any other error.</summary>
    internal static PostingAnswer Read(HttpReply reply)
    {
        var message = Message(reply);
        // Rolled back there, so certainly not done, whatever the status says.
        if (reply.Status >= 400 && Array.Exists(
            _rolledBack, word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return new PostingAnswer.Unavailable("rolled-back", reply.RetryAfter);
        }
        return reply.Body.Field("error") is null && reply.Status is >= 400 and < 500 and not 404
            ? new PostingAnswer.Lost("garbage")
            : reply.Otherwise(Code(reply), message);
    }

    private static string? Code(HttpReply reply) => reply.Body.Field("error").Text("code");

    private static string Message(HttpReply reply) => reply.Body.Field("error") is { } error
        ? error.Field("innererror").Text("message") ?? error.Text("message") ?? ""
        : "";
}
