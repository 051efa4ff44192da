using Orleans.Concurrency;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Shell of the trail of one day.</summary>
[Reentrant, GrainType("audit")]
public sealed class AuditTrailGrain : Grain, IAuditTrail
{
    private readonly Ledger<AuditTrail, AuditEvent> _ledger;

    /// <summary>Made by Orleans.</summary>
    public AuditTrailGrain(Ledgers ledgers) => _ledger = ledgers.For(this, AuditDecider.Fold, DeactivateOnIdle);

    /// <inheritdoc/>
    public Task<bool> Note(AuditAction action) => _ledger.Commit(s => AuditDecider.Note(s, action)).AsTask();

    /// <inheritdoc/>
    public Task<bool> Conclude(string id, bool done, string outcome) =>
        _ledger.Commit(s => AuditDecider.Conclude(s, id, done, outcome)).AsTask();

    /// <inheritdoc/>
    public Task<bool> Has(string id) => _ledger.Read(s => s.Places.ContainsKey(id)).AsTask();

    /// <inheritdoc/>
    public Task<AuditFindings> Search(AuditSearch search) =>
        _ledger.Read(s => AuditDecider.Search(s, search)).AsTask();

    /// <inheritdoc/>
    public Task<AuditPage> Read(int skip, int limit) =>
        _ledger.Read(s => AuditDecider.Page(s, skip, limit)).AsTask();
}
