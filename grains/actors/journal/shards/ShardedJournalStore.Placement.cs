using System.Data.Common;
using Microsoft.Extensions.Logging;
using RetailActors.Operations;

namespace RetailActors.Journal;

public sealed partial class ShardedJournalStore
{
    /// <summary>How long a claim waits for a shard.</summary>
    public static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long claims leave a shard alone that did not answer.</summary>
    public static readonly TimeSpan ClaimRest = TimeSpan.FromSeconds(5);

    /// <summary>A placement, and the way to each of its shards by number.</summary>
    private sealed record View(Placement Placement, IReadOnlyDictionary<int, ShardLane> Lanes);

    /// <summary>
    /// The oldest due calls of all shards that answer. It also does what an operator has asked for, see
    /// <c>retail shards activate</c>: every silo claims, so any of them may.
    /// </summary>
    /// <returns>As <see cref="IJournalStore.Claim"/>; without the shards that do not answer.</returns>
    public async Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation)
    {
        await ActivateWanted(cancellation);
        var view = Current();
        var lanes = view.Placement.AllShards.Select(shard => view.Lanes[shard])
            .Where(lane => lane.RestsUntil <= _clock.GetUtcNow()).ToArray();
        var due = await Task.WhenAll(lanes.Select(lane => Try(
            lane, (store, patience) => ShardStatements.Due(store.Source, now, limit, patience), cancellation)));
        var shares = ShardMerge.Shares([.. due.Select(times => times ?? [])], limit);
        var claimed = await Task.WhenAll(lanes.Select((lane, i) => shares[i] == 0
            ? Task.FromResult<IReadOnlyList<ClaimedStream>?>([])
            : Try(lane, (store, patience) => store.Claim(now, lease, shares[i], patience), cancellation)));
        return [.. claimed.SelectMany(streams => streams ?? [])];
    }

    /// <summary>Null when the shard does not answer in time; it is left alone for a while then.</summary>
    private async Task<T?> Try<T>(
        ShardLane lane, Func<PostgreSqlJournalStore, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        using var patience = Patience(cancellation);
        try
        {
            var answer = await lane.Ask(store => ask(store, patience.Token)).WaitAsync(patience.Token);
            if (lane.RestsUntil != default)
                Answers(lane.Name);
            lane.RestsUntil = default;
            return answer;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            if (lane.RestsUntil == default)
                DoesNotAnswer(lane.Name, e.Message);
            lane.RestsUntil = _clock.GetUtcNow() + ClaimRest;
            return null;
        }
    }

    /// <summary>Activates shards at once. False when another silo is at it.</summary>
    internal async Task<bool> Activate(
        IReadOnlyCollection<int> shards, bool onlyEmpty, CancellationToken cancellation, Action<int>? between = null)
    {
        var home = await PlacementTables.Load(Home.Store.Source, cancellation);
        var all = shards.Union(home.Placement().AllShards).Append(0).Distinct().Order().ToArray();
        var lanes = Lanes(home);
        if (all.FirstOrDefault(shard => !lanes.ContainsKey(shard), -1) is >= 0 and var missing)
            throw new ShardException($"{home.NameOf(missing)} is not listed under Storage:Shards here.");
        foreach (var shard in all)
            await lanes[shard].Enter();
        return await ShardActivation.Run(
            [.. all.Select(shard => (shard, lanes[shard].Store.Source))], onlyEmpty,
            ActivationPatience, between, cancellation);
    }

    private async Task ActivateWanted(CancellationToken cancellation)
    {
        using var patience = Patience(cancellation);
        try
        {
            var home = await Fresh(patience.Token);
            if (home.Wanted is not { } wanted || wanted.Any(shard => !Lanes(home).ContainsKey(shard)))
                return;
            try
            {
                if (await Activate(wanted, onlyEmpty: false, cancellation))
                    Activated((await Fresh(cancellation)).Epoch);
            }
            catch (ActivationInterruptedException e)
            {
                // The next sweep, of any silo, does the rest.
                Interrupted(e.Message);
            }
            catch (Exception e) when (e is DbException or TimeoutException or ShardException or BusyException)
            {
                await PlacementTables.NoteProblem(Home.Store.Source, e.Message.ReplaceLineEndings(" "), cancellation);
            }
        }
        catch (Exception e) when (
            e is DbException or TimeoutException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // Home is away; what the other shards owe is claimed all the same.
        }
    }

    private static CancellationTokenSource Patience(CancellationToken cancellation)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ClaimPatience);
        return patience;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IJournalArchive> Archives
    {
        get
        {
            var (placement, lanes) = Current();
            return [.. placement.AllShards.Select(shard => new ShardArchive(lanes[shard]))];
        }
    }

    private View Current() => _blocked is { } why ? throw new BusyException(why)
        : _view ?? throw new BusyException("The placement of streams is not known yet.");

    /// <summary>Reads the placement once for all who found theirs outdated; waits when it has not changed yet, because
    /// a database learns of a new epoch a moment before it is active.</summary>
    /// <exception cref="BusyException">It does not change, or cannot be read.</exception>
    private async Task Reload(View outdated, int attempt)
    {
        if (attempt >= MaxAttempts)
            throw new BusyException("The databases do not agree on the placement of streams (retail shards shows it); "
                + "nothing was done.");
        if (attempt > 1)
            await Task.Delay(TimeSpan.FromMilliseconds(10 << (attempt - 1)), _clock).ConfigureAwait(false);
        Task reloading;
        lock (_lock)
        {
            if (_view != outdated)
                return;
            reloading = _reloading is { IsCompleted: false } running
                ? running
                : _reloading = Fresh(CancellationToken.None);
        }
        try
        {
            await reloading.ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            throw DatabaseAway.Busy("The placement of streams cannot be read now", e);
        }
    }

    /// <summary>Reads what home says, and goes on with it.</summary>
    /// <exception cref="BusyException">It names a shard that is not configured here.</exception>
    private async Task<PlacementRecord> Fresh(CancellationToken cancellation)
    {
        var home = await PlacementTables.Load(Home.Store.Source, cancellation).ConfigureAwait(false);
        return Adopt(home) ? home : throw new BusyException(_blocked!);
    }

    /// <summary>False when streams live on a shard that is not configured here: no append is taken any more.</summary>
    private bool Adopt(PlacementRecord home)
    {
        lock (_lock)
        {
            if (_view?.Placement.Epoch == home.Epoch)
                return _blocked is null;
            var (placement, lanes) = (home.Placement(), Lanes(home));
            if (placement.AllShards.FirstOrDefault(shard => !lanes.ContainsKey(shard), -1) is >= 0 and var missing)
            {
                if (_blocked is null)
                    Blocked(home.NameOf(missing), home.Epoch);
                _blocked = $"Storage:Shards lacks {home.NameOf(missing)}, where streams live since placement epoch "
                    + $"{home.Epoch}; this silo takes no appends.";
                return false;
            }
            (_view, _blocked) = (new(placement, lanes), null);
            return true;
        }
    }

    private Dictionary<int, ShardLane> Lanes(PlacementRecord home) => home.Names
        .Select(name => (Number: name.Key, Lane: Array.Find(_lanes, lane => lane.Name == name.Value)))
        .Where(found => found.Lane is not null).ToDictionary(found => found.Number, found => found.Lane!);

    private async Task Enter(ShardLane lane, bool mayBeAway)
    {
        try
        {
            await lane.Enter();
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            if (!mayBeAway)
                throw new ShardException($"Storage:Shards: {lane.Name} cannot be reached: {e.Message}");
            DoesNotAnswer(lane.Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} does not answer: {Cause}")]
    private partial void DoesNotAnswer(string shard, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} answers again")]
    private partial void Answers(string shard);

    [LoggerMessage(Level = LogLevel.Information, Message = "Placement epoch {Epoch} is active")]
    private partial void Activated(int epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The activation of shards was interrupted and is done again: {Cause}")]
    private partial void Interrupted(string cause);

    [LoggerMessage(Level = LogLevel.Critical, Message =
        "Storage:Shards lacks {Shard}, where streams live since placement epoch {Epoch}: this silo takes no appends")]
    private partial void Blocked(string shard, int epoch);
}
