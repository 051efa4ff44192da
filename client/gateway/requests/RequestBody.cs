using System.Text.Json;
using System.Text.Unicode;

namespace RetailActors.Gateway;

/// <summary>Reads a body once, within its bound, and parses it strictly.</summary>
public static class RequestBody
{
    /// <summary>Largest body.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Largest file, on the routes that take one.</summary>
    public const int MaxFileBytes = 32 * 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonDocumentOptions _strict = new()
    {
        AllowDuplicateProperties = false, AllowTrailingCommas = false, MaxDepth = MaxDepth,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    /// <summary>Reads into the buffer.</summary>
    /// <returns>False: more than the limit.</returns>
    public static async ValueTask<bool> Read(HttpRequest request, PooledBuffer buffer, int limit = MaxBytes)
    {
        while (true)
        {
            var room = buffer.GetMemory(1);
            var read = await request.Body.ReadAsync(room, request.HttpContext.RequestAborted);
            if (read == 0)
            {
                return true;
            }
            buffer.Advance(read);
            if (buffer.Written.Length > limit)
            {
                return false;
            }
        }
    }

    /// <summary>True for JSON in UTF-8 by its media type.</summary>
    public static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        var media = (end < 0 ? type : type[..end]).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (end < 0 || !type[end..].Contains("charset", StringComparison.OrdinalIgnoreCase)
                || type[end..].Contains("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The format of a file by its media type: <c>csv</c>, <c>json</c>, or null.</summary>
    public static string? FileFormat(string? contentType) => IsJson(contentType)
        ? "json"
        : contentType.AsSpan() is var type && (type.IndexOf(';') is >= 0 and var end ? type[..end] : type).Trim()
            .Equals("text/csv", StringComparison.OrdinalIgnoreCase)
                ? "csv"
                : null;

    /// <summary>Parses; the document refers to the bytes, so they must stay.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="document">What it says, when it can be read.</param>
    /// <param name="many">True: an array will do as well.</param>
    public static Problem? Parse(ReadOnlyMemory<byte> utf8, out JsonDocument? document, bool many = false)
    {
        document = null;
        if (utf8.IsEmpty)
        {
            return Problems.InvalidJson("The body is empty.");
        }
        if (!Utf8.IsValid(utf8.Span))
        {
            return Problems.InvalidJson("The body is not valid UTF-8.");
        }
        try
        {
            document = JsonDocument.Parse(utf8, _strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Problems.InvalidJson(
                $"Broken JSON, a name that comes twice, or more than {MaxDepth} levels deep.");
        }
        var kind = document.RootElement.ValueKind;
        var fits = kind == JsonValueKind.Object || (many && kind == JsonValueKind.Array);
        if (fits && TextIsReadable(utf8.Span, document))
        {
            return null;
        }
        document.Dispose();
        document = null;
        return Problems.InvalidJson("The body must be one object, its escapes valid Unicode.");
    }

    /// <summary>Reports every field that looks like it carries a card number.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="root">The same, parsed.</param>
    /// <param name="faults">Where to report.</param>
    /// <param name="skip">Properties that have numbers of their own, or null for none.</param>
    public static void FindCardNumbers(
        ReadOnlyMemory<byte> utf8, JsonElement root, FieldFaults faults, Func<JsonProperty, bool>? skip = null)
    {
        if (CardNumbers.MayAppearIn(utf8.Span) || utf8.Span.Contains((byte)'\\'))
        {
            Walk(root, "", faults, skip);
        }
    }

    private static bool TextIsReadable(ReadOnlySpan<byte> utf8, JsonDocument document)
    {
        if (!utf8.Contains((byte)'\\'))
        {
            return true;
        }
        try
        {
            Walk(document.RootElement, "", new FieldFaults(), null);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in an escape: valid JSON, but no text.
            return false;
        }
    }

    private static void Walk(
        JsonElement element, string path, FieldFaults faults, Func<JsonProperty, bool>? skip)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (skip?.Invoke(property) is true)
                    {
                        continue;
                    }
                    var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    Report(property.Name, at, faults);
                    Walk(property.Value, at, faults, skip);
                }
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, $"{path}[{index++}]", faults, skip);
                }
                break;
            case JsonValueKind.String:
                Report(element.GetString(), path, faults);
                break;
            case JsonValueKind.Number:
                Report(element.GetRawText(), path, faults);
                break;
        }
    }

    private static void Report(string? text, string path, FieldFaults faults)
    {
        if (CardNumbers.AppearIn(text))
        {
            faults.Add(path, "card-number", "This looks like a card number. Send the provider's token instead.");
        }
    }
}
