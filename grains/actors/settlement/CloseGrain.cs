using Orleans.Concurrency;
using RetailActors.Adapters;
using RetailActors.Journal;

namespace RetailActors.Settlement;

/// <summary>Shell of a tenant's close.</summary>
[StatelessWorker, Reentrant, GrainType("close")]
public sealed class CloseGrain : Grain, IClose
{
    private readonly CloseLook _look;

    /// <summary>Made by Orleans.</summary>
    public CloseGrain(
        IJournalStore store, SettlementSettings settings, TimeProvider clock, IEnumerable<ILedgerReader> ledgers) =>
        _look = new CloseLook(
            new Tenant(this.GetPrimaryKeyString()), store, settings, clock, ledgers.FirstOrDefault(), GrainFactory);

    /// <inheritdoc/>
    public Task<CloseReport> Report(string period) => _look.Report(period);

    /// <inheritdoc/>
    public Task RaiseMissing() => _look.RaiseMissing();
}
