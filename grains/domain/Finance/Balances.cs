using System.Collections.Immutable;

namespace RetailActors.Finance;

/// <summary>Balances of accounts.</summary>
public static class Balances
{
    /// <summary>The balance of every account and currency that entries touch; a debit balance is more than zero.
    /// </summary>
    public static ImmutableDictionary<(Account Account, Currency Currency), long> Of(IEnumerable<Entry> entries) =>
        entries.SelectMany(e => e.Lines).GroupBy(l => (l.Account, l.Amount.Currency)).ToImmutableDictionary(
            g => g.Key, g => g.Aggregate(0L, (sum, l) => checked(sum + l.Amount.Minor)));
}
