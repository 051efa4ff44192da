using RetailActors.Channels;
using RetailActors.Events;
using RetailActors.Reference;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>Goes once through the whole journal, one stream at a time, in the order of the streams' names.</summary>
/// <remarks>
/// Exceptions come before messages, then orders, payments, postings, returns, settlements and stock; the audits rely on
/// that and nothing else.
/// </remarks>
internal sealed class JournalAudit(JournalShards database, RetailApi api, BooksReader reader, Checks checks)
{
    private const int SamplePerKind = 300;

    private readonly LiveSample _live = new(SamplePerKind);

    /// <summary>Sees every append besides, when it is there.</summary>
    public ChainAudit? Chain { get; init; }

    /// <summary>What was compared with the systems outside, once it was.</summary>
    public OutsideBooks? Outside { get; private set; }

    /// <summary>Books that were not there to compare with, and why; one line each.</summary>
    public IReadOnlyList<string> Absent { get; private set; } = [];

    public async Task Judge(Acknowledgements acknowledged, Action<long> progress, CancellationToken cancellation)
    {
        var outbox = new OutboxRows(await database.ReadOutbox(cancellation));
        var provider = new ProviderBooks(reader, checks);
        var outside = new OutsideBooks(checks, outbox);
        await provider.Load(cancellation);
        await outside.Load(reader, cancellation);
        Absent = [.. outside.All.Select(b => (b.Name, Why: b.Absent))
            .Prepend((Name: "payment provider", Why: provider.Absent)).Where(b => b.Why is not null)
            .Select(b => $"{b.Name}: not compared with its books ({b.Why}).")];
        var commitments = new Commitments(checks, outbox);
        var tenders = new Tenders(checks, outbox);
        var meetings = new Meetings(
            new ToldSteps(checks, outbox), new Reversals(checks, outbox), new SettlementClaims(checks, outbox));
        var audits = Audits(
            outbox, commitments, tenders, meetings, acknowledged, outside,
            provider.Absent is null ? provider : null);
        var seen = await Fold(audits, outbox, progress, cancellation);
        foreach (var stream in outbox.Streams.Where(s => !seen.Contains(s)))
            checks.Outbox.Violated($"{stream} has outbox rows and no journal");
        await Directory(cancellation);
        database.JudgePlaces(checks.Places);
        database.JudgeArchives(checks.Archive);
        commitments.Judge();
        tenders.Judge();
        meetings.Judge();
        acknowledged.Judge();
        if (provider.Absent is null)
            await provider.Judge(outbox, database, cancellation);
        await outside.Judge(database, cancellation);
        Outside = outside;
        await _live.Judge(api, database, checks.Live, cancellation);
    }

    /// <summary>An audit for each kind of stream.</summary>
    private Dictionary<string, StreamAudit> Audits(
        OutboxRows outbox, Commitments commitments, Tenders tenders, Meetings meetings, Acknowledgements acknowledged,
        OutsideBooks outside, ProviderBooks? provider)
    {
        var desk = new DeskAudit(checks, outbox);
        var (told, reversals, claims) = meetings;
        return new Dictionary<string, StreamAudit>
        {
            ["exception"] = desk,
            ["inbox"] = new InboxAudit(checks, outbox, outside.Happenings, desk),
            ["order"] = new OrderAudit(
                checks, outbox, commitments, tenders, acknowledged, _live, told, outside.Happenings),
            ["payment"] = new PaymentAudit(checks, outbox, tenders, provider, _live, reversals, claims),
            ["posting"] = new PostingAudit(checks, outbox, outside, told, reversals, desk),
            ["return"] = new ReturnAudit(checks, outbox, reversals, desk),
            ["settlement"] = new SettlementAudit(checks, outbox, claims),
            ["settlement-line"] = new SettlementCaseAudit(checks, outbox, desk),
            ["stock"] = new StockAudit(
                checks, outbox, commitments, _live, DateTimeOffset.UtcNow, reversals, outside.Happenings, desk),
            ["sla"] = new SlaAudit(checks, outbox),
            ["channel-feed"] = Plain(outbox, ChannelFeedDecider.Fold),
            ["channel-watch"] = Plain(outbox, WatchDecider.Fold),
            ["product-feed"] = Plain(outbox, ProductFeedDecider.Fold),
            ["reservation"] = Plain(outbox, Inventory.ReservationDecider.Fold),
            ["replay"] = Plain(outbox, Operations.ReplayDecider.Fold),
            ["product"] = Plain(outbox, ReferenceDecider.Products),
            ["price"] = Plain(outbox, ReferenceDecider.Prices),
            ["customer"] = Plain(outbox, CustomerDecider.Fold),
            ["location"] = Plain(outbox, ReferenceDecider.Locations),
        };
    }

    /// <summary>Where streams of several kinds have to agree, whichever is read first.</summary>
    private sealed record Meetings(ToldSteps Told, Reversals Reversals, SettlementClaims Claims)
    {
        public void Judge()
        {
            Told.Judge();
            Reversals.Judge();
            Claims.Judge();
        }
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
            if (Chain is not null)
                await Chain.Add(row);
            audit!.Append(row);
            if (++appends % 1_000 == 0)
                progress(appends);
        }
        audit?.End();
        if (Chain is not null)
            await Chain.End();
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
