using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>
/// The journal over several PostgreSQL databases. A stream with its outbox and its directory row lives on one of them,
/// see <see cref="Placement"/>; each has a writer of its own.
/// </summary>
/// <remarks>
/// Lists and sums are of all shards or are refused: a part of them must not be taken for the whole. Claims take what
/// can be reached.
/// </remarks>
public sealed partial class ShardedJournalStore : IJournalStore, IAsyncDisposable
{
    /// <summary>Streams whose place is remembered; only of those that could be in more than one.</summary>
    public const int MaxKnownPlaces = 131_072;

    /// <summary>Attempts at an append or a read while the placement changes; about two and a half seconds.</summary>
    public const int MaxAttempts = 9;

    private readonly ShardLane[] _lanes;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly KnownPlaces _known = new(MaxKnownPlaces);
    private readonly Lock _lock = new();
    // Replaced, never changed: every append looks at them.
    private volatile View? _view;
    private volatile string? _blocked;
    private Task? _reloading;

    /// <summary>Opens nothing yet: <see cref="Migrate"/> does.</summary>
    /// <param name="home">Connection string of the home database.</param>
    /// <param name="shards">The others, 1 to 15.</param>
    /// <param name="bounds">Of each shard's writer and readers.</param>
    /// <param name="log">Where it says that a shard does not answer.</param>
    /// <param name="clock">UTC time.</param>
    public ShardedJournalStore(
        string home, IReadOnlyList<JournalShard> shards, JournalBounds? bounds = null, ILogger? log = null,
        TimeProvider? clock = null)
    {
        if (shards.Count is 0 or >= Placement.MaxShards)
            throw new ArgumentException($"1 to {Placement.MaxShards - 1} shards beside home.", nameof(shards));
        bounds ??= new();
        _lanes = [.. shards.Prepend(new(JournalShard.Home, home)).Select(shard => new ShardLane(shard, bounds))];
        (_log, _clock) = (log ?? NullLogger.Instance, clock ?? TimeProvider.System);
    }

    /// <summary>How long an activation waits for appends in flight; longer in a test that holds one up.</summary>
    internal TimeSpan ActivationPatience { get; init; } = ShardActivation.LockPatience;

    /// <summary>The placement that this silo works under.</summary>
    internal Placement CurrentPlacement => Current().Placement;

    /// <summary>Streams whose place is remembered.</summary>
    internal int Known => _known.Count;

    private ShardLane Home => _lanes[0];

    /// <summary>
    /// Creates or migrates every database, gives numbers to shards that are new, and reads the placement. An
    /// installation without a single append is spread at once; any other only when an operator activates the shards.
    /// A shard that has streams may be away: it is entered when it is back.
    /// </summary>
    /// <exception cref="ShardException">The configured databases are not those of this installation.</exception>
    public async Task Migrate(CancellationToken cancellation)
    {
        await PostgreSqlMigration.Run(Home.Store.Source, cancellation);
        Home.EnterBy(() => Task.CompletedTask);
        var home = await PlacementTables.Found(Home.Store.Source, cancellation);
        await PlacementTables.Register(Home.Store.Source, _lanes.Skip(1).Select(lane => lane.Name), cancellation);
        home = await PlacementTables.Load(Home.Store.Source, cancellation);
        var numbers = home.Names.ToDictionary(n => n.Value, n => n.Key);
        var used = home.Placement().AllShards.ToHashSet();
        foreach (var lane in _lanes.Skip(1))
        {
            var number = numbers[lane.Name];
            lane.EnterBy(() => ShardMembership.Enter(lane.Store.Source, home, number, CancellationToken.None));
            await Enter(lane, mayBeAway: used.Contains(number));
        }
        if (!Adopt(home))
            throw new ShardException(_blocked!);
        if (home.Epochs is [[0]])
            await Activate([.. _lanes.Select(lane => numbers[lane.Name])], onlyEmpty: true, cancellation);
        await Fresh(cancellation);
    }

    /// <inheritdoc/>
    public async Task Ping(CancellationToken cancellation) => await Fresh(cancellation);

