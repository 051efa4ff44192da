using System.Runtime.CompilerServices;
using RetailActors.Journal;
using RetailActors.Retail.Shards;

namespace RetailActors.Retail.Verify;

/// <summary>The journal, on however many databases it is.</summary>
/// <remarks>The snapshots of all databases are of one moment: no append is under way while they are taken.</remarks>
internal sealed class JournalShards : IAsyncDisposable
{
    private readonly SortedList<int, JournalDatabase> _databases;
    private readonly Placement? _placement;
    private readonly List<string> _wrong = [];
    private long _streams;
    private long _misplaced;

    private JournalShards(SortedList<int, JournalDatabase> databases, Placement? placement) =>
        (_databases, _placement) = (databases, placement);

    /// <summary>For people; without a password.</summary>
    public string Name => string.Join(" and ", _databases.Values.Select(database => database.Name));

    /// <summary>Opens the database that was asked for and those beside it; null for none.</summary>
    /// <exception cref="CommandFailedException">A part of the journal is missing, or one is of another installation.
    /// </exception>
    public static async Task<JournalShards?> Open(
        string? home, IReadOnlyList<string> others, CancellationToken cancellation)
    {
        if (await JournalDatabase.Open(home, cancellation) is not { } first)
            return others.Count == 0
                ? null
                : throw new CommandFailedException("--shard needs --database, the home of the journal.");
        var databases = new SortedList<int, JournalDatabase> { [0] = first };
        try
        {
            ShardBook? book;
            await using (var connection = await first.Connect(cancellation))
                book = await ShardBook.Read(connection, cancellation);
            foreach (var other in others)
            {
                var database = await Another(other, cancellation);
                await using var connection = await database.Connect(cancellation);
                var number = await ShardBook.NumberOf(connection, book, cancellation);
                if (!databases.TryAdd(number, database))
                    throw new CommandFailedException($"{database.Name} is given twice.");
            }
            book?.RequireAll(databases.Keys);
            return new JournalShards(databases, book?.Placement);
        }
        catch
        {
            foreach (var database in databases.Values)
                await database.DisposeAsync();
            throw;
        }
    }

    private static async Task<JournalDatabase> Another(string asked, CancellationToken cancellation)
    {
        try
        {
            return await JournalDatabase.Open(asked, cancellation)
                ?? throw new CommandFailedException("--shard is empty.");
        }
        catch (CommandFailedException e)
        {
            throw new CommandFailedException($"What --shard names is no shard of this installation. {e.Message}");
        }
    }

    /// <summary>The clock of the database that is furthest behind, UTC.</summary>
    public async Task<DateTimeOffset> ReadNow(CancellationToken cancellation)
    {
        var now = DateTimeOffset.MaxValue;
        foreach (var database in _databases.Values)
        {
            var its = await database.ReadNow(cancellation);
            now = its < now ? its : now;
        }
        return now;
    }

    /// <summary>Of the home: a database that joined later never had appends without a hash.</summary>
    public Task<ChainBirth> ReadChainBirth(CancellationToken cancellation) =>
        _databases[0].ReadChainBirth(cancellation);

    /// <summary>See <see cref="JournalDatabase.CountOwed"/>.</summary>
    public Task<long> CountOwed(CancellationToken cancellation) => Sum(d => d.CountOwed(cancellation));

    /// <summary>See <see cref="JournalDatabase.TakeSnapshot"/>.</summary>
    public async Task TakeSnapshot(CancellationToken cancellation)
    {
        var held = new List<HeldAppends>();
        try
        {
            // An append in one database may follow from one in another: the cut must be between appends everywhere.
            if (_databases.Count > 1)
            {
                foreach (var database in _databases.Values)
                    held.Add(await HeldAppends.In(database, cancellation));
            }
            foreach (var database in _databases.Values)
                await database.TakeSnapshot(cancellation);
        }
        finally
        {
            foreach (var appends in held)
                await appends.DisposeAsync();
        }
    }

    public Task<long> CountAppends(CancellationToken cancellation) => Sum(d => d.CountAppends(cancellation));

