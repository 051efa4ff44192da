using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>An error answer (RFC 9457).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Slug">End of the stable type URI.</param>
/// <param name="Title">Always the same for a slug.</param>
/// <param name="Detail">About this occurrence; never data that the caller sent.</param>
public sealed record Problem(int Status, string Slug, string Title, string Detail)
{
    /// <summary>What every type URI begins with.</summary>
    public const string TypeBase = "https://retailactors.dev/problems/";

    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Seconds for the <c>Retry-After</c> header, or null.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What is wrong, by field.</summary>
    public FieldFaults? Faults { get; init; }

    /// <summary>Writes further members, such as the lines that are out of stock.</summary>
    public Action<Utf8JsonWriter>? More { get; init; }

    /// <summary>Writes the body.</summary>
    public void Write(Utf8JsonWriter json, string traceId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypeBase + Slug);
        json.WriteString("title"u8, Title);
        json.WriteNumber("status"u8, Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("traceId"u8, traceId);
        Faults?.Write(json);
        More?.Invoke(json);
        json.WriteEndObject();
    }
}
