using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace RetailActors.Events;

/// <summary>How a batch of events of one stream stands in a queue: a line that names the stream, then a CloudEvent per
/// line. Long ones are compressed, because a storage queue takes 64 KB and an order may have 500 lines.</summary>
public static class EventEnvelope
{
    /// <summary>Longest message: a storage queue takes 65,536 bytes with everything that it adds.</summary>
    public const int MaxCharacters = 48 * 1_024;

    /// <summary>From this length on a message is compressed.</summary>
    public const int CompressFrom = 16 * 1_024;

    /// <summary>Most characters that a message may have when unpacked: it comes from a queue that others may reach.
    /// </summary>
    public const int MaxUnpacked = 4 * 1_024 * 1_024;

    private const string Packed = "gzip:";

    /// <summary>Writes a message. Throws <see cref="ArgumentException"/> when it is too long.</summary>
    public static string Write(StreamId stream, IReadOnlyList<BusinessEvent> events)
    {
        var text = new StringBuilder()
            .Append(JsonSerializer.Serialize(new[] { stream.GetNamespace() ?? "", stream.GetKeyAsString() }));
        foreach (var e in events)
        {
            text.Append('\n').Append(CloudEventJson.Write(e));
        }
        var message = text.Length < CompressFrom ? text.ToString() : Pack(text.ToString());
        return message.Length <= MaxCharacters
            ? message
            : throw new ArgumentException(
                $"A message of {message.Length} characters is over the bound of {MaxCharacters}.", nameof(events));
    }

    /// <summary>Reads a message back. Throws <see cref="JsonException"/> when it is none.</summary>
    public static (StreamId Stream, IReadOnlyList<BusinessEvent> Events) Read(string message)
    {
        try
        {
            var lines = (message.StartsWith(Packed, StringComparison.Ordinal) ? Unpack(message) : message).Split('\n');
            return JsonSerializer.Deserialize<string[]>(lines[0]) is [var name, var key]
                ? (StreamId.Create(name, key), [.. lines.Skip(1).Select(CloudEventJson.Read)])
                : throw new JsonException("The message names no stream.");
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            throw new JsonException("The message cannot be unpacked.", e);
        }
    }

    private static string Pack(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        return Packed + Convert.ToBase64String(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Unpack(string message)
    {
        using var gzip = new GZipStream(
            new MemoryStream(Convert.FromBase64String(message[Packed.Length..])), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var text = new char[MaxUnpacked];
        var length = reader.ReadBlock(text);
        return length < MaxUnpacked
            ? new string(text, 0, length)
            : throw new JsonException($"The message is longer than {MaxUnpacked} characters.");
    }
}
