using RetailActors.Inventory;
using RetailActors.Journal;

namespace RetailActors.Tests.Ledgers;

/// <summary>A ledger on a single-threaded scheduler, as a grain would have it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private static readonly StockKey _key = new(new("t"), new("TEE"), new("store"));
    private readonly RetailActors.Journal.Journal _journal;
    private readonly LedgerFlaw _flaw = Planted.Value;
    private JournalBounds _bounds = new();

    /// <summary>What is wrong on purpose in the ledgers of a test that is run now.</summary>
    public static AsyncLocal<LedgerFlaw> Planted { get; } = new();

    private Bench() => _journal = new RetailActors.Journal.Journal(Store, new JournalBounds());

    public FaultyStore Store { get; } = new();

    /// <summary>Activations that were asked to end.</summary>
    public int Ended { get; private set; }

    public static Task Run(Func<Bench, Task> test)
    {
        var turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        return Task.Factory.StartNew(
            async () =>
            {
                await using var bench = new Bench();
                await test(bench).WaitAsync(TimeSpan.FromSeconds(30));
            },
            CancellationToken.None, TaskCreationOptions.None, turns).Unwrap();
    }

    public Ledger<Stock, StockEvent> Activate() => new(
        StockDecider.FoldFor(_key), _key.ToString(),
        new LedgerHost(_journal, TimeProvider.System, _bounds, _ => Ended++) { Flaw = _flaw });

    public async Task<Ledger<Stock, StockEvent>> Stocked(int units, JournalBounds? bounds = null)
    {
        _bounds = bounds ?? _bounds;
        var ledger = Activate();
        await ledger.Commit(s => StockDecider.Decide(s, new Movement(
            new("m"), MovementKind.Count, units, DateTimeOffset.UnixEpoch, null, null, null, new("t")),
            DateTimeOffset.UnixEpoch));
        return ledger;
    }

    public ValueTask DisposeAsync()
    {
        // A test that fails while it holds the store must not hold it for ever.
        Store.Release();
        return _journal.DisposeAsync();
    }
}
