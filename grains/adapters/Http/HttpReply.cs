using System.Text.Json.Nodes;
using RetailActors.Postings;

namespace RetailActors.Adapters.Http;

/// <summary>What came of one request: something to read, or an answer that needs no reading.</summary>
public abstract record Exchanged
{
    private Exchanged() { }

    /// <summary>The other system has answered in its own words.</summary>
    public sealed record Answered(HttpReply Reply) : Exchanged;

    /// <summary>Nothing that an adapter could add to: not sent, lost, not let in, too fast, down, not JSON.</summary>
    public sealed record Failed(PostingAnswer Answer) : Exchanged;
}

/// <summary>An answer in JSON, or without a body.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">An object or an array, or null when there is none.</param>
/// <param name="Location">The header, as it stands.</param>
/// <param name="RetryAfter">From the header, bounded, or null.</param>
public sealed record HttpReply(int Status, JsonNode? Body, string? Location, TimeSpan? RetryAfter)
{
    /// <summary>2xx.</summary>
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>The text of a field of the body, or null when it is not there or not a text.</summary>
    public string? Text(string field) => Body.Text(field);

    /// <summary>What the status means when the adapter makes nothing more precise of it. In doubt it is Lost: that is
    /// looked up before anything is sent again.</summary>
    /// <param name="code">The other system's own code, or null.</param>
    /// <param name="detail">What it says about it, or null.</param>
    public PostingAnswer Otherwise(string? code = null, string? detail = null) => Status switch
    {
        // An address that is wrong today is repaired by an operator; no document is refused for it.
        404 => new PostingAnswer.Unavailable("no-such-address"),
        408 => new PostingAnswer.Lost("http-408"),
        // The same key is being worked on at this moment.
        409 => new PostingAnswer.Lost("in-flight"),
        >= 400 and < 500 => new PostingAnswer.Rejected(
            Wording.Slug(code) ?? $"http-{Status}", Wording.Detail(detail)),
        >= 200 and < 300 => new PostingAnswer.Lost("garbage"),
        _ => new PostingAnswer.Lost($"http-{Status}"),
    };
}

/// <summary>Reading without exceptions: another system's answer may be anything.</summary>
public static class Reading
{
    /// <summary>An object or array in a field, or null.</summary>
    public static JsonNode? Field(this JsonNode? node, string field) =>
        node is JsonObject document && document.TryGetPropertyValue(field, out var value) ? value : null;

    /// <summary>A text in a field, or null.</summary>
    public static string? Text(this JsonNode? node, string field) =>
        Field(node, field) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A whole number in a field, or null.</summary>
    public static int? Number(this JsonNode? node, string field) =>
        Field(node, field) is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>A time in a field, UTC when it names no zone, or null.</summary>
    public static DateTimeOffset? Time(this JsonNode? node, string field) => DateTimeOffset.TryParse(
        Text(node, field), System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal,
        out var time)
            ? time
            : null;

    /// <summary>An amount in a field, or null when it is none of this currency.</summary>
    public static Money? Amount(this JsonNode? node, string field, Currency currency) =>
        Amounts.Read(Field(node, field), currency);

    /// <summary>The objects of an array in a field; empty when there is none.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, string field) =>
        Field(node, field) is JsonArray items ? items.OfType<JsonObject>() : [];

    /// <summary>The same answer as one to a look-up, which refuses nothing: who is refused there cannot tell.</summary>
    public static PostingAnswer ToLookUp(this PostingAnswer answer) => answer is PostingAnswer.Rejected refused
        ? new PostingAnswer.Lost(refused.Code)
        : answer;
}
