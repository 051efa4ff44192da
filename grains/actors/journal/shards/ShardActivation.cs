using System.Data.Common;
using Npgsql;

namespace RetailActors.Journal;

/// <summary>An activation ended between two databases: run it again at once.</summary>
internal sealed class ActivationInterruptedException(string message) : Exception(message);

/// <summary>
/// Makes a new placement epoch. Every database of the installation refuses appends of older epochs before the new one
/// is active, so whoever places a stream under the new epoch can see, at the older places, all that was ever written
/// there.
/// </summary>
/// <remarks>
/// One transaction per database. Each waits for the appends in flight, because it takes the lock of the fence alone;
/// later appends wait for it and then read the new number. Nothing is committed before all databases have answered.
/// Home commits last, and only its row makes the epoch active: a crash before leaves databases that refuse, and the
/// next run goes on with the same number.
/// </remarks>
internal static class ShardActivation
{
    /// <summary>How long it waits for appends in flight, in each database; others wait behind it.</summary>
    public static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    private const string OnlyOne = "SELECT pg_try_advisory_xact_lock(7203404)";
    private const string FenceAlone = "SELECT pg_advisory_xact_lock(7203403)";
    private const string RequireFence = "SELECT journal_require_fence()";
    private const string EpochOf = "SELECT epoch FROM shard_place";
    private const string Active = "SELECT shards FROM placement_epoch ORDER BY epoch DESC LIMIT 1";
    private const string Latest = "SELECT max(epoch) FROM placement_epoch";
    private const string IsEmpty = "SELECT NOT EXISTS (SELECT FROM journal)";

    /// <summary>Activates shards.</summary>
    /// <param name="lanes">All databases that are or become active, home first, in the order of their numbers.</param>
    /// <param name="onlyEmpty">True: only when nothing was ever written; then there are no older places to look
    /// at.</param>
    /// <param name="patience">How long it waits for appends in flight.</param>
    /// <param name="between">Called after each commit; a test ends it there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False when another silo is at it, or when something was written.</returns>
    /// <exception cref="ShardException">The bound of epochs is reached; nothing was changed.</exception>
    /// <exception cref="ActivationInterruptedException">Some databases may be at the new epoch already.</exception>
    public static async Task<bool> Run(
        IReadOnlyList<(int Number, NpgsqlDataSource Source)> lanes, bool onlyEmpty, TimeSpan patience,
        Action<int>? between, CancellationToken cancellation)
    {
        var open = new List<Part>();
        var committing = false;
        try
        {
            if (!await Hold(open, lanes, patience, cancellation))
                return false;
            var home = open[0];
            var before = await Scalar<int[]>(home, Active, cancellation);
            var untouched = before is [0] && await Scalar<bool>(home, IsEmpty, cancellation);
            if (onlyEmpty && !untouched)
                return false;
            var epoch = await Next(open, cancellation);
            foreach (var part in open)
                await Execute(part, $"UPDATE shard_place SET epoch = {epoch}", cancellation);
            await Note(home, epoch, [.. before.Union(lanes.Select(l => l.Number)).Order()], untouched, cancellation);
            for (var i = open.Count - 1; i >= 0; i--)
            {
                committing = true;
                await open[i].Transaction.CommitAsync(CancellationToken.None);
                between?.Invoke(lanes[i].Number);
            }
            return true;
        }
        catch (Exception e) when (committing && (e is DbException or TimeoutException))
        {
            throw new ActivationInterruptedException(e.Message);
        }
        finally
        {
            // What has not been committed is rolled back with its connection.
            foreach (var part in open)
                await part.Connection.DisposeAsync();
        }
    }

    /// <summary>Begins a transaction in every database and keeps appends waiting there; false when another silo is at
    /// it.</summary>
    private static async Task<bool> Hold(
        List<Part> open, IEnumerable<(int Number, NpgsqlDataSource Source)> lanes, TimeSpan patience,
        CancellationToken cancellation)
    {
        // All have to be there before the first append waits.
        foreach (var (_, source) in lanes)
        {
            open.Add(await Begin(source, cancellation));
            await Execute(open[^1], Limits(patience), cancellation);
        }
        if (!await Scalar<bool>(open[0], OnlyOne, cancellation))
            return false;
        foreach (var part in open)
        {
            // The fence first, then the table: who waits for the table holds no fence.
            await Execute(part, FenceAlone, cancellation);
            await Execute(part, RequireFence, cancellation);
        }
        return true;
    }

    private static async Task<Part> Begin(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            return new Part(connection, await connection.BeginTransactionAsync(cancellation));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A run that is stopped in its tracks must not hold appends up for longer than a moment either.</summary>
    private static string Limits(TimeSpan patience)
    {
        var (wait, most) = ((int)patience.TotalMilliseconds, (int)patience.TotalMilliseconds + 4_000);
        return $"SET LOCAL lock_timeout = {wait}; SET LOCAL statement_timeout = {most}; "
            + $"SET LOCAL idle_in_transaction_session_timeout = {most}";
    }

    /// <summary>Higher than every active epoch and not lower than what any database has heard of.</summary>
    private static async Task<int> Next(List<Part> open, CancellationToken cancellation)
    {
        var epoch = await Scalar<int>(open[0], Latest, cancellation) + 1;
        foreach (var part in open)
            epoch = Math.Max(epoch, await Scalar<int>(part, EpochOf, cancellation));
        return epoch;
    }

    private static async Task Note(
        Part home, int epoch, int[] shards, bool untouched, CancellationToken cancellation)
    {
        // While nothing was written, no stream can be at an older place: the first epoch with all shards is the first.
        if (untouched)
            await Execute(home, "DELETE FROM placement_epoch", cancellation);
        else if (await Scalar<long>(home, "SELECT count(*) FROM placement_epoch", cancellation) >= Placement.MaxEpochs)
            throw new ShardException($"There have been {Placement.MaxEpochs} placement epochs, and more cannot be.");
        await Execute(home, $"INSERT INTO placement_epoch (epoch, shards) VALUES ({epoch}, "
            + $"'{{{string.Join(',', shards)}}}'); DELETE FROM placement_wanted", cancellation);
    }

    /// <summary>One database and what is done there.</summary>
    private sealed record Part(NpgsqlConnection Connection, NpgsqlTransaction Transaction);

    private static async Task Execute(Part part, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, part.Connection, part.Transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<T> Scalar<T>(Part part, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, part.Connection, part.Transaction);
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
