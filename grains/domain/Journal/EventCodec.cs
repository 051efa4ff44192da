using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RetailActors.Journal;

/// <summary>The journal holds something that this version cannot read: a newer event, or damage.</summary>
public sealed class JournalFormatException(string message) : Exception(message);

/// <summary>
/// Writes the events of one append as a JSON array <c>[{"e":"reserved","d":{…}}]</c> and reads them back. Names are
/// registered by hand and never reused, so a renamed class does not change the journal; no type name of ours or of
/// anybody else is ever taken from the data.
/// </summary>
public sealed class EventCodec<TEvent> where TEvent : class
{
    // The journal is read as JSON and never pasted into a page: a time may keep its plus sign.
    private static readonly JsonWriterOptions _options =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic] private static Utf8JsonWriter? _writer;

    private readonly Dictionary<string, JsonTypeInfo> _byName = [];
    private readonly Dictionary<Type, (JsonEncodedText Name, JsonTypeInfo Info)> _byType = [];

    /// <summary>Registers an event type under its stable name.</summary>
    public EventCodec<TEvent> Add<T>(string name, JsonTypeInfo<T> info) where T : TEvent
    {
        _byName.Add(name, info);
        _byType.Add(typeof(T), (JsonEncodedText.Encode(name), info));
        return this;
    }

    /// <summary>The registered names, for the tests that keep a golden sample of each.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The stable name of an event.</summary>
    public string NameOf(TEvent e) => _byType[e.GetType()].Name.Value;

    /// <summary>Writes events in their order.</summary>
    public string Write(IReadOnlyList<TEvent> events)
    {
        // One writer per thread: made anew for each append it was a tenth of all allocation.
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4_096);
        var writer = _writer ??= new Utf8JsonWriter(buffer, _options);
        try
        {
            writer.WriteStartArray();
            for (var i = 0; i < events.Count; i++)
            {
                var (name, info) = _byType[events[i].GetType()];
                writer.WriteStartObject();
                writer.WriteString("e"u8, name);
                writer.WritePropertyName("d"u8);
                JsonSerializer.Serialize(writer, events[i], info);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.Flush();
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        finally
        {
            buffer.ResetWrittenCount();
            writer.Reset();
        }
    }

    /// <summary>Reads the events of one append. Throws <see cref="JournalFormatException"/> for an unknown
    /// name.</summary>
    public IReadOnlyList<TEvent> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var events = new List<TEvent>(document.RootElement.GetArrayLength());
        foreach (var element in document.RootElement.EnumerateArray())
        {
            var name = element.GetProperty("e"u8).GetString()!;
            if (!_byName.TryGetValue(name, out var info))
            {
                throw new JournalFormatException($"The journal has an event '{name}' that this version does not know.");
            }
            events.Add((TEvent)element.GetProperty("d"u8).Deserialize(info)!);
        }
        return events;
    }
}
