using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Books;

/// <summary>
/// What one stand-in has on record: JSON documents under keys, in a file of one line per change. A change is in the
/// file
/// before it is answered, because a real system does not forget when our process is killed. One process has the file;
/// another one is told <see cref="BooksClosedException"/> until it is free.
/// </summary>
public sealed class JsonBooks(string path) : IDisposable
{
    /// <summary>Most documents kept; more is refused, a stand-in is not a data warehouse.</summary>
    public const int MaxDocuments = 2_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly List<(string Key, string Json)> _documents = [];
    private FileStream? _file;

    /// <summary>How many documents there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                Open();
                return _documents.Count;
            }
        }
    }

    /// <summary>The document under a key, or null. The caller may change what it gets.</summary>
    public JsonObject? Find(string key)
    {
        lock (_gate)
        {
            Open();
            return _byKey.TryGetValue(key, out var at) ? Parse(_documents[at].Json) : null;
        }
    }

    /// <summary>
    /// Decides and books as one step: gets the document under the key (null when there is none) and the number that a
    /// new
    /// one will have (1 for the first), and returns what to book, or null to leave everything as it is.
    /// </summary>
    /// <returns>What is booked under the key afterwards, and whether it was changed now.</returns>
    public (JsonObject? Document, bool Changed) Change(string key, Func<JsonObject?, int, JsonObject?> decide)
    {
        lock (_gate)
        {
            Open();
            var known = _byKey.TryGetValue(key, out var at);
            var before = known ? Parse(_documents[at].Json) : null;
            if (decide(before, known ? at + 1 : _documents.Count + 1) is not { } after)
            {
                return (known ? Parse(_documents[at].Json) : null, false);
            }
            if (!known && _documents.Count == MaxDocuments)
            {
                throw new InvalidOperationException("The stand-in's books are full; DELETE …/books empties them.");
            }
            var json = after.ToJsonString();
            Write(key, json);
            Set(key, json);
            return (Parse(json), true);
        }
    }

    /// <summary>Documents in the order of their first booking, as they stand now.</summary>
    /// <param name="after">Number of the last one of the page before, 0 for the first page.</param>
    /// <param name="limit">Most documents of the page.</param>
    public (IReadOnlyList<JsonObject> Items, int? Next) Page(int after, int limit)
    {
        lock (_gate)
        {
            Open();
            var items = _documents.Skip(after).Take(limit).Select(d => Parse(d.Json)).ToList();
            return (items, after + items.Count < _documents.Count ? after + items.Count : null);
        }
    }

    /// <summary>Forgets everything, the file too.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            Open();
            _file!.SetLength(0);
            _documents.Clear();
            _byKey.Clear();
        }
    }

    private void Open()
    {
        if (_file is not null)
        {
            return;
        }
        FileStream file;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new BooksClosedException($"Another process has {path}: {e.Message}");
        }
        Load(file);
        _file = file;
    }

    /// <summary>A last line without an end was being written when the process died, and was never answered.</summary>
    private void Load(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, false, 65_536, leaveOpen: true);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        foreach (var line in text.AsSpan(0, end).EnumerateLines())
        {
            if (line.IndexOf('\t') is var tab and > 0)
            {
                Set(KeyOf(line[..tab]), line[(tab + 1)..].ToString());
            }
        }
        file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, end)));
        file.Seek(0, SeekOrigin.End);
    }

    private void Write(string key, string json)
    {
        _file!.Write(Encoding.UTF8.GetBytes($"{Written(key)}\t{json}\n"));
        _file.Flush();
    }

    /// <summary>A key that is no plain text would end its line too early; it is written as a JSON text.</summary>
    private static string Written(string key) => key.All(c => c is >= ' ' and <= '~') && !key.StartsWith('"')
        ? key
        : JsonSerializer.Serialize(key);

    private static string KeyOf(ReadOnlySpan<char> written) =>
        written.StartsWith("\"") ? JsonSerializer.Deserialize<string>(written)! : written.ToString();

    private void Set(string key, string json)
    {
        if (_byKey.TryGetValue(key, out var at))
        {
            _documents[at] = (key, json);
            return;
        }
        _byKey.Add(key, _documents.Count);
        _documents.Add((key, json));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }
    }
}

/// <summary>The books are in another process's hands at the moment.</summary>
public sealed class BooksClosedException(string message) : Exception(message);
