using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RetailActors.Gateway;

/// <summary>An answer whose body lies in <see cref="Call.Output"/>.</summary>
public readonly record struct Answer(int Status, string ContentType)
{
    /// <summary>Where the thing is, or null.</summary>
    public string? Location { get; init; }

    /// <summary>Its version, or null.</summary>
    public string? ETag { get; init; }

    /// <summary>Seconds, or null.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>One request under way.</summary>
public sealed class Call(
    HttpContext http, Operation operation, Cluster cluster, GatewayOptions options, TimeProvider time) : IDisposable
{
    private JsonDocument? _document;

    /// <summary>The HTTP side.</summary>
    public HttpContext Http => http;

    /// <summary>Which operation it is.</summary>
    public Operation Operation => operation;

    /// <summary>The grains.</summary>
    public Cluster Cluster => cluster;

    /// <summary>Configuration.</summary>
    public GatewayOptions Options => options;

    /// <summary>The time now, UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Who calls; set once it is known.</summary>
    public ApiClient Client { get; set; } = null!;

    /// <summary>Its place among the requests that are worked on.</summary>
    internal Place Place { get; set; } = null!;

    /// <summary>Whose data it is about: from the key, never from the request.</summary>
    public Tenant Tenant => Client.Tenant;

    /// <summary>The body's bytes.</summary>
    public PooledBuffer Input { get; } = new(2048);

    /// <summary>The answer's bytes.</summary>
    public PooledBuffer Output { get; } = new(2048);

    /// <summary>What is wrong with the request so far.</summary>
    public FieldFaults Faults { get; } = new();

    /// <summary>Id for the command, derived from the idempotency key: the same for every retry.</summary>
    public string CommandId { get; set; } = "";

    /// <summary>The body as fields; without a body, an object without fields.</summary>
    public Fields Body => new(_document?.RootElement ?? default, Faults);

    /// <summary>The same, whose faults are kept apart: nobody is told of them.</summary>
    public Fields BodyFor(FieldFaults faults) => new(_document?.RootElement ?? default, faults);

    /// <summary>A text of the body as it came, before the operation looks at it; null when it is none that we keep.
    /// </summary>
    public string? Text(string field, int longest) =>
        Find(field) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            && text.Length <= longest && PlainText.IsPlain(text) && !CardNumbers.AppearIn(text)
            && !PersonalData.HasAddress(text)
            ? text
            : null;

    /// <summary>What the body says, yes or no.</summary>
    public bool Says(string field, bool otherwise) => Find(field)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => otherwise,
    };

    /// <summary>Takes the parsed body.</summary>
    public void Take(JsonDocument document)
    {
        _document = document;
        RequestBody.FindCardNumbers(Input.Written, document.RootElement, Faults);
    }

    /// <summary>An id from the path; a wrong one is reported.</summary>
    public string PathId(string name)
    {
        var value = Http.Request.RouteValues[name] as string;
        if (Identifier.IsValid(value) && !CardNumbers.AppearIn(value))
        {
            return value!;
        }
        Faults.Add(name, "invalid-id", $"1 to {Identifier.MaxLength} characters, see the documents.");
        return "";
    }

    /// <summary>An id from the query, or null when it is not there; a wrong one is reported.</summary>
    public string? QueryId(string name)
    {
        var values = Http.Request.Query[name];
        if (values.Count == 0)
        {
            return null;
        }
        if (values.Count == 1 && Identifier.IsValid(values[0]) && !CardNumbers.AppearIn(values[0]))
        {
            return values[0];
        }
        Faults.Add(name, "invalid-id", $"Once, 1 to {Identifier.MaxLength} characters, see the documents.");
        return null;
    }

    /// <summary>Answers with JSON.</summary>
    public Answer Reply<T>(int status, T body, JsonTypeInfo<T> info)
    {
        using var json = new Utf8JsonWriter(Output);
        JsonSerializer.Serialize(json, body, info);
        return new Answer(status, "application/json");
    }

    /// <summary>Answers with a problem.</summary>
    public Answer Refuse(Problem problem)
    {
        Output.Clear();
        Refused = problem.Slug;
        using var json = new Utf8JsonWriter(Output);
        problem.Write(json, TraceId(Http));
        return new Answer(problem.Status, Problem.ContentType) { RetryAfter = problem.RetryAfter };
    }

    /// <summary>Slug of the problem that was answered, or null.</summary>
    public string? Refused { get; private set; }

    /// <summary>Answers 422 with all faults.</summary>
    public Answer RefuseInvalid() => Refuse(Problems.Invalid(Faults));

    /// <summary>The trace that the request belongs to.</summary>
    public static string TraceId(HttpContext http) =>
        Activity.Current is { } activity ? activity.TraceId.ToHexString() : http.TraceIdentifier;

    private JsonElement? Find(string field) =>
        _document?.RootElement is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(field, out var value)
            ? value
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _document?.Dispose();
        Input.Dispose();
        Output.Dispose();
    }
}
