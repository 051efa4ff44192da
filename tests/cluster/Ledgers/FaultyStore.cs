using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests.Ledgers;

/// <summary>What goes wrong with the next batch.</summary>
public enum Fault
{
    None,
    /// <summary>Nothing is written and the caller hears an error.</summary>
    Before,
    /// <summary>Everything is written and the caller hears an error all the same.</summary>
    AfterCommit,
    /// <summary>Refused before anything was done.</summary>
    Busy,
}

/// <summary>A journal store in memory that can be held, and fails when told to.</summary>
internal sealed class FaultyStore : IJournalStore
{
    private readonly Dictionary<(string Stream, long Version), JournalEntry> _entries = [];
    private TaskCompletionSource? _held;
    private TaskCompletionSource? _arrived;

    public Fault Next { get; set; }

    public int Batches { get; private set; }

    public JournalAppend Last { get; private set; } = null!;

    /// <summary>The next batch waits until it is released.</summary>
    public void Hold()
    {
        _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task Arrived() => _arrived!.Task;

    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    /// <summary>All that is stored, in the order of versions; the tests have one stream.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries.Values.OrderBy(e => e.Version)];
        }
    }

    /// <summary>As if all had been written before there was a chain.</summary>
    public void ForgetHashes()
    {
        lock (_entries)
            foreach (var (key, entry) in _entries.ToList())
                _entries[key] = entry with { Hash = null };
    }

    public void Lose(long version)
    {
        lock (_entries)
            foreach (var key in _entries.Keys.Where(k => k.Version == version).ToList())
                _entries.Remove(key);
    }

    /// <summary>Something else stands in a version.</summary>
    public void Damage(long version, string events)
    {
        lock (_entries)
            foreach (var (key, entry) in _entries.Where(e => e.Key.Version == version).ToList())
                _entries[key] = entry with { Events = events };
    }

    /// <summary>Nothing can be read.</summary>
    public bool IsAway { get; set; }

    public async Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation)
    {
        Batches++;
        if (_held is { } held)
        {
            _arrived!.SetResult();
            await held.Task;
        }
        var fault = Next;
        Next = Fault.None;
        if (fault == Fault.Busy)
            throw new BusyException("told to");
        if (fault == Fault.Before)
            throw new IOException("told to, before");
        var written = new bool[batch.Count];
        lock (_entries)
            for (var i = 0; i < written.Length; i++)
            {
                var a = Last = batch[i];
                written[i] = _entries.TryAdd(
                    (a.Stream, a.Version), new JournalEntry(a.Stream, a.Version, a.At, a.Events, a.TraceParent)
                    {
                        Hash = a.Hash,
                    });
            }
        return fault == Fault.AfterCommit ? throw new IOException("told to, after commit") : written;
    }

    public Task<IReadOnlyList<JournalEntry>> Read(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellation)
    {
        if (IsAway)
            throw new IOException("told to be away");
        lock (_entries)
            return Task.FromResult<IReadOnlyList<JournalEntry>>([.. streams.SelectMany(p => _entries.Values
                .Where(e => e.Stream == p.Stream && e.Version > p.After).OrderBy(e => e.Version))]);
    }

    public Task Migrate(CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException("No ledger claims.");

    public Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation) =>
        throw new NotSupportedException("No ledger lists.");

    public Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation) =>
        throw new NotSupportedException("No ledger asks what is owed.");

    public Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation) =>
        throw new NotSupportedException("No ledger asks what waits.");

    public Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation) =>
        throw new NotSupportedException("No ledger asks for the tenants.");
}
