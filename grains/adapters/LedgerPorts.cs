using System.Collections.Immutable;

namespace RetailActors.Adapters;

/// <summary>The balance of an account in the ledger of finance; a debit balance is more than zero.</summary>
public sealed record LedgerBalance(string Account, Money Balance);

/// <summary>What the ledger of finance says.</summary>
public abstract record LedgerReading
{
    private LedgerReading() { }

    /// <summary>No account of finance is configured.</summary>
    public sealed record None : LedgerReading;
    /// <summary>It cannot be asked now.</summary>
    public sealed record Unavailable(string Reason) : LedgerReading;
    /// <summary>Its balances up to the end of the period.</summary>
    public sealed record Balances(ImmutableArray<LedgerBalance> Items) : LedgerReading;
}

/// <summary>Reads the ledger of finance, for the close.</summary>
public interface ILedgerReader
{
    /// <summary>The balances of a tenant up to the end of a month, <c>yyyy-MM</c>.</summary>
    ValueTask<LedgerReading> Balances(Tenant tenant, string period, CancellationToken cancellation);
}
