using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Inventory;

/// <summary>Shell of one SKU at one location.</summary>
[Reentrant, GrainType("stock")]
public sealed class StockGrain : Grain, IStock
{
    /// <summary>Appends shown at most.</summary>
    public const int MaxHistory = 1_000;

    private readonly StockKey _key;
    private readonly IJournal _journal;
    private readonly TimeProvider _clock;
    private readonly Ledger<Stock, StockEvent> _ledger;
    private readonly Snapshots<Stock, StockMemento> _snapshots;
    private readonly StockProcess _process;
    private readonly StockFeedProcess? _feed;

    /// <summary>Made by Orleans.</summary>
    public StockGrain(
        Ledgers ledgers, [PersistentState("stock", SnapshotStorage.Name)] IPersistentState<Snapshot> snapshot,
        StockFeeding feeding, ILogger<StockGrain> log)
    {
        _key = StockKey.Parse(this.GetPrimaryKeyString());
        (_clock, _journal) = (ledgers.Clock, ledgers.Journal);
        _snapshots = ledgers.Snapshots(snapshot, new SnapshotForm<Stock, StockMemento>(
            StockSnapshot.Write, memento => feeding.Follow(StockSnapshot.Read(_key, memento)),
            StockSnapshotJson.Default.StockMemento));
        _ledger = ledgers.For(this, feeding.FoldFor(_key), DeactivateOnIdle, Appended);
        _process = new StockProcess(_key, _ledger, GrainFactory, log);
        _feed = feeding.For(_key, _ledger);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => _snapshots.Start(_ledger);

    /// <inheritdoc/>
    public Task<ReserveResult> Reserve(Reserve command) =>
        _ledger.Commit(s => StockDecider.Decide(s, command, Now)).AsTask();

    /// <inheritdoc/>
    public Task<ExtendResult> Extend(Extend command) =>
        _ledger.Commit(s => StockDecider.Decide(s, command, Now)).AsTask();

    /// <inheritdoc/>
    public Task<AllocateResult> Allocate(Allocate command) =>
        _ledger.Commit(s => StockDecider.Decide(s, command, Now)).AsTask();

    /// <inheritdoc/>
    public Task<ReleaseResult> Release(Release command) =>
        _ledger.Commit(s => StockDecider.Decide(s, command, Now)).AsTask();

    /// <inheritdoc/>
    public Task<RecordFulfilmentResult> RecordFulfilment(RecordFulfilment command) =>
        _ledger.Commit(s => StockDecider.Decide(s, command, Now)).AsTask();

    /// <inheritdoc/>
    public Task<MovementResult> RecordMovement(Movement movement) =>
        _ledger.Commit(s => StockDecider.Decide(s, movement, Now)).AsTask();

    /// <inheritdoc/>
    public Task<SnapshotResult> RecordSnapshot(ErpSnapshot snapshot) =>
        _ledger.Commit(s => StockDecider.Decide(s, snapshot, Now)).AsTask();

    /// <inheritdoc/>
    public Task<ResolutionResult> Resolve(Resolution decision) =>
        _ledger.Commit(s => StockDecider.Decide(s, decision, Now)).AsTask();

    /// <inheritdoc/>
    public Task<StockView> Read() => _ledger.Read(s => StockDecider.Overview(s, _ledger.Version, Now)).AsTask();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LineageStep>> History(int appends)
    {
        await _ledger.Load();
        var after = Math.Max(0, _ledger.Version - Math.Clamp(appends, 1, MaxHistory));
        var entries = await _journal.Read(new StreamPosition($"stock/{_key}", after));
        return [.. entries.SelectMany(entry => OrderLineage.Steps("stock", entry))];
    }

    /// <summary>Waits for what is being written: an order that resumes must not overlook its own allocation.</summary>
    public Task<ReservationView?> ReadReservation(ReservationId id) =>
        _ledger.Commit(s => (StockDecider.View(s, id, Now), Array.Empty<StockEvent>())).AsTask();

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Commit(s => (true, StockDecider.Expire(s, Now)));
        // Neither waits for the other: followers hear of the stock also while the desk cannot be reached.
        await Task.WhenAll(_process.Drive(), _feed?.Drive() ?? Task.CompletedTask);
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private void Appended()
    {
        _snapshots.Appended(_ledger);
        _process.Start();
        _feed?.Start();
    }
}
