using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RetailActors.Finance;
using RetailActors.Operations;
using RetailActors.Payments;

namespace RetailActors.Settlement;

/// <summary>A payment whose money is on its way.</summary>
public sealed record OpenPayment(string Payment, string Provider, Money InTransit, DateTimeOffset Since)
{
    /// <summary>Some report will name it; the credit of an exchange is in none.</summary>
    public bool IsSettledByProvider => Provider != Returns.RequestExchange.Provider;
}

/// <summary>What keeps a period from being closed. Pure.</summary>
public static class CloseRules
{
    /// <summary>Most blockers, and most payments in transit, that are listed.</summary>
    public const int MaxListed = 1_000;

    /// <summary>The first moment after a month, <c>yyyy-MM</c>.</summary>
    public static DateTimeOffset EndOf(string period) => new(DateTime.ParseExact(
        period, "yyyy-MM", CultureInfo.InvariantCulture).AddMonths(1), TimeSpan.Zero);

    /// <summary>The statuses of payments that are in no settlement, or not with all that moved.</summary>
    public static readonly ImmutableArray<string> Unsettled =
        ["captured", "partially-captured", "partially-refunded", "refunded"];

    /// <summary>The statuses of exceptions that wait for somebody.</summary>
    public static readonly ImmutableArray<string> Undecided = ["open", "dead-letter", "deciding"];

    /// <summary>The statuses of subjects with documents that are not posted.</summary>
    public static readonly ImmutableArray<string> Unposted = ["awaiting", "awaiting-erp", "exception", "failed"];

    /// <summary>True for an exception that finance has to decide and that is not listed as a line of a settlement.
    /// </summary>
    public static bool IsForFinance(string data)
    {
        using var row = JsonDocument.Parse(data);
        return row.RootElement.TryGetProperty("owner", out var owner) && owner.ToString() == nameof(Role.Finance)
            && !(row.RootElement.TryGetProperty("entity", out var entity)
                && entity.ToString().StartsWith("settlement-line/", StringComparison.Ordinal));
    }

    /// <summary>A payment from its row in the directory.</summary>
    public static OpenPayment Of(string payment, string data, DateTimeOffset changedAt)
    {
        var row = JsonSerializer.Deserialize(data, PaymentJson.Default.PaymentRow)!;
        return new OpenPayment(payment, row.Provider,
            row.Requested with { Minor = row.Captured - row.Refunded - row.Settled }, changedAt);
    }

    /// <summary>The evidence of a case from its row in the directory.</summary>
    public static (string Evidence, DateTimeOffset Since) CaseOf(string data)
    {
        var row = JsonSerializer.Deserialize(data, CaseJson.Default.CaseRow)!;
        return ($"{CaseDecider.NameOf(row.Class)}: {row.Evidence}", row.Since);
    }

    /// <summary>True when no report has brought it in time.</summary>
    public static bool IsMissing(OpenPayment payment, int windowDays, DateTimeOffset now) =>
        now - payment.Since > TimeSpan.FromDays(windowDays);

    /// <summary>What is raised for a payment that no report has brought.</summary>
    public static LineCase Missing(OpenPayment p, int windowDays) => new(
        MismatchClass.MissingSettlement, LineStatus.Expected, p.Provider, null, p.Payment, new PaymentId(p.Payment),
        null, $"{p.InTransit} moved until {p.Since:yyyy-MM-dd}, in no report after {windowDays} days");

    /// <summary>Why each clearing account has its balance.</summary>
    /// <param name="payments">Money on its way.</param>
    /// <param name="balances">Accounts and balances of the ledger, or null when it cannot be asked.</param>
    public static ImmutableArray<ClearingView> Clearing(
        IReadOnlyList<OpenPayment> payments, IReadOnlyList<(string Account, Money Balance)>? balances)
    {
        var transit = payments.GroupBy(p => (p.Provider, p.InTransit.Currency)).ToDictionary(
            g => g.Key, g => (Minor: g.Sum(p => p.InTransit.Minor), Items: g.Count()));
        var ledger = (balances ?? []).Select(b => (new Account(b.Account).ClearingProvider, b.Balance))
            .Where(b => b.ClearingProvider is not null)
            .ToDictionary(b => (Provider: b.ClearingProvider!, b.Balance.Currency), b => b.Balance.Minor);
        return
        [
            .. transit.Keys.Union(ledger.Keys).OrderBy(k => k.Provider, StringComparer.Ordinal)
                .ThenBy(k => k.Currency.Value, StringComparer.Ordinal).Select(key =>
                {
                    var (minor, items) = transit.GetValueOrDefault(key);
                    var balance = ledger.GetValueOrDefault(key);
                    return new ClearingView(
                        key.Provider, balances is null ? null : new Money(balance, key.Currency),
                        new Money(minor, key.Currency), items,
                        balances is null ? null : new Money(balance - minor, key.Currency));
                }),
        ];
    }

    /// <summary>Currencies in which the ledger does not balance, with what it is off by.</summary>
    public static IEnumerable<Money> Unbalanced(IEnumerable<(string Account, Money Balance)> balances) => balances
        .GroupBy(b => b.Balance.Currency).Select(g => new Money(g.Sum(b => b.Balance.Minor), g.Key))
        .Where(m => m.Minor != 0);
}
