using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RetailActors.Payments;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>One operation that the provider says it has carried out.</summary>
internal readonly record struct BookEntry(
    string Key, string Kind, bool Approved, string Reference, long Minor, string Currency, string Tenant,
    string Payment, string Order)
{
    /// <summary>The journal stream that should know of it.</summary>
    public string Stream => $"payment/{Tenant}/{Payment}";

    public UInt128 Print => PrintOf(Stream, Kind, Minor, Currency, Reference);

    public static UInt128 PrintOf(string stream, string kind, long minor, string currency, string reference) =>
        Fingerprint.Of($"{stream}|{kind}|{minor.ToString(CultureInfo.InvariantCulture)}|{currency}|{reference}");
}

/// <summary>
/// The provider's own books, read over HTTP page by page. Of each entry only a fingerprint is kept; an entry that our
/// journal names is struck off, and what is left is looked up a second time for the evidence.
/// </summary>
internal sealed class ProviderBooks(BooksReader reader, Checks checks)
{
    private const string First = "psp";
    private const string Second = "psp2";

    private static readonly (string List, string Kind)[] _parts =
        [("captures", "capture"), ("cancellations", "void"), ("refunds", "refund")];

    private readonly HashSet<UInt128> _open = [];

    /// <summary>Why there is nothing to compare with, or null.</summary>
    public string? Absent { get; private set; }

    /// <summary>Reads the books of both providers.</summary>
    public async Task Load(CancellationToken cancellation)
    {
        Absent = await reader.WhyNot(First, cancellation);
        if (Absent is not null)
            return;
        var authorised = new HashSet<UInt128>();
        var keys = new HashSet<UInt128>();
        await foreach (var entry in Read(cancellation))
        {
            if (!entry.Approved)
                continue;
            checks.FromBooks.Count();
            _open.Add(entry.Print);
            checks.OneCharge.Require(keys.Add(Fingerprint.Of(entry.Key)), entry, static e =>
                $"the provider booked the key {e.Key} twice, the second time as {e.Reference}");
            if (entry.Kind == "authorise")
                checks.OneCharge.Require(authorised.Add(Fingerprint.Of(entry.Stream)), entry, static e =>
                    $"order {e.Order}: {e.Stream} was authorised a second time as {e.Reference}");
        }
    }

    /// <summary>Every entry of the books, oldest first; the second provider's intents with their parts.</summary>
    public async IAsyncEnumerable<BookEntry> Read(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in reader.Read(First, cancellation))
            yield return Entry(item);
        if (await reader.WhyNot(Second, cancellation) is not null)
            yield break;
        await foreach (var intent in reader.Read(Second, cancellation))
        {
            yield return Part(intent, "authorise");
            foreach (var (list, kind) in _parts)
            {
                foreach (var part in intent.Items(list))
                    yield return Part(part, kind);
            }
        }
    }

    /// <summary>An operation that our journal has as done.</summary>
    public void Ours(string stream, OperationKind kind, Money amount, string reference)
    {
        var word = LiveSample.Slug(kind);
        var print = BookEntry.PrintOf(stream, word, amount.Minor, amount.Currency.Value, reference);
        checks.InBooks.Require(_open.Remove(print), (stream, word, amount, reference), static x =>
            $"{x.stream}: {x.word} of {x.amount} (minor units) as {x.reference} is not in the provider's books");
    }

    /// <summary>What is left in the books. Payments that are still being asked about are excused, and so is what came
    /// after the snapshot; an entry that we have with another amount is a finding of ours.</summary>
    public async Task Judge(OutboxRows outbox, JournalShards database, CancellationToken cancellation)
    {
        if (_open.Count == 0)
            return;
        await foreach (var entry in Read(cancellation))
        {
            if (!entry.Approved || !_open.Contains(entry.Print) || outbox.Owes(entry.Stream))
                continue;
            var now = await database.ReadStream(entry.Stream, cancellation);
            if (!now.Any(r => r.Events.Contains($"\"{entry.Reference}\"", StringComparison.Ordinal)))
                checks.FromBooks.Violated($"the provider has {entry.Kind} of {entry.Minor} {entry.Currency} (minor "
                    + $"units) as {entry.Reference} for order {entry.Order}; {entry.Stream} does not know it");
        }
    }

    private static BookEntry Part(JsonElement item, string kind)
    {
        var ours = item.Field("metadata");
        return new BookEntry(
            item.Text("idempotency_key") ?? "", kind, item.Text("status") != "declined", item.Text("id") ?? "",
            item.Number("amount"), item.Text("currency")?.ToUpperInvariant() ?? "", ours.Text("tenant") ?? "",
            ours.Text("payment") ?? "", ours.Text("order") ?? "");
    }

    private static BookEntry Entry(JsonElement item)
    {
        var amount = item.Field("amount");
        return new BookEntry(
            item.Text("key") ?? "", item.Text("kind") ?? "", item.Text("status") == "approved",
            item.Text("reference") ?? "", amount.Number("minor"), amount.Text("currency") ?? "",
            item.Text("tenant") ?? "", item.Text("payment") ?? "", item.Text("order") ?? "");
    }
}
