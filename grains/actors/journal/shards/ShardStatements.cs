using Npgsql;

namespace RetailActors.Journal;

/// <summary>Appends and reads of a shard, each with a look at the epoch that the shard is at.</summary>
internal static class ShardStatements
{
    /// <summary>SQLSTATE of an append that was placed under another epoch.</summary>
    public const string OtherEpoch = "RA001";

    /// <summary>SQLSTATE of an append without a fence in a journal that is spread.</summary>
    public const string Unfenced = "RA002";

    private const string Fence = "SELECT shard_fence($1)";
    private const string Epoch = "SELECT epoch FROM shard_place";
    private const string OldestDue = "SELECT due_at FROM outbox WHERE due_at <= $1 ORDER BY due_at LIMIT $2";

    /// <summary>$1 streams: those that exist.</summary>
    private const string Existing =
        """
        SELECT s.stream FROM unnest($1::text[]) AS s(stream)
        WHERE EXISTS (SELECT 1 FROM journal j WHERE j.stream = s.stream)
        """;

    /// <summary>
    /// Writes a batch unless the shard is at another epoch; then null, and nothing was written. Fence and append are
    /// one transaction and one round trip, and the append's snapshot is taken when the lock of the fence is held.
    /// </summary>
    public static async Task<bool[]?> Append(
        NpgsqlDataSource source, IReadOnlyList<JournalAppend> batch, int epoch, CancellationToken cancellation)
    {
        var columns = new AppendColumns(batch);
        await using var connection = await PostgreSqlPool.Connect(source, cancellation);
        await using var command = new NpgsqlBatch(connection);
        var fence = new NpgsqlBatchCommand(Fence);
        fence.Parameters.Add(new NpgsqlParameter<int> { TypedValue = epoch });
        command.BatchCommands.Add(fence);
        var append = new NpgsqlBatchCommand(AppendStatement.For(columns.Parts));
        columns.AddTo(append.Parameters);
        command.BatchCommands.Add(append);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.NextResultAsync(cancellation);
            return await PostgreSqlJournalStore.Written(reader, batch, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == OtherEpoch)
        {
            return null;
        }
    }

    /// <summary>Reads streams, with what is archived of them, and the epoch that the shard was at before.</summary>
    public static async Task<(int Epoch, IReadOnlyList<JournalEntry> Entries)> Read(
        NpgsqlDataSource source, IReadOnlyList<StreamPosition> streams, CancellationToken cancellation)
    {
        var (epoch, entries) = await ReadJournal(source, streams, cancellation);
        return (epoch, await PostgreSqlArchive.Fill(source, streams, entries, cancellation));
    }

    private static async Task<(int Epoch, List<JournalEntry> Entries)> ReadJournal(
        NpgsqlDataSource source, IReadOnlyList<StreamPosition> streams, CancellationToken cancellation)
    {
        await using var command = source.CreateBatch();
        command.BatchCommands.Add(new(Epoch));
        var read = new NpgsqlBatchCommand(PostgreSqlStatements.Read);
        read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(s => s.Stream)] });
        read.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. streams.Select(s => s.After)] });
        command.BatchCommands.Add(read);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var epoch = await EpochOf(reader, cancellation);
        return (epoch, await PostgreSqlJournalStore.Entries(reader, cancellation));
    }

    /// <summary>Which streams exist on the shard, and the epoch that it was at before.</summary>
    public static async Task<(int Epoch, HashSet<string> Streams)> Find(
        NpgsqlDataSource source, IReadOnlyList<string> streams, CancellationToken cancellation)
    {
        await using var command = source.CreateBatch();
        command.BatchCommands.Add(new(Epoch));
        var find = new NpgsqlBatchCommand(Existing);
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams] });
        command.BatchCommands.Add(find);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var epoch = await EpochOf(reader, cancellation);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetString(0));
        return (epoch, found);
    }

    /// <summary>When the oldest due calls were due, in order.</summary>
    public static async Task<IReadOnlyList<DateTime>> Due(
        NpgsqlDataSource source, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(OldestDue);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<DateTime>();
        while (await reader.ReadAsync(cancellation))
            due.Add(reader.GetDateTime(0));
        return due;
    }

    private static async Task<int> EpochOf(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var epoch = await reader.ReadAsync(cancellation) ? reader.GetInt32(0) : 0;
        await reader.NextResultAsync(cancellation);
        return epoch;
    }
}
