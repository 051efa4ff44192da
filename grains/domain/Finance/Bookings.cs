using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Finance;

/// <summary>What a step means in the books. Pure: one step gives one entry, whatever happened before it.</summary>
/// <remarks>
/// The capture credits and the hand-over debits deferred revenue with the gross amount, so their order does not
/// matter: when both are done nothing is left on it. A return credits what is owed to the customer, its refunds debit
/// it.
/// </remarks>
public static class Bookings
{
    /// <summary>The entry of a step, or null when it moves no value.</summary>
    public static Entry? Of(Step step) => step switch
    {
        Step.HandedOver s => HandedOver(s),
        Step.Captured s => new Entry($"Capture {s.Payment}", s.At,
            new EntryLine(Account.ClearingOf(s.Provider), s.Amount),
            new EntryLine(Account.DeferredRevenue, Minus(s.Amount))),
        Step.Returned s => Returned(s),
        Step.Refunded s => Refunded(s),
        Step.TaxCorrected s => TaxCorrected(s),
        Step.Settled s => new Entry($"Settlement {s.Settlement} of {s.Provider}", s.At,
            s.Amounts.Select(a => new EntryLine(AccountOf(a.Purpose, s.Provider), a.Amount))),
        _ => null,
    } is { Lines.Length: > 0 } entry ? entry : null;

    private static Entry HandedOver(Step.HandedOver s) => new($"Hand-over {s.Id}", s.At, s.Lines.SelectMany(l =>
        (EntryLine[])[
            new(Account.DeferredRevenue, l.Gross), new(Account.Revenue, Minus(l.Net)),
            new(Account.ShippingRevenue, Minus(l.Shipping)), new(Account.TaxPayable, Minus(l.Tax)),
        ]).ByAccount());

    private static Entry Returned(Step.Returned s) => new($"Return {s.Id}", s.At, s.Lines.SelectMany(l =>
        (EntryLine[])[
            new(Account.Returns, l.Net), new(Account.ShippingRevenue, l.Shipping), new(Account.TaxPayable, l.Tax),
            new(Account.RefundsPayable, Minus(l.Gross)),
        ]).Concat(s.PaidBefore is not { } before ? [] :
        [
            // As goodwill it has lessened the revenue already, and it is not owed for the goods any more.
            new(Account.RefundsPayable, before), new(Account.Returns, Minus(before)),
        ]).ByAccount());

    private static Entry Refunded(Step.Refunded s)
    {
        // Without a return it is goodwill, which lessens the revenue by itself; unless there was no revenue yet.
        var unearned = s.Unearned ?? Money.Zero(s.Amount.Currency);
        return new Entry($"Refund {s.Payment}", s.At,
            new EntryLine(Account.DeferredRevenue, unearned),
            new EntryLine(s.Return.Length > 0 ? Account.RefundsPayable : Account.Returns, s.Amount - unearned),
            new EntryLine(Account.ClearingOf(s.Provider), Minus(s.Amount)));
    }

    // The customer has paid what was charged; what the engine makes otherwise of the tax is ours to bear or to keep.
    private static Entry TaxCorrected(Step.TaxCorrected s)
    {
        var more = s.IsReturn ? s.Told - s.Due : s.Due - s.Told;
        return new Entry($"Tax of {s.Of}", s.At,
            new EntryLine(Account.TaxDifferences, more), new EntryLine(Account.TaxPayable, Minus(more)));
    }

    private static Account AccountOf(SettledPurpose purpose, string provider) => purpose switch
    {
        SettledPurpose.Payout => Account.Cash,
        SettledPurpose.Fee => Account.Fees,
        SettledPurpose.Cleared or SettledPurpose.Carried => Account.ClearingOf(provider),
        SettledPurpose.Chargeback => Account.ChargebackReceivable,
        SettledPurpose.Rounding => Account.Rounding,
        SettledPurpose.Exchange => Account.ForeignExchange,
        SettledPurpose.WrittenOff => Account.WriteOffs,
        _ => Account.UnidentifiedReceipts,
    };

    private static Money Minus(Money amount) => Money.Zero(amount.Currency) - amount;

    private static IEnumerable<EntryLine> ByAccount(this IEnumerable<EntryLine> lines) => lines
        .GroupBy(l => (l.Account, l.Amount.Currency))
        .Select(g => new EntryLine(g.Key.Account, g.Aggregate(Money.Zero(g.Key.Currency), (sum, l) => sum + l.Amount)));
}
