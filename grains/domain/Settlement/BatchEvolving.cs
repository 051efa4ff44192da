using System.Diagnostics;

namespace RetailActors.Settlement;

public static partial class BatchDecider
{
    /// <summary>The state after an event.</summary>
    public static Batch Evolve(Batch batch, BatchEvent e) => (batch, e) switch
    {
        (Batch.Absent, BatchEvent.Imported i) => new Batch.Imported(
            i.Header, [], [], 0, null,
            i.Header.Payout.Amount.Minor > 0 ? BankStanding.Awaited : BankStanding.None, null, LedgerStanding.Pending,
            i.Header.At, [], []),
        (Batch.Imported b, BatchEvent.LinesRead r) => b with
        {
            Lines = b.Lines.AddRange(r.Lines.Select(l => new BatchLine(
                l, new Judgement(l.Number, LineStatus.Expected, MismatchClass.None)))),
            Unmatched = b.Unmatched + r.Lines.Length,
        },
        (Batch.Imported b, BatchEvent.RowsRefused r) => Raise(b, r.Rows.Select(row => new Issue(
            $"row-{row.Number}", MismatchClass.BadRow, LineStatus.Unexpected, row.Reason))),
        (Batch.Imported b, BatchEvent.LinesJudged j) => Judged(b, j),
        (Batch.Imported b, BatchEvent.Reconciled r) => Raise(
            b with { ReconciledAt = r.At, ToTell = b.ToTell.Add(WholePart) }, r.Issues),
        (Batch.Imported b, _) => Next(b, e),
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow {batch.GetType().Name}."),
    };

    private static Batch.Imported Next(Batch.Imported b, BatchEvent e) => e switch
    {
        BatchEvent.CasesRaised c => b with { ToRaise = b.ToRaise.Except(c.Parts) },
        // What was told later has to be looked at too.
        BatchEvent.Told t => b with
        {
            ToTell = b.ToTell.Except(t.Parts),
            Ledger = b.Ledger == LedgerStanding.Mismatched ? b.Ledger : LedgerStanding.Pending,
        },
        BatchEvent.BankMatched m => b with
        {
            Bank = BankStanding.Matched,
            BankLine = m.Line,
            Issues = b.Issues.RemoveAll(i => i.Part == BankPart),
        },
        BatchEvent.BankDiffered d => Raise(
            b with { Bank = BankStanding.Mismatched, BankLine = d.Line },
            [new Issue(BankPart, MismatchClass.PayoutBank, LineStatus.Mismatched, d.Evidence)]),
        BatchEvent.BankMissed m => Raise(
            b with { Bank = BankStanding.Missing },
            [new Issue(BankPart, MismatchClass.PayoutBank, LineStatus.Mismatched, m.Evidence)]),
        BatchEvent.LedgerMatched m => b with
        {
            Ledger = m.Number is null ? LedgerStanding.None : LedgerStanding.Posted,
        },
        BatchEvent.LedgerDiffered d => Raise(
            b with { Ledger = LedgerStanding.Mismatched },
            [new Issue(LedgerPart, MismatchClass.Gl, LineStatus.Mismatched, d.Evidence)]),
        BatchEvent.Watched w => b with { WatchDue = w.Next },
        BatchEvent.PartDecided d => Decided(b, d),
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow a report."),
    };

    private static Batch.Imported Judged(Batch.Imported b, BatchEvent.LinesJudged e)
    {
        var lines = b.Lines.ToBuilder();
        var raise = b.ToRaise.ToBuilder();
        foreach (var number in e.Exact)
        {
            var at = b.Find(number);
            lines[at] = lines[at] with
            {
                Judgement = new(number, LineStatus.Matched, MismatchClass.None)
            };
        }
        foreach (var judgement in e.Others)
        {
            lines[b.Find(judgement.Number)] = lines[b.Find(judgement.Number)] with { Judgement = judgement };
            if (judgement.Status is LineStatus.Mismatched or LineStatus.Unexpected or LineStatus.Suggested)
            {
                raise.Add(BatchLine.PartOf(judgement.Number));
            }
        }
        return b with
        {
            Lines = lines.MoveToImmutable(),
            Unmatched = b.Unmatched - e.Exact.Length - e.Others.Length,
            ToRaise = raise.ToImmutable(),
        };
    }

    private static Batch.Imported Raise(Batch.Imported b, IEnumerable<Issue> issues)
    {
        foreach (var issue in issues)
        {
            b = b with
            {
                Issues = b.Issues.RemoveAll(i => i.Part == issue.Part).Add(issue),
                ToRaise = b.ToRaise.Add(issue.Part),
            };
        }
        return b;
    }

    private static Batch.Imported Decided(Batch.Imported b, BatchEvent.PartDecided d)
    {
        if (b.Line(d.Part) is not { } line)
        {
            return b with
            {
                Issues = [.. b.Issues.Select(i => i.Part == d.Part ? i with { Status = d.Status } : i)],
            };
        }
        var lines = b.Lines.SetItem(
            b.Find(line.Report.Number), line with { Judgement = line.Judgement with { Status = d.Status } });
        return b with { Lines = lines, ToTell = b.ToTell.Add(d.Part) };
    }
}
