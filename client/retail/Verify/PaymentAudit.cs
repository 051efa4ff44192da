using RetailActors.Journal;
using RetailActors.Payments;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the payments against themselves, their orders and the provider's books.</summary>
internal sealed class PaymentAudit(
    Checks checks, OutboxRows outbox, Tenders tenders, ProviderBooks? books, LiveSample live, Reversals reversals,
    SettlementClaims claims)
    : FoldAudit<Payment, PaymentEvent>(checks, outbox)
{
    protected override Fold<Payment, PaymentEvent> FoldOf(string[] key) => PaymentDecider.Fold;

    protected override void Judge()
    {
        if (State is not Payment.Opened payment)
            return;
        var sums = payment.Sum();
        Checks.Amounts.Require(
            sums.Captured + sums.CapturePending + sums.Voided + sums.VoidPending <= sums.Authorised
            && sums.Refunded + sums.RefundPending <= sums.Captured && sums.Held >= 0,
            (Stream, sums), static x => $"{x.Stream}: {x.sums} (minor units)");
        foreach (var operation in payment.Operations)
        {
            // The credit of an exchange is nobody else's money.
            if (payment.Provider == Returns.RequestExchange.Provider)
                continue;
            if (operation.Standing is Standing.Succeeded done)
                books?.Ours(Stream, operation.Kind, operation.Amount, done.Reference);
            else if (operation.Standing is Standing.Conflicted conflict)
                books?.Ours(Stream, operation.Kind, conflict.Booked, conflict.Reference);
            if (operation is { Kind: OperationKind.Refund, Standing: Standing.Succeeded })
                reversals.Refunded(Key[0], operation.Id.Value, operation.Amount.Minor);
            if (operation.Claim is { } claim)
                claims.Payment(Stream, Key[0], claim.Line, claim.Amount.Minor);
        }
        tenders.Met(Stream, $"order/{Key[0]}/{payment.Order.Value}", sums.Authorised, sums.Held);
        live.Offer(Key[0], $"/v1/payments/{Key[1]}", Stream, Version, () => Expected(payment));
    }

    private static IEnumerable<(string, string)> Expected(Payment.Opened payment)
    {
        var sums = payment.Sum();
        return
        [
            ("status", LiveSample.Slug(PaymentDecider.StatusOf(payment))),
            ("authorised.minor", $"{sums.Authorised}"), ("captured.minor", $"{sums.Captured}"),
            ("voided.minor", $"{sums.Voided}"), ("refunded.minor", $"{sums.Refunded}"),
        ];
    }
}
