using Npgsql;

namespace RetailActors.Journal;

/// <summary>What the home database says about placement.</summary>
/// <param name="Installation">Which installation this is.</param>
/// <param name="Epoch">Number of the newest active epoch.</param>
/// <param name="Epochs">The shards of each active epoch, the oldest first.</param>
/// <param name="Names">Of all shards that were ever listed, by number.</param>
/// <param name="Wanted">Shards that an operator wants to have activated and that may be tried now, or null.</param>
internal sealed record PlacementRecord(
    Guid Installation, int Epoch, IReadOnlyList<int[]> Epochs, IReadOnlyDictionary<int, string> Names, int[]? Wanted)
{
    /// <summary>As the code uses it.</summary>
    public Placement Placement() => new(Epoch, Epochs);

    /// <summary>How people call a shard.</summary>
    public string NameOf(int number) => Names.GetValueOrDefault(number, $"number {number}");
}

/// <summary>The tables of schema version 7, as far as they are at home.</summary>
internal static class PlacementTables
{
    // A database that is nothing yet becomes the home of a new installation, whose first epoch is home alone.
    private const string FoundPlace =
        """
        INSERT INTO shard_place (installation, number, epoch) VALUES (gen_random_uuid(), 0, 1) ON CONFLICT DO NOTHING
        """;

    private const string FoundName =
        "INSERT INTO shard (number, name) SELECT 0, 'home' FROM shard_place WHERE number = 0 ON CONFLICT DO NOTHING";

    private const string FoundEpoch =
        """
        INSERT INTO placement_epoch (epoch, shards) SELECT 1, '{0}' FROM shard_place
        WHERE number = 0 AND NOT EXISTS (SELECT FROM placement_epoch) ON CONFLICT DO NOTHING
        """;

    private const string Number =
        """
        WITH next AS (SELECT coalesce(max(number), 0) + 1 AS number FROM shard)
        INSERT INTO shard (number, name) SELECT number, $1 FROM next
        WHERE NOT EXISTS (SELECT FROM shard WHERE name = $1)
        """;

    // An attempt that fails has kept appends waiting for a moment, so the next one comes half a minute later.
    private const string Wanted =
        """
        SELECT shards FROM placement_wanted WHERE tried_at IS NULL OR tried_at < now() - interval '30 seconds'
        """;

    private const string Clear = "SELECT pg_advisory_xact_lock(7203402)";

    /// <summary>Makes sure that this is the home of an installation, and reads what it says.</summary>
    public static async Task<PlacementRecord> Found(NpgsqlDataSource home, CancellationToken cancellation)
    {
        await using (var batch = home.CreateBatch())
        {
            foreach (var sql in (string[])[FoundPlace, FoundName, FoundEpoch])
                batch.BatchCommands.Add(new(sql));
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        return await Load(home, cancellation);
    }

    /// <summary>The whole journal is in this database; for whoever has only this one configured.</summary>
    /// <exception cref="ShardException">It is not.</exception>
    public static void RequireWhole(PlacementRecord record)
    {
        if (record.Placement().AllShards.Any(shard => shard != 0))
            throw new ShardException(ShardException.Unlisted);
    }

    /// <summary>Reads what home says.</summary>
    /// <exception cref="ShardException">This is the database of a shard and not of home.</exception>
    public static async Task<PlacementRecord> Load(NpgsqlDataSource home, CancellationToken cancellation)
    {
        await using var batch = home.CreateBatch();
        batch.BatchCommands.Add(new("SELECT installation, number FROM shard_place"));
        batch.BatchCommands.Add(new("SELECT epoch, shards FROM placement_epoch ORDER BY epoch"));
        batch.BatchCommands.Add(new("SELECT number, name FROM shard"));
        batch.BatchCommands.Add(new(Wanted));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var installation = reader.GetGuid(0);
        if (reader.GetInt32(1) != 0)
            throw new ShardException("Storage:ConnectionString is the database of a shard; it must be that of home.");
        await reader.NextResultAsync(cancellation);
        var (epoch, epochs) = (0, new List<int[]>());
        while (await reader.ReadAsync(cancellation))
        {
            epoch = reader.GetInt32(0);
            epochs.Add(reader.GetFieldValue<int[]>(1));
        }
        await reader.NextResultAsync(cancellation);
        var names = new Dictionary<int, string>();
        while (await reader.ReadAsync(cancellation))
            names.Add(reader.GetInt32(0), reader.GetString(1));
        await reader.NextResultAsync(cancellation);
        var wanted = await reader.ReadAsync(cancellation) ? reader.GetFieldValue<int[]>(0) : null;
        return new(installation, epoch, epochs, names, wanted);
    }

    /// <summary>Gives a number to every name that has none yet.</summary>
    /// <exception cref="ShardException">There are too many.</exception>
    public static async Task Register(
        NpgsqlDataSource home, IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var connection = await home.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var only = new NpgsqlCommand(Clear, connection))
            await only.ExecuteNonQueryAsync(cancellation);
        foreach (var name in names)
        {
            await using var number = new NpgsqlCommand(Number, connection);
            number.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            try
            {
                await number.ExecuteNonQueryAsync(cancellation);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CheckViolation)
            {
                throw new ShardException($"Storage:Shards: {name} would be one too many; an installation has at most "
                    + $"{Placement.MaxShards} databases, those that it ever had included.");
            }
        }
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Keeps why nothing came of what the operator wants, for <c>retail shards</c>.</summary>
    public static async Task NoteProblem(NpgsqlDataSource home, string problem, CancellationToken cancellation)
    {
        await using var command = home.CreateCommand("UPDATE placement_wanted SET problem = $1, tried_at = now()");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = problem });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
