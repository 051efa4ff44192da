using System.Collections.Concurrent;
using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Adapters.Finance;

/// <summary>The ledger of finance: balanced journal entries under external keys, and a trial balance.</summary>
public sealed class FinanceKind(IServiceProvider services) : ISystemKind, ILedgerReader
{
    private readonly ConcurrentDictionary<string, FinanceAdapter> _opened = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string System => "finance";

    /// <inheritdoc/>
    public string SandboxPath => "finance";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 0, Concurrency: 16, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        "immediate", [DocumentKind.JournalEntry]);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) =>
        _opened[account.Name] = new FinanceAdapter(account);

    /// <inheritdoc/>
    public async ValueTask<LedgerReading> Balances(Tenant tenant, string period, CancellationToken cancellation)
    {
        // Asked for here, because the accounts are made of the kinds of systems.
        var accounts = (IAccounts?)services.GetService(typeof(IAccounts));
        if (accounts?.Rules.FirstOrDefault(r => r.System == System) is not { } rule)
        {
            return new LedgerReading.None();
        }
        // An account is opened when it is first asked for.
        accounts.Get(rule.Name);
        return _opened.TryGetValue(rule.Name, out var adapter)
            ? await adapter.Balances(tenant, period, cancellation)
            : new LedgerReading.Unavailable("not-open");
    }
}
