using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Erp;

/// <summary>An ERP's books: documents by kind and external key, each with a number of its own, drafts among
/// them.</summary>
/// <remarks>The index is in memory and made again from the books when they are not as they were left.</remarks>
internal sealed class ErpBooks(JsonBooks books, SandboxClock clock)
{
    private const int Page = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _placeOfNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _placesOfOrder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ErpInventory _inventory = new();
    private int _indexed = -1;
    private int _sequence;
    private ErpHabits _habits = new();

    internal ErpHabits Habits
    {
        get => Volatile.Read(ref _habits);
        set => Volatile.Write(ref _habits, value);
    }

    /// <summary>The document under a key, drafts too.</summary>
    internal ErpDocument? Find(string kind, string key)
    {
        lock (_gate)
        {
            return Read(Place(kind, key));
        }
    }

    /// <summary>The document of a kind with this number, drafts too.</summary>
    internal ErpDocument? Numbered(string kind, string number)
    {
        lock (_gate)
        {
            Refresh();
            return _placeOfNumber.TryGetValue(number, out var place) && Read(place) is { } found && found.Kind == kind
                ? found
                : null;
        }
    }

    /// <summary>Takes a document in under its key; the same key is the same document for ever.</summary>
    /// <param name="asked">Without a number.</param>
    /// <param name="post">At once, or as a draft.</param>
    internal ErpOutcome Enter(ErpDocument asked, bool post)
    {
        lock (_gate)
        {
            Refresh();
            var digest = Convert.ToHexString(SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(asked, ErpJson.Default.ErpDocument)));
            if (Read(Place(asked.Kind, asked.Key)) is { } known)
            {
                return known.Digest == digest
                    ? new ErpOutcome.Known(known)
                    : new ErpOutcome.Refused("KeyReused", "The key stands for another content.");
            }
            if (ErpRules.OfItself(asked) is { } refused)
            {
                return refused;
            }
            var draft = asked with
            {
                Number = $"{ErpKind.Prefix(asked.Kind)}-{_numbers.GetValueOrDefault(asked.Kind) + 1:000000}",
                Status = ErpDocument.Draft,
                BookedAt = clock.Now,
                Digest = digest,
            };
            if (draft.Kind is not (ErpKind.SalesOrder or ErpKind.InventoryCount) && SalesOrderOf(draft) is null)
            {
                return new ErpOutcome.Refused("SalesOrderNotFound", "There is no such sales order.");
            }
            return post ? Post(draft) : Write(draft);
        }
    }

    /// <summary>Makes a draft final.</summary>
    internal ErpOutcome Post(string kind, string number)
    {
        lock (_gate)
        {
            return Numbered(kind, number) switch
            {
                null => new ErpOutcome.Refused("RecordNotFound", "There is no such document."),
                { IsPosted: true } posted => new ErpOutcome.Known(posted),
                { } draft => Post(draft),
            };
        }
    }

    /// <summary>Gives a draft another date.</summary>
    internal ErpOutcome Redate(string kind, string number, DateOnly date)
    {
        lock (_gate)
        {
            return Numbered(kind, number) switch
            {
                null => new ErpOutcome.Refused("RecordNotFound", "There is no such document."),
                { IsPosted: true } => new ErpOutcome.Refused("AlreadyPosted", "A posted document stays as it is."),
                { } draft => Write(draft with { Date = date }),
            };
        }
    }

    /// <summary>What lies where at a time, and which documents that takes in.</summary>
    internal JsonObject Snapshot(DateTimeOffset asOf, int after, string? item, string? location)
    {
        lock (_gate)
        {
            Refresh();
            return _inventory.Snapshot(asOf, after, item, location);
        }
    }

    private ErpOutcome Post(ErpDocument draft)
    {
        var (document, refused) = ErpRules.Adjust(draft, Habits);
        refused ??= ErpRules.OfItsPlace(document, Family(document));
        return refused is not null
            ? refused
            : Write(document with { Status = ErpDocument.Posted, PostedAt = clock.Now, Sequence = _sequence + 1 });
    }

    private ErpOutcome.Booked Write(ErpDocument document)
    {
        var json = JsonSerializer.SerializeToNode(document, ErpJson.Default.ErpDocument)!.AsObject();
        var isNew = Read(Place(document.Kind, document.Key)) is null;
        books.Change(Place(document.Kind, document.Key), (_, _) => json);
        Index(document, isNew);
        _indexed = books.Count;
        return new ErpOutcome.Booked(document);
    }

    /// <summary>Everything posted for the sales order of a document.</summary>
    private List<ErpDocument> Family(ErpDocument document)
    {
        var number = document.Kind == ErpKind.SalesOrder ? document.Number : document.SalesOrder ?? "";
        return _placesOfOrder.TryGetValue(number, out var places)
            ? [.. places.Select(Read).OfType<ErpDocument>().Where(d => d.IsPosted && d.Key != document.Key)]
            : [];
    }

    private ErpDocument? SalesOrderOf(ErpDocument document) =>
        Numbered(ErpKind.SalesOrder, document.SalesOrder ?? "");

    private void Refresh()
    {
        if (_indexed == books.Count)
        {
            return;
        }
        _placeOfNumber.Clear();
        _placesOfOrder.Clear();
        _numbers.Clear();
        _inventory.Clear();
        _sequence = 0;
        var posted = new List<ErpDocument>();
        for (int? after = 0; after is { } from;)
        {
            var (items, next) = books.Page(from, Page);
            foreach (var document in items.Select(Parse))
            {
                Index(document with { Status = ErpDocument.Draft }, isNew: true);
                posted.AddRange(document.IsPosted ? [document] : []);
            }
            after = next;
        }
        foreach (var document in posted.OrderBy(d => d.Sequence))
        {
            Index(document, isNew: false);
        }
        _indexed = books.Count;
    }

    private void Index(ErpDocument document, bool isNew)
    {
        if (isNew)
        {
            var place = Place(document.Kind, document.Key);
            _placeOfNumber[document.Number] = place;
            _numbers[document.Kind] = _numbers.GetValueOrDefault(document.Kind) + 1;
            var order = document.Kind == ErpKind.SalesOrder ? document.Number : document.SalesOrder;
            if (order is not null)
            {
                if (!_placesOfOrder.TryGetValue(order, out var places))
                {
                    _placesOfOrder.Add(order, places = []);
                }
                places.Add(place);
            }
        }
        if (document.IsPosted)
        {
            _sequence = Math.Max(_sequence, document.Sequence);
            _inventory.Add(document);
        }
    }

    private ErpDocument? Read(string place) => books.Find(place) is { } found ? Parse(found) : null;

    private static ErpDocument Parse(JsonObject json) => json.Deserialize(ErpJson.Default.ErpDocument)!;

    // Whatever a key holds, a tab or an end of line among it, the file has one line per change.
    private static string Place(string kind, string key) => $"{kind} {Uri.EscapeDataString(key)}";
}
