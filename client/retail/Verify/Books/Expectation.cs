using RetailActors.Postings;

namespace RetailActors.Retail.Verify.Books;

/// <summary>
/// What a document has to say, by plain addition over its step. It shares nothing with the adapters and with the
/// bookings of finance, so a mistake there is not repeated here.
/// </summary>
internal static class Expectation
{
    /// <summary>The fields of a document; null when such a step causes none.</summary>
    public static Sums? Of(DocumentKind kind, Step step) => (kind, step) switch
    {
        (DocumentKind.SalesOrder, Step.Accepted s) => new Sums()
            .Plus("net", s.Order.Lines.Sum(l => l.Net.Minor)).Plus("tax", s.Order.Tax.Minor)
            .Plus("shipping", s.Order.Shipping.Minor).Plus("total", s.Order.Total.Minor).Units(s.Order.Lines),
        (DocumentKind.PickupNotice or DocumentKind.WarehouseRelease, Step.Accepted s) =>
            new Sums().Units(s.Order.Lines),
        (DocumentKind.SalesOrderCancellation or DocumentKind.PickupRevocation or DocumentKind.WarehouseCancellation,
            Step.Cancelled s) => new Sums().Units(s.Lines),
        (DocumentKind.Fulfilment, Step.HandedOver s) => new Sums().Units(s.Lines),
        (DocumentKind.Invoice, Step.HandedOver s) => Priced(s.Lines),
        (DocumentKind.CreditMemo, Step.Refunded s) => Priced(s.Lines),
        (DocumentKind.Payment, Step.Captured s) => new Sums().Plus("total", s.Amount.Minor),
        (DocumentKind.Refund, Step.Refunded s) => new Sums().Plus("total", s.Amount.Minor),
        (DocumentKind.TaxCommit, Step.HandedOver s) => Taxed(s.Lines),
        (DocumentKind.TaxReversal, Step.Returned s) => Taxed(s.Lines),
        (DocumentKind.JournalEntry, _) => Entry(step).Compact(),
        (DocumentKind.CustomerRecord, Step.CustomerChanged s) => new Sums().Plus("version", s.Version),
        (DocumentKind.OrderStatus, _) => new Sums(),
        _ => null,
    };

    private static Sums Priced(IReadOnlyCollection<StepLine> lines) => new Sums()
        .Plus("net", lines.Sum(l => l.Net.Minor)).Plus("tax", lines.Sum(l => l.Tax.Minor))
        .Plus("shipping", lines.Sum(l => l.Shipping.Minor)).Plus("total", lines.Sum(l => l.Gross.Minor)).Units(lines);

    private static Sums Taxed(IReadOnlyCollection<StepLine> lines)
    {
        var sums = new Sums().Units(lines).Plus("tax", lines.Sum(l => l.Tax.Minor));
        foreach (var line in lines)
            sums.Plus($"lines/{line.LineId.Value}/tax", line.Tax.Minor);
        return sums;
    }

    /// <summary>What a step does to the accounts; a debit is more than zero.</summary>
    private static Sums Entry(Step step)
    {
        var sums = new Sums();
        void Book(string debit, string credit, Money amount)
        {
            sums.Plus($"{debit} {amount.Currency}", amount.Minor).Plus($"{credit} {amount.Currency}", -amount.Minor);
        }
        switch (step)
        {
            case Step.HandedOver s:
                foreach (var line in s.Lines)
                {
                    Book("deferred-revenue", "revenue", line.Net);
                    Book("deferred-revenue", "shipping-revenue", line.Shipping);
                    Book("deferred-revenue", "tax-payable", line.Tax);
                }
                break;
            case Step.Captured s:
                Book(ClearingOf(s.Provider), "deferred-revenue", s.Amount);
                break;
            case Step.Returned s:
                foreach (var line in s.Lines)
                {
                    Book("returns", "refunds-payable", line.Net);
                    Book("shipping-revenue", "refunds-payable", line.Shipping);
                    Book("tax-payable", "refunds-payable", line.Tax);
                }
                if (s.PaidBefore is { } before)
                    Book("refunds-payable", "returns", before);
                break;
            case Step.Refunded s:
                var unearned = s.Unearned ?? Money.Zero(s.Amount.Currency);
                Book("deferred-revenue", ClearingOf(s.Provider), unearned);
                Book(s.Return.Length > 0 ? "refunds-payable" : "returns", ClearingOf(s.Provider), s.Amount - unearned);
                break;
            case Step.TaxCorrected s:
                Book("tax-differences", "tax-payable", s.IsReturn ? s.Told - s.Due : s.Due - s.Told);
                break;
            case Step.Settled s:
                foreach (var a in s.Amounts)
                    sums.Plus($"{AccountOf(a.Purpose, s.Provider)} {a.Amount.Currency}", a.Amount.Minor);
                break;
        }
        return sums;
    }

    // What an exchange has given back and not taken yet lies at no provider.
    private static string ClearingOf(string provider) =>
        provider == "exchange" ? "exchange-credit" : $"psp-clearing:{provider}";

    private static string AccountOf(SettledPurpose purpose, string provider) => purpose switch
    {
        SettledPurpose.Payout => "cash",
        SettledPurpose.Fee => "fees",
        SettledPurpose.Cleared or SettledPurpose.Carried => $"psp-clearing:{provider}",
        SettledPurpose.Chargeback => "chargeback-receivable",
        SettledPurpose.Rounding => "rounding",
        SettledPurpose.Exchange => "fx",
        SettledPurpose.WrittenOff => "write-offs",
        _ => "unidentified-receipts",
    };
}
