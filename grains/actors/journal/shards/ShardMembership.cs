using Npgsql;

namespace RetailActors.Journal;

/// <summary>How a database becomes a shard, and how it is known again.</summary>
internal static class ShardMembership
{
    private const string Tables =
        "SELECT to_regclass('journal') IS NOT NULL, to_regclass('shard_place') IS NOT NULL";

    private const string Join =
        """
        INSERT INTO shard_place (installation, number, epoch)
        SELECT $1, $2, 0 WHERE NOT EXISTS (SELECT FROM journal) ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// Creates or migrates the tables of a shard. An empty database becomes the shard; any other must be it already.
    /// Nothing is done to a database of somebody else.
    /// </summary>
    /// <param name="source">The shard's database.</param>
    /// <param name="home">What home says.</param>
    /// <param name="number">The shard's number.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ShardException">It is another database.</exception>
    public static async Task Enter(
        NpgsqlDataSource source, PlacementRecord home, int number, CancellationToken cancellation)
    {
        var name = home.NameOf(number);
        var (journal, place) = await Existing(source, cancellation);
        if (place)
            await Recognise(source, home, number, cancellation);
        else if (journal && await Any(source, "SELECT EXISTS (SELECT FROM journal)", cancellation))
            throw new ShardException($"Storage:Shards: the database of {name} belongs to another installation.");
        await PostgreSqlMigration.Run(source, cancellation);
        if (!await Any(source, "SELECT EXISTS (SELECT FROM shard_place)", cancellation))
        {
            if (home.Placement().AllShards.Contains(number))
                throw new ShardException($"Storage:Shards: the database of {name} is empty, but streams live on "
                    + $"{name}: it is another database than before.");
            await using var batch = source.CreateBatch();
            var join = new NpgsqlBatchCommand(Join);
            join.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = home.Installation });
            join.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
            batch.BatchCommands.Add(join);
            batch.BatchCommands.Add(new("SELECT journal_require_fence()"));
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        if (!await Recognise(source, home, number, cancellation))
            throw new ShardException($"Storage:Shards: the database of {name} belongs to another installation.");
    }

    /// <summary>False when the database says nothing yet.</summary>
    private static async Task<bool> Recognise(
        NpgsqlDataSource source, PlacementRecord home, int number, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT installation, number FROM shard_place");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return false;
        var (installation, found) = (reader.GetGuid(0), reader.GetInt32(1));
        if (installation != home.Installation)
            throw new ShardException(
                $"Storage:Shards: the database of {home.NameOf(number)} belongs to another installation.");
        if (found != number)
            throw new ShardException($"Storage:Shards: the database of {home.NameOf(number)} is that of "
                + $"{home.NameOf(found)}; each shard has a database of its own.");
        return true;
    }

    private static async Task<(bool Journal, bool Place)> Existing(
        NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Tables);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    private static async Task<bool> Any(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
