using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Settlement;

/// <summary>
/// What a settlement moves in the books. All that came is booked, since the money is there: what is explained clears
/// the provider's account with the amount that we expected, what is not stands on an account of its own until somebody
/// has decided. Amounts of each currency add up to nothing, whatever the report says.
/// </summary>
public static class SettledAmounts
{
    /// <summary>The whole, once it is reconciled.</summary>
    public static ImmutableArray<SettledAmount> Of(Batch.Imported batch)
    {
        var sums = new Sums();
        var payout = batch.Header.Payout.Amount;
        sums.Add(SettledPurpose.Payout, payout);
        var unexplained = -payout.Minor;
        foreach (var line in batch.Lines)
        {
            Add(sums, line);
            if (line.Report.Net.Currency == payout.Currency)
            {
                unexplained = checked(unexplained + line.Report.Net.Minor);
            }
            else
            {
                sums.Add(SettledPurpose.Unidentified, line.Report.Net);
            }
        }
        sums.Add(SettledPurpose.Unidentified, payout with { Minor = unexplained });
        return sums.ToArray();
    }

    /// <summary>A line about which somebody has decided: it leaves the unidentified receipts.</summary>
    public static ImmutableArray<SettledAmount> OfDecision(BatchLine line)
    {
        var sums = new Sums();
        var credited = line.Report.Credited;
        if (line.Report.Type is LineType.Fee or LineType.Carry or LineType.Correction)
        {
            // Booked for what they are from the beginning.
            return [];
        }
        if (line.Judgement.Class == MismatchClass.Dispute)
        {
            sums.Add(SettledPurpose.Chargeback, credited);
            sums.Add(SettledPurpose.WrittenOff, Minus(credited));
            return sums.ToArray();
        }
        if (LineChecks.Clears(line.Judgement.Class))
        {
            var expected = line.Judgement.Expected ?? line.Report.Gross;
            var rest = expected.Currency == credited.Currency ? expected - credited : Money.Zero(credited.Currency);
            sums.Add(SettledPurpose.WrittenOff, rest);
            sums.Add(SettledPurpose.Unidentified, Minus(rest));
            return sums.ToArray();
        }
        sums.Add(SettledPurpose.Unidentified, credited);
        var pays = line.Judgement.Class is MismatchClass.Gross or MismatchClass.Currency
            || line.Status == LineStatus.Matched;
        if (pays && line.Judgement.Expected is { } owed)
        {
            Clear(sums, owed, credited, SettledPurpose.WrittenOff);
        }
        else
        {
            sums.Add(SettledPurpose.WrittenOff, Minus(credited));
        }
        return sums.ToArray();
    }

    private static void Add(Sums sums, BatchLine line)
    {
        var report = line.Report;
        if (report.Type == LineType.Fee)
        {
            sums.Add(SettledPurpose.Fee, Minus(report.Net));
            return;
        }
        if (report.Fee.Currency == report.Net.Currency)
        {
            sums.Add(SettledPurpose.Fee, report.Fee);
        }
        var credited = report.Credited;
        if (report.Type is LineType.Carry or LineType.Correction)
        {
            sums.Add(SettledPurpose.Carried, Minus(credited));
        }
        else if (line.Judgement.Class == MismatchClass.Dispute)
        {
            sums.Add(SettledPurpose.Chargeback, Minus(credited));
        }
        else if (LineChecks.Clears(line.Judgement.Class))
        {
            Clear(sums, line.Judgement.Expected ?? report.Gross, credited,
                line.Judgement.Class == MismatchClass.Rounding ? SettledPurpose.Rounding : SettledPurpose.Unidentified);
        }
        else
        {
            sums.Add(SettledPurpose.Unidentified, Minus(credited));
        }
    }

    /// <summary>Clears the expected amount and books the rest; between currencies over the exchange account.</summary>
    private static void Clear(Sums sums, Money expected, Money credited, SettledPurpose rest)
    {
        sums.Add(SettledPurpose.Cleared, Minus(expected));
        if (expected.Currency == credited.Currency)
        {
            sums.Add(rest, expected - credited);
            return;
        }
        sums.Add(SettledPurpose.Exchange, expected);
        sums.Add(SettledPurpose.Exchange, Minus(credited));
    }

    private static Money Minus(Money amount) => Money.Zero(amount.Currency) - amount;

    private sealed class Sums
    {
        private readonly Dictionary<(SettledPurpose Purpose, Currency Currency), long> _sums = [];

        public void Add(SettledPurpose purpose, Money amount)
        {
            var key = (purpose, amount.Currency);
            _sums[key] = checked(_sums.GetValueOrDefault(key) + amount.Minor);
        }

        public ImmutableArray<SettledAmount> ToArray() =>
        [
            .. _sums.Where(s => s.Value != 0).OrderBy(s => s.Key.Purpose)
                .ThenBy(s => s.Key.Currency.Value, StringComparer.Ordinal)
                .Select(s => new SettledAmount(s.Key.Purpose, new Money(s.Value, s.Key.Currency))),
        ];
    }
}
