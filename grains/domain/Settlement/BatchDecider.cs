using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Postings;

namespace RetailActors.Settlement;

/// <summary>
/// How a report of a provider ties out: lines with payments, lines with the payout, payout with the bank, all of it
/// with the ledger. A difference is recorded and shown, never adjusted.
/// </summary>
public static partial class BatchDecider
{
    /// <summary>Most lines of one report.</summary>
    public const int MaxLines = 100_000;

    /// <summary>Most rows that cannot be read; with more of them it is not a report.</summary>
    public const int MaxBadRows = 1_000;

    /// <summary>Lines of one event.</summary>
    public const int LinesPerEvent = 1_000;

    /// <summary>Takes a report in. See <see cref="ISettlementBatch.Import"/>.</summary>
    /// <param name="batch">The settlement so far.</param>
    /// <param name="header">What it is about.</param>
    /// <param name="reading">What became of reading it.</param>
    public static (ImportResult, BatchEvent[]) Decide(Batch batch, BatchHeader header, ReportReading.Read reading)
    {
        if (batch is Batch.Imported known)
        {
            return (Known(known, header.Hash)!, []);
        }
        List<BatchEvent> events = [new BatchEvent.Imported(header)];
        events.AddRange(reading.Lines.Chunk(LinesPerEvent).Select(c => new BatchEvent.LinesRead([.. c])));
        if (reading.BadRows.Length > 0)
        {
            events.Add(new BatchEvent.RowsRefused(reading.BadRows));
        }
        return (new ImportResult.Imported(), [.. events]);
    }

    /// <summary>The answer when there is a report under this name; null when there is none.</summary>
    public static ImportResult? Known(Batch batch, string hash) => batch is not Batch.Imported known
        ? null
        : known.Header.Hash == hash
            ? new ImportResult.AlreadyImported()
            : new ImportResult.FileDiffers(known.Header.Hash);

    /// <summary>Lines that have not been judged, at most so many.</summary>
    public static IReadOnlyList<ReportLine> Unmatched(Batch batch, int limit) =>
        batch is not Batch.Imported { Unmatched: > 0 } imported
            ? []
            : [.. imported.Lines.Where(l => l.Status == LineStatus.Expected).Take(limit).Select(l => l.Report)];

    /// <summary>Records judgements. Lines that were judged before stay as they are.</summary>
    public static BatchEvent[] Judge(Batch batch, IReadOnlyList<Judgement> judgements, DateTimeOffset now)
    {
        if (batch is not Batch.Imported imported)
        {
            return [];
        }
        var fresh = judgements.Where(j => imported.Find(j.Number) is >= 0 and var at
            && imported.Lines[at].Status == LineStatus.Expected).ToList();
        return fresh.Count == 0
            ? []
            : [new BatchEvent.LinesJudged(
                [.. fresh.Where(IsExact).Select(j => j.Number)], [.. fresh.Where(j => !IsExact(j))], now)];
    }

    /// <summary>Judges the whole once every line has been judged.</summary>
    public static BatchEvent[] Reconcile(Batch batch, DateTimeOffset now)
    {
        if (batch is not Batch.Imported { Unmatched: 0, ReconciledAt: null } imported)
        {
            return [];
        }
        var payout = imported.Header.Payout.Amount;
        var sum = imported.Lines.Where(l => l.Report.Net.Currency == payout.Currency)
            .Sum(l => l.Report.Net.Minor);
        return [new BatchEvent.Reconciled(sum == payout.Minor ? [] : [new Issue(
            SumPart, MismatchClass.BatchSum, LineStatus.Mismatched,
            $"the lines add up to {sum} {payout.Currency}, the payout is {payout}")], now)];
    }

