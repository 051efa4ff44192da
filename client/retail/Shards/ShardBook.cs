using System.Data.Common;
using Npgsql;
using RetailActors.Journal;
using RetailActors.Retail.Verify;

namespace RetailActors.Retail.Shards;

/// <summary>An active placement epoch.</summary>
internal sealed record EpochRow(int Epoch, int[] Shards, DateTime ActiveAt);

/// <summary>What an operator has asked for and no silo has done yet.</summary>
internal sealed record WantedRow(int[] Shards, DateTime AskedAt, string? Problem);

/// <summary>What the home database says about shards.</summary>
internal sealed record ShardBook(
    Guid Installation, IReadOnlyDictionary<int, string> Names, IReadOnlyList<EpochRow> Epochs, WantedRow? Wanted)
{
    private const string HasTables = "SELECT to_regclass('shard_place') IS NOT NULL";
    private const string Place = "SELECT installation, number, epoch FROM shard_place";
    private const string Streams = "SELECT count(*) FROM journal WHERE version = 1";

    /// <summary>Where streams live.</summary>
    public Placement Placement => new(Epochs[^1].Epoch, [.. Epochs.Select(epoch => epoch.Shards)]);

    /// <summary>Listed by some silo, and nothing is placed there.</summary>
    public IEnumerable<int> Idle => Names.Keys.Except(Placement.AllShards).Order();

    /// <summary>Reads it; null when this is SQLite, or a database that no silo of this version has used.</summary>
    public static async Task<ShardBook?> Read(DbConnection connection, CancellationToken cancellation)
    {
        if (connection is not NpgsqlConnection || await At(connection, cancellation) is not { } at)
            return null;
        if (at.Number != 0)
            throw new CommandFailedException("--database is a shard; name the home database, and this one by --shard.");
        var names = new Dictionary<int, string>();
        await Each(connection, "SELECT number, name FROM shard ORDER BY number",
            row => names.Add(row.GetInt32(0), row.GetString(1)), cancellation);
        var epochs = new List<EpochRow>();
        await Each(connection, "SELECT epoch, shards, active_at FROM placement_epoch ORDER BY epoch",
            row => epochs.Add(new(row.GetInt32(0), row.GetFieldValue<int[]>(1), row.GetDateTime(2))), cancellation);
        WantedRow? wanted = null;
        await Each(connection, "SELECT shards, asked_at, problem FROM placement_wanted",
            row => wanted = new(
                row.GetFieldValue<int[]>(0), row.GetDateTime(1), row.IsDBNull(2) ? null : row.GetString(2)),
            cancellation);
        return new(at.Installation, names, epochs, wanted);
    }

    /// <summary>Which shard of the installation a database is.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static async Task<int> NumberOf(DbConnection connection, ShardBook? home, CancellationToken cancellation)
    {
        var at = connection is NpgsqlConnection ? await At(connection, cancellation) : null;
        return at is not null && at.Value.Installation == home?.Installation
            ? at.Value.Number
            : throw new CommandFailedException($"{connection.Database} is no shard of this installation.");
    }

    /// <summary>What a shard says of itself: number, epoch, streams.</summary>
    public static async Task<(int Number, int Epoch, long Streams)> Look(
        DbConnection connection, ShardBook home, CancellationToken cancellation)
    {
        var number = await NumberOf(connection, home, cancellation);
        var (epoch, streams) = (0, 0L);
        await Each(connection, Place, row => epoch = row.GetInt32(2), cancellation);
        await Each(connection, Streams, row => streams = row.GetInt64(0), cancellation);
        return (number, epoch, streams);
    }

    /// <exception cref="CommandFailedException">One on which streams may live is not among them.</exception>
    public void RequireAll(IEnumerable<int> given)
    {
        var missing = Placement.AllShards.Except(given).ToArray();
        if (missing.Length > 0)
            throw new CommandFailedException($"The journal is also on {string.Join(", ", missing.Select(NameOf))}: "
                + "name each of them by --shard.");
    }

    /// <summary>How people call a shard.</summary>
    public string NameOf(int number) => Names.GetValueOrDefault(number, $"number {number}");

    /// <summary>Notes what an operator wants; a silo that has these shards configured does it.</summary>
    public static async Task Want(NpgsqlConnection home, int[] shards, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO placement_wanted (shards) VALUES ($1)
            ON CONFLICT (one) DO UPDATE SET shards = excluded.shards, asked_at = now(), tried_at = NULL,
              problem = NULL
            """, home);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = shards });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<(Guid Installation, int Number)?> At(
        DbConnection connection, CancellationToken cancellation)
    {
        var there = false;
        await Each(connection, HasTables, row => there = row.GetBoolean(0), cancellation);
        (Guid, int)? at = null;
        if (there)
            await Each(connection, Place, row => at = (row.GetGuid(0), row.GetInt32(1)), cancellation);
        return at;
    }

    internal static async Task Each(
        DbConnection connection, string sql, Action<DbDataReader> row, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            row(reader);
    }
}
