using System.Text.Json;
using RetailActors.Postings;

namespace RetailActors.Retail.Verify.Books;

/// <summary>
/// The books of one kind of system against what our journal says of it. What both name is struck off; what is left at
/// the end is known to one side only. Kept in memory are the documents' keys and amounts.
/// </summary>
/// <param name="name">For people.</param>
/// <param name="checks">What is looked at.</param>
/// <param name="systems">Where such systems are; two kinds of ERP have the same books.</param>
/// <param name="read">The documents in an entry.</param>
internal sealed class SystemBooks(
    string name, BookChecks checks, string[] systems, Func<JsonElement, IEnumerable<BookDocument>> read)
{
    private readonly Dictionary<string, BookDocument> _documents = [];
    private readonly HashSet<string> _open = [];

    public string Name => name;

    /// <summary>Why there is nothing to compare with, or null.</summary>
    public string? Absent { get; private set; }

    /// <summary>Documents of ours that were compared.</summary>
    public int Ours { get; private set; }

    /// <summary>Everything there, drafts too.</summary>
    public IReadOnlyCollection<BookDocument> Documents => _documents.Values;

    /// <summary>Reads the books.</summary>
    /// <param name="reader">Where they are.</param>
    /// <param name="also">Sees every entry, whether or not it is a document.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task Load(BooksReader reader, Action<JsonElement>? also, CancellationToken cancellation)
    {
        var absent = new List<string>();
        foreach (var system in systems)
        {
            if (await reader.WhyNot(system, cancellation) is { } why)
            {
                absent.Add(why);
                continue;
            }
            await foreach (var item in reader.Read(system, cancellation))
            {
                also?.Invoke(item);
                foreach (var document in read(item))
                    Add(document);
            }
        }
        Absent = absent.Count == systems.Length ? string.Join("; ", absent) : null;
    }

    /// <summary>A document of ours.</summary>
    /// <param name="document">As our journal has it.</param>
    /// <param name="key">What it goes by there.</param>
    /// <param name="expected">What it has to say.</param>
    /// <param name="isOwed">We are still at it, so they may know more than we.</param>
    /// <returns>What they have; null when they do not have it.</returns>
    public BookDocument? Meet(Document document, string key, Sums expected, bool isOwed)
    {
        if (Absent is not null)
            return null;
        Ours++;
        var found = _documents.GetValueOrDefault(key);
        _open.Remove(key);
        var kind = PostingPlan.Slug(document.Kind);
        if (document.Status == DocumentStatus.Posted)
            checks.Posted.Require(
                found is { IsFinal: true } && found.Kind == kind && found.Number == document.Number,
                (document, found), static x => Missing(x.document, x.found));
        else if (found is { IsFinal: true } && !isOwed
            && document.Status is DocumentStatus.Pending or DocumentStatus.Rejected)
            checks.Posted.Violated(
                $"{name} has {found.Number} for {document.Key}, which is {document.Status} here ({document.Code})");
        if (found is { IsFinal: true })
            checks.Equal.Require(
                Difference(document, expected, found) is null, (document, expected, found), static x =>
                    $"{x.document.Key} is {x.found.Number} there: {Difference(x.document, x.expected, x.found)}");
        return found;
    }

    /// <summary>What is left is not known here. What came after the snapshot, or is still being asked about, is
    /// excused.</summary>
    public async Task Judge(
        OutboxRows outbox, JournalShards database, Func<BookDocument, string?> streamOf,
        CancellationToken cancellation)
    {
        foreach (var document in _open.Select(key => _documents[key]))
        {
            var stream = document.Stream ?? streamOf(document);
            if (stream is not null && outbox.Owes(stream))
                continue;
            var now = stream is null ? [] : await database.ReadStream(stream, cancellation);
            var part = document.Key[(document.Key.IndexOf('#') + 1)..];
            if (!now.Any(r => r.Events.Contains($"\"{part}\"", StringComparison.Ordinal)))
                checks.Known.Violated($"{name} has {document.Kind} {document.Number} under {document.Key} "
                    + $"for {document.Subject}; {stream ?? "nobody"} does not know it");
        }
    }

    private void Add(BookDocument document)
    {
        checks.Known.Count();
        if (_documents.TryAdd(document.Key, document))
            _open.Add(document.Key);
        else
            checks.Posted.Violated($"{name} has {document.Key} twice: {_documents[document.Key].Number} and "
                + $"{document.Number}");
    }

    private static string Missing(Document ours, BookDocument? found) => found switch
    {
        null => $"{ours.Key} is posted as {ours.Number} for {ours.Account}, and is not in the books",
        { IsFinal: false } => $"{ours.Key} is posted as {ours.Number}, and is a draft there",
        _ => $"{ours.Key} is posted as {ours.Number}, and is {found.Kind} {found.Number} there",
    };

    private static string? Difference(Document ours, Sums expected, BookDocument found)
    {
        foreach (var field in expected.Keys.Union(found.Fields.Keys))
        {
            var (mine, theirs) = (expected.GetValueOrDefault(field), found.Fields.GetValueOrDefault(field));
            var corrected = ours.Corrections.Where(c => c.Field == field).Select(c => Minor(c.Theirs)).ToList();
            if (corrected.Count == 0 ? mine != theirs : !corrected.Contains(theirs))
                return $"{field} is {theirs}, ours is {mine} (minor units or eaches), and "
                    + (corrected.Count == 0 ? "no correction says so" : $"on record is {corrected[0]}");
        }
        return null;
    }

    /// <summary>A correction has the decimals of its currency: without the point these are minor units.</summary>
    private static long? Minor(string text) =>
        long.TryParse(text.Replace(".", "", StringComparison.Ordinal), out var minor) ? minor : null;
}
