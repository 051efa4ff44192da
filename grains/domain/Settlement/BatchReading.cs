using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Postings;

namespace RetailActors.Settlement;

/// <summary>What a list of settlements shows.</summary>
public sealed record BatchRow(
    string Name, string Payout, Money Amount, int Lines, int Open, BankStanding Bank, LedgerStanding Ledger);

public static partial class BatchDecider
{
    /// <summary>The settlement as a whole.</summary>
    public const string WholePart = "reconciled";
    /// <summary>Whether the lines add up.</summary>
    public const string SumPart = "batch-sum";
    /// <summary>The payout at the bank.</summary>
    public const string BankPart = "bank";
    /// <summary>The entries in the ledger.</summary>
    public const string LedgerPart = "gl";

    private const int MaxPage = 1_000;

    /// <summary>The calls owed: <c>match</c>, <c>raise</c>, <c>tell</c>, <c>ledger</c>, <c>bank</c>,
    /// <c>watch</c>.</summary>
    public static IReadOnlyList<Owed> Outbox(Batch batch)
    {
        if (batch is not Batch.Imported b)
        {
            return [];
        }
        var owed = new List<Owed>(4);
        if (b.ReconciledAt is null)
        {
            owed.Add(new Owed("match"));
            return owed;
        }
        if (!b.ToRaise.IsEmpty)
        {
            owed.Add(new Owed("raise"));
        }
        if (!b.ToTell.IsEmpty)
        {
            owed.Add(new Owed("tell"));
        }
        else if (b.Ledger == LedgerStanding.Pending)
        {
            owed.Add(new Owed("ledger"));
        }
        if (b.Bank == BankStanding.Awaited)
        {
            owed.Add(new Owed("bank", b.Header.BankDue));
        }
        if (b.WatchDue is { } due)
        {
            owed.Add(new Owed("watch", due));
        }
        return owed;
    }

    /// <summary>The settlement's row in the directory, grouped by its provider.</summary>
    public static IndexRow? Index(Batch batch)
    {
        if (batch is not Batch.Imported b)
        {
            return null;
        }
        var row = new BatchRow(b.Header.Name, b.Header.Payout.Reference, b.Header.Payout.Amount, b.Lines.Length,
            OpenParts(b), b.Bank, b.Ledger);
        return new IndexRow(
            StatusOf(b), b.Header.Provider, JsonSerializer.Serialize(row, BatchJson.Default.BatchRow));
    }

    /// <summary><c>matching</c>, <c>mismatched</c> or <c>reconciled</c>.</summary>
    public static string StatusOf(Batch.Imported b) =>
        b.ReconciledAt is null ? "matching" : OpenParts(b) > 0 ? "mismatched" : "reconciled";

    private static int OpenParts(Batch.Imported b) =>
        b.Lines.Count(l => IsOpen(l.Status)) + b.Issues.Count(i => IsOpen(i.Status));

    private static bool IsOpen(LineStatus status) =>
        status is LineStatus.Mismatched or LineStatus.Unexpected or LineStatus.Suggested;

    /// <summary>What the desk is told of a part; null when it is not open any more.</summary>
    public static LineCase? CaseOf(Batch batch, SettlementKey key, string part)
    {
        if (batch is not Batch.Imported b)
        {
            return null;
        }
        if (b.Issues.FirstOrDefault(i => i.Part == part) is { } issue)
        {
            return IsOpen(issue.Status)
                ? new LineCase(
                    issue.Class, issue.Status, b.Header.Provider, key.Id, part, null, null, issue.Evidence)
                : null;
        }
        if (b.Line(part) is not { } line || !IsOpen(line.Status))
        {
            return null;
        }
        var payment = Identifier.IsValid(line.Report.Merchant) ? new PaymentId(line.Report.Merchant) : (PaymentId?)null;
        var ask = line.Report.Type is LineType.Capture or LineType.Refund && payment is not null
            && line.Judgement.Class is not (MismatchClass.RefundSide or MismatchClass.Duplicate)
                ? LineChecks.Question(line.Report, key.Id)
                : null;
        return new LineCase(
            line.Judgement.Class, line.Status, b.Header.Provider, key.Id, part, payment, ask,
            $"line {part}, {line.Report.Reference}: {line.Judgement.Evidence}");
    }

    /// <summary>What finance is told of a part; null when nothing moves.</summary>
    public static Step.Settled? StepOf(Batch batch, SettlementKey key, string part)
    {
        if (batch is not Batch.Imported b)
        {
            return null;
        }
        var amounts = part == WholePart
            ? SettledAmounts.Of(b)
            : b.Line(part) is { } line ? SettledAmounts.OfDecision(line) : [];
        var id = part == WholePart ? WholePart : $"decided:{part}";
        return amounts.Length == 0
            ? null
            : new Step.Settled(id, b.ReconciledAt ?? b.Header.At, key.Id, b.Header.Provider, amounts);
    }

    /// <summary>A page of it for a reader, or null. See <see cref="ISettlementBatch.Read"/>.</summary>
    public static SettlementView? View(
        Batch batch, SettlementKey key, long version, int after, int limit, LineStatus? only)
    {
        if (batch is not Batch.Imported b)
        {
            return null;
        }
        var rest = b.Lines.Where(l => l.Report.Number > after && (only is null || l.Status == only));
        var page = rest.Take(Math.Clamp(limit, 0, MaxPage) + 1).ToList();
        var more = page.Count > Math.Clamp(limit, 0, MaxPage);
        if (more)
        {
            page.RemoveAt(page.Count - 1);
        }
        var counts = b.Lines.GroupBy(l => l.Status).ToImmutableDictionary(g => g.Key, g => g.Count());
        return new SettlementView(
            key.Id, b.Header.Provider, b.Header.Name, b.Header.Hash, StatusOf(b), b.Header.Payout.Reference,
            b.Header.Payout.Amount, b.Header.Payout.At, Word(b.Bank.ToString()),
            Word((b.ToTell.IsEmpty ? b.Ledger : LedgerStanding.Pending).ToString()), counts,
            [.. b.Issues.Select(i => new BatchIssueView(i.Part, i.Class, i.Status, i.Evidence))],
            [.. page.Select(ViewOf)], more && page.Count > 0 ? page[^1].Report.Number : null, version);
    }

    private static LineView ViewOf(BatchLine l) => new(
        l.Report.Number, LineChecks.Name(l.Report.Type), l.Report.Reference, l.Report.Operation, l.Report.Merchant,
        l.Report.Gross, l.Report.Fee, l.Report.Net, l.Report.At, l.Status, l.Judgement.Class, l.Judgement.Evidence,
        l.Report.Other);

    private static string Word(string name) => name.ToLower(CultureInfo.InvariantCulture);
}