    /// <inheritdoc/>
    public Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation) =>
        Task.WhenAll(batch.Select(Append));

    /// <summary>Writes an append on the shard of its stream, with what others write there now.</summary>
    /// <returns>False when the stream already has that version.</returns>
    /// <exception cref="BusyException">Nothing was done.</exception>
    /// <exception cref="OutcomeUnknownException">Nobody knows whether it was written.</exception>
    public async Task<bool> Append(JournalAppend append)
    {
        for (var attempt = 1; ; attempt++)
        {
            var view = Current();
            var outcome = await TryAppend(view, append).ConfigureAwait(false);
            if (outcome != AppendOutcome.OtherEpoch)
                return outcome == AppendOutcome.Written;
            await Reload(view, attempt).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a stream from wherever it is.</summary>
    /// <exception cref="BusyException">A shard that may have it cannot be read now.</exception>
    public async Task<IReadOnlyList<JournalEntry>> Read(StreamPosition position)
    {
        for (var attempt = 1; ; attempt++)
        {
            var view = Current();
            if (await TryRead(view, position).ConfigureAwait(false) is { } entries)
                return entries;
            await Reload(view, attempt).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> Read(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellation) =>
        [.. (await Task.WhenAll(streams.Select(Read))).SelectMany(entries => entries)];

    /// <inheritdoc/>
    public async Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation) =>
        ShardMerge.Pages(
            await AskAll(query.Kind, store => store.List(tenant, query, cancellation), cancellation),
            ListStatements.Limit(query.Limit));

    /// <inheritdoc/>
    public async Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation) => ShardMerge.Owed(
        await AskAll(null, store => store.Owed(tenant, rows, cancellation), cancellation),
        Math.Min(rows, ListStatements.MaxRows));

    /// <inheritdoc/>
    public async Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation) =>
        ShardMerge.Waiting(
            await AskAll(query.Kind, store => store.Waiting(tenant, query, cancellation), cancellation), query);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation) =>
    [
        .. (await AskAll(null, store => store.Tenants(limit, cancellation), cancellation))
            .SelectMany(tenants => tenants).Distinct().Order(StringComparer.Ordinal).Take(limit),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_lanes.Select(lane => lane.DisposeAsync().AsTask()));

    private async Task<AppendOutcome> TryAppend(View view, JournalAppend append)
    {
        var places = view.Placement.PlacesOf(append.Stream);
        if (places.Length == 1)
            return await view.Lanes[places[0]].Append(append, view.Placement.Epoch).ConfigureAwait(false);
        if (!_known.TryGetPlace(append.Stream, out var place))
        {
            // Nothing new is written at an older place any more, so what is not there now never will be.
            var found = await Task.WhenAll(places.Skip(1).Select(
                older => view.Lanes[older].Find(append.Stream, view.Placement.Epoch))).ConfigureAwait(false);
            if (found.Contains(null))
                return AppendOutcome.OtherEpoch;
            place = places[Array.IndexOf(found, true) + 1];
        }
        var outcome = await view.Lanes[place].Append(append, view.Placement.Epoch).ConfigureAwait(false);
        if (outcome is AppendOutcome.Written or AppendOutcome.Exists)
            _known.Learn(append.Stream, place);
        return outcome;
    }

    /// <summary>Null when a shard is at another epoch.</summary>
    private async Task<IReadOnlyList<JournalEntry>?> TryRead(View view, StreamPosition position)
    {
        var places = view.Placement.PlacesOf(position.Stream);
        if (places.Length > 1 && _known.TryGetPlace(position.Stream, out var known))
            places = [known];
        var reads = places.Select(place => view.Lanes[place].Read(position, view.Placement.Epoch)).ToArray();
        BusyException? away = null;
        for (var i = 0; i < reads.Length; i++)
        {
            try
            {
                if (await reads[i].ConfigureAwait(false) is not { } entries)
                    return null;
                if (entries.Count == 0)
                    continue;
                if (places.Length > 1)
                    _known.Learn(position.Stream, places[i]);
                return entries;
            }
            catch (BusyException e)
            {
                // It may be at the next place, and then it is not here.
                away = e;
            }
        }
        return away is null ? [] : throw away;
    }

    /// <summary>All shards that may have something of a kind, or nothing; without a kind all shards.</summary>
    private async Task<T[]> AskAll<T>(
        string? kind, Func<PostgreSqlJournalStore, Task<T>> ask, CancellationToken cancellation)
    {
        await Fresh(cancellation);
        var (placement, lanes) = Current();
        var shards = kind is null ? placement.AllShards : placement.ShardsOf(kind);
        return await Task.WhenAll(shards.Select(shard => lanes[shard].Ask(ask)));
    }
}
