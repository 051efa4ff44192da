using RetailActors.Reference;

namespace RetailActors.Retail.Verify;

/// <summary>Goes once through the whole journal, one stream at a time, in the order of the streams' names.</summary>
/// <remarks>Orders come before payments and payments before stock; the audits rely on that and nothing else.</remarks>
internal sealed class JournalAudit(JournalDatabase database, RetailApi api, Checks checks)
{
    private const int SamplePerKind = 300;

    private readonly LiveSample _live = new(SamplePerKind);

    /// <summary>True when the provider's books were there to compare with.</summary>
    public bool HasBooks { get; private set; }

    public async Task Judge(Acknowledgements acknowledged, Action<long> progress, CancellationToken cancellation)
    {
        var outbox = new OutboxRows(await database.ReadOutbox(cancellation));
        var books = new ProviderBooks(api, checks);
        HasBooks = await books.Load(cancellation);
        var commitments = new Commitments(checks, outbox);
        var tenders = new Tenders(checks, outbox);
        var audits = new Dictionary<string, StreamAudit>
        {
            ["order"] = new OrderAudit(checks, outbox, commitments, tenders, acknowledged, _live),
            ["payment"] = new PaymentAudit(checks, outbox, tenders, HasBooks ? books : null, _live),
            ["stock"] = new StockAudit(checks, outbox, commitments, _live, DateTimeOffset.UtcNow),
            ["reservation"] = Plain(outbox, Inventory.ReservationDecider.Fold),
            ["product"] = Plain(outbox, ReferenceDecider.Products),
            ["price"] = Plain(outbox, ReferenceDecider.Prices),
            ["customer"] = Plain(outbox, CustomerDecider.Fold),
            ["location"] = Plain(outbox, ReferenceDecider.Locations),
        };
        var seen = await Fold(audits, outbox, progress, cancellation);
        foreach (var stream in outbox.Streams.Where(s => !seen.Contains(s)))
            checks.Outbox.Violated($"{stream} has outbox rows and no journal");
        await Directory(cancellation);
        commitments.Judge();
        tenders.Judge();
        acknowledged.Judge();
        if (HasBooks)
            await books.Judge(outbox, database, cancellation);
        await _live.Judge(api, database, checks.Live, cancellation);
    }

    /// <summary>Returns the streams of the outbox that have a journal.</summary>
    private async Task<HashSet<string>> Fold(
        Dictionary<string, StreamAudit> audits, OutboxRows outbox, Action<long> progress,
        CancellationToken cancellation)
    {
        var seen = new HashSet<string>();
        var unknown = new UnknownAudit(checks);
        StreamAudit? audit = null;
        var stream = "";
        var appends = 0L;
        await foreach (var row in database.ReadAll(cancellation))
        {
            if (row.Stream != stream)
            {
                audit?.End();
                stream = row.Stream;
                audit = audits.GetValueOrDefault(stream[..Math.Max(0, stream.IndexOf('/'))], unknown);
                audit.Begin(stream);
                if (outbox.Owes(stream))
                    seen.Add(stream);
            }
            audit!.Append(row);
            if (++appends % 1_000 == 0)
                progress(appends);
        }
        audit?.End();
        progress(appends);
        return seen;
    }

    private async Task Directory(CancellationToken cancellation)
    {
        checks.Directory.Count(await database.CountDirectory(cancellation));
        foreach (var orphan in await database.ReadOrphans(Check.MaxEvidence, cancellation))
            checks.Directory.Violated($"{orphan.Stream}: the directory is at version {orphan.Version}, "
                + "which the journal does not have");
    }

    private PlainAudit<TState, TEvent> Plain<TState, TEvent>(OutboxRows outbox, Journal.Fold<TState, TEvent> fold)
        where TState : class
        where TEvent : class => new(checks, outbox, fold);
}