    public Task<long> CountDirectory(CancellationToken cancellation) => Sum(d => d.CountDirectory(cancellation));

    /// <summary>Every append, stream by stream, each in the order of its versions.</summary>
    public async IAsyncEnumerable<JournalRow> ReadAll([EnumeratorCancellation] CancellationToken cancellation)
    {
        var open = new List<(int Number, IAsyncEnumerator<JournalRow> Rows)>();
        try
        {
            foreach (var (number, database) in _databases)
            {
                var rows = database.ReadAll(cancellation).GetAsyncEnumerator(cancellation);
                open.Add((number, rows));
                if (!await rows.MoveNextAsync())
                    open.RemoveAt(open.Count - 1);
            }
            var (stream, on) = ("", 0);
            while (open.Count > 0)
            {
                var next = open.MinBy(o => (o.Rows.Current.Stream, o.Rows.Current.Version), ByStream);
                if (next.Rows.Current.Stream != stream)
                    Arrive(stream = next.Rows.Current.Stream, on = next.Number);
                else if (next.Number != on)
                    Misplaced($"{stream} is on shard {on} and on shard {next.Number}");
                yield return next.Rows.Current;
                if (!await next.Rows.MoveNextAsync())
                    open.Remove(next);
            }
        }
        finally
        {
            foreach (var (_, rows) in open)
                await rows.DisposeAsync();
        }
    }

    /// <summary>What <see cref="ReadAll"/> has found about places.</summary>
    public void JudgePlaces(Check check)
    {
        check.Count(_placement is null ? 0 : _streams);
        for (var i = 0L; i < _misplaced; i++)
            check.Violated(i < _wrong.Count ? _wrong[(int)i] : "");
    }

    /// <summary>What <see cref="ReadAll"/> has found about archives.</summary>
    public void JudgeArchives(Check check)
    {
        foreach (var database in _databases.Values)
            database.JudgeArchive(check);
    }

    /// <summary>One stream as it is now.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadStream(string stream, CancellationToken cancellation)
    {
        foreach (var database in _databases.Values)
        {
            if (await database.ReadStream(stream, cancellation) is { Count: > 0 } rows)
                return rows;
        }
        return [];
    }

    /// <summary>The calls owed by stream.</summary>
    public async Task<Dictionary<string, HashSet<string>>> ReadOutbox(CancellationToken cancellation)
    {
        var owed = new Dictionary<string, HashSet<string>>();
        foreach (var database in _databases.Values)
        {
            foreach (var (stream, calls) in await database.ReadOutbox(cancellation))
            {
                if (!owed.TryAdd(stream, calls))
                    owed[stream].UnionWith(calls);
            }
        }
        return owed;
    }

    /// <summary>See <see cref="JournalDatabase.ReadOrphans"/>.</summary>
    public async Task<IReadOnlyList<DirectoryOrphan>> ReadOrphans(int most, CancellationToken cancellation)
    {
        var orphans = new List<DirectoryOrphan>();
        foreach (var database in _databases.Values)
            orphans.AddRange(await database.ReadOrphans(most - orphans.Count, cancellation));
        return orphans;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
    }

    private static Comparer<(string Stream, long Version)> ByStream { get; } =
        Comparer<(string Stream, long Version)>.Create((a, b) => string.CompareOrdinal(a.Stream, b.Stream) is var order
            && order != 0 ? order : a.Version.CompareTo(b.Version));

    private void Arrive(string stream, int number)
    {
        _streams++;
        if (_placement is { } placement && !placement.PlacesOf(stream).Contains(number))
            Misplaced($"{stream} is on shard {number} and belongs on "
                + string.Join(" or ", placement.PlacesOf(stream)));
    }

    private void Misplaced(string evidence)
    {
        _misplaced++;
        if (_wrong.Count < Check.MaxEvidence)
            _wrong.Add(evidence);
    }

    private async Task<long> Sum(Func<JournalDatabase, Task<long>> count)
    {
        var sum = 0L;
        foreach (var database in _databases.Values)
            sum += await count(database);
        return sum;
    }
}