    /// <summary>Records a line of the bank's statement. See <see cref="ISettlementBatch.RecordBankLine"/>.</summary>
    public static (BankResult, BatchEvent[]) Decide(Batch batch, BankLine line, DateTimeOffset now)
    {
        if (batch is not Batch.Imported imported)
        {
            return (BankResult.NotFound, []);
        }
        var payout = imported.Header.Payout;
        if (line.Reference != payout.Reference)
        {
            return (BankResult.OtherPayout, []);
        }
        if (imported.BankLine is { } known)
        {
            return (known.Amount == line.Amount && known.ValueDate == line.ValueDate
                ? BankResult.Recorded
                : BankResult.RecordedDifferently, []);
        }
        return (BankResult.Recorded, [line.Amount == payout.Amount
            ? new BatchEvent.BankMatched(line, now)
            : new BatchEvent.BankDiffered(
                line, $"the bank has {line.Amount.ToText()}, the payout is {payout.Amount.ToText()}", now)]);
    }

    /// <summary>Notices that the payout is not at the bank after the window.</summary>
    public static BatchEvent[] MissBank(Batch batch, DateTimeOffset now) =>
        batch is Batch.Imported { Bank: BankStanding.Awaited, ReconciledAt: not null } imported
            && now >= imported.Header.BankDue
            ? [new BatchEvent.BankMissed(
                $"{imported.Header.Payout.Amount.ToText()} expected until {now:yyyy-MM-dd}", now)]
            : [];

    /// <summary>True when payments that no report has brought should be looked for now.</summary>
    public static bool ShouldWatch(Batch batch, DateTimeOffset now) =>
        batch is Batch.Imported { ReconciledAt: not null, WatchDue: { } due } && due <= now;

    /// <summary>They were looked for: once when the report came, and once more when its window has passed.</summary>
    public static BatchEvent[] Watch(Batch batch, int windowDays, DateTimeOffset now) => !ShouldWatch(batch, now)
        ? []
        : [new BatchEvent.Watched(
            batch is Batch.Imported b && b.WatchDue == b.Header.At ? b.Header.At.AddDays(windowDays + 1) : null, now)];

    /// <summary>Looks at what the ledger has made of the entries. Goes on waiting while one is under way.</summary>
    public static BatchEvent[] LookAtLedger(Batch batch, PostingView? documents, DateTimeOffset now)
    {
        if (batch is not Batch.Imported
            {
                ReconciledAt: not null, ToTell.IsEmpty: true, Ledger: LedgerStanding.Pending,
            })
        {
            return [];
        }
        if (documents is not { Documents.Length: > 0 })
        {
            return [new BatchEvent.LedgerMatched(null, now)];
        }
        foreach (var d in documents.Documents)
        {
            if (d.Status is DocumentStatus.Rejected or DocumentStatus.DeadLettered || !d.Corrections.IsDefaultOrEmpty)
            {
                var first = d.Corrections.IsDefaultOrEmpty ? null : d.Corrections[0];
                return [new BatchEvent.LedgerDiffered(first is null
                    ? $"{d.Key} is refused by {d.Account}: {d.Code}"
                    : $"{d.Key}: {first.Field} is {first.Theirs} in {d.Account}, ours is {first.Ours}", now)];
            }
        }
        return documents.Documents.All(d => d.Status is DocumentStatus.Posted or DocumentStatus.Waived)
            ? [new BatchEvent.LedgerMatched(documents.Documents[^1].Number ?? "waived", now)]
            : [];
    }

    /// <summary>Records a decision about a part. See <see cref="ISettlementBatch.RecordDecision"/>.</summary>
    public static BatchEvent[] Decide(Batch batch, PartDecision decision, DateTimeOffset now)
    {
        if (batch is not Batch.Imported imported)
        {
            return [];
        }
        var status = imported.Line(decision.Part)?.Status
            ?? imported.Issues.FirstOrDefault(i => i.Part == decision.Part)?.Status;
        return status is LineStatus.Mismatched or LineStatus.Unexpected or LineStatus.Suggested
            ? [new BatchEvent.PartDecided(decision.Part, decision.Status, now, decision.By)]
            : [];
    }

    private static bool IsExact(Judgement j) =>
        j is { Status: LineStatus.Matched, Class: MismatchClass.None, Evidence: null, Expected: null };
}
