using RetailActors.Journal;
using RetailActors.Settlement;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the settlements: each line against the payment that it pays, all lines against the payout.</summary>
internal sealed class SettlementAudit(Checks checks, OutboxRows outbox, SettlementClaims claims)
    : FoldAudit<Batch, BatchEvent>(checks, outbox)
{
    protected override Fold<Batch, BatchEvent> FoldOf(string[] key) => BatchDecider.Fold;

    protected override void Judge()
    {
        if (State is not Batch.Imported batch)
            return;
        foreach (var line in batch.Lines)
            claims.Line(Stream, $"{Key[1]}:{line.Report.Number}", line);
        if (batch.ReconciledAt is null)
            return;
        var payout = batch.Header.Payout.Amount;
        var sum = batch.Lines.Where(l => l.Report.Net.Currency == payout.Currency).Sum(l => l.Report.Net.Minor);
        Checks.Payouts.Require(
            sum == payout.Minor || Has(batch, BatchDecider.SumPart), (Stream, sum, payout), static x =>
                $"{x.Stream}: the lines add up to {x.sum}, the payout is {x.payout}, and no issue says so");
        Checks.Payouts.Require(
            batch.BankLine is not { } bank || bank.Amount == payout || Has(batch, BatchDecider.BankPart),
            (Stream, batch), static x =>
                $"{x.Stream}: the bank has {x.batch.BankLine!.Amount}, the payout is "
                + $"{x.batch.Header.Payout.Amount}, and no issue says so");
    }

    private static bool Has(Batch.Imported batch, string part) => batch.Issues.Any(i => i.Part == part);
}

/// <summary>Sets what payments say of the lines that paid them against the lines.</summary>
internal sealed class SettlementClaims(Checks checks, OutboxRows outbox)
{
    private readonly Dictionary<string, (string Payment, long Minor)> _claims = [];

    /// <summary>A payment is paid by a line, or has a quarrel with it.</summary>
    public void Payment(string stream, string tenant, string line, long minor)
    {
        if (!_claims.TryAdd($"settlement/{tenant}/{line}", (stream, minor)))
            checks.Settled.Violated($"{stream} and {_claims[$"settlement/{tenant}/{line}"].Payment} are both paid by "
                + line);
    }

    /// <summary>A line of a report.</summary>
    public void Line(string stream, string id, BatchLine line)
    {
        var known = _claims.Remove($"{stream[..stream.LastIndexOf('/')]}/{id}", out var claim);
        var pays = line.Status is LineStatus.Matched or LineStatus.Tolerated
            && line.Report.Type is LineType.Capture or LineType.Refund;
        if (!pays || outbox.IsBusy(stream))
            return;
        checks.Settled.Require(
            known && claim.Minor == Math.Abs(line.Report.Gross.Minor), (id, line, claim), static x =>
                $"line {x.id} of {x.line.Report.Gross} is {x.line.Status}, "
                + (x.claim.Payment is null ? "and no payment knows it" : $"{x.claim.Payment} has {x.claim.Minor}"));
    }

    /// <summary>Everything was read.</summary>
    public void Judge()
    {
        foreach (var (line, (payment, minor)) in _claims)
            checks.Settled.Violated($"{payment} is paid {minor} (minor units) by {line}, which does not exist");
    }
}

/// <summary>Checks that lines that do not tie out are on the exception desk.</summary>
internal sealed class SettlementCaseAudit(Checks checks, OutboxRows outbox, DeskAudit desk)
    : FoldAudit<Case, CaseEvent>(checks, outbox)
{
    protected override Fold<Case, CaseEvent> FoldOf(string[] key) => CaseDecider.Fold;

    protected override void Judge()
    {
        if (State is Case.Open open)
            desk.Needs(Stream, Key[0], CaseDecider.ExceptionKind, open.Report.Part);
    }
}
