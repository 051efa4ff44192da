using Npgsql;
using NpgsqlTypes;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>The journal in PostgreSQL 15 or newer, over a small pool of its own.</summary>
public sealed class PostgreSqlJournalStore : IJournalStore, IAsyncDisposable
{
    /// <summary>How the journal's connections show up in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "retailactors-journal";

    /// <summary>Connections at most; fewer if the connection string says so.</summary>
    public const int MaxConnections = 8;

    private readonly NpgsqlDataSource _source;

    /// <summary>Opens nothing yet: the first use connects.</summary>
    public PostgreSqlJournalStore(string connectionString) =>
        _source = NpgsqlDataSource.Create(Settings(connectionString).ConnectionString);

    /// <summary>Its connections, for the statements of a shard.</summary>
    internal NpgsqlDataSource Source => _source;

    /// <inheritdoc/>
    /// <exception cref="ShardException">The journal is spread over several databases, or this is not its home.
    /// </exception>
    public async Task Migrate(CancellationToken cancellation)
    {
        await PostgreSqlMigration.Run(_source, cancellation);
        PlacementTables.RequireWhole(await PlacementTables.Found(_source, cancellation));
    }

    /// <inheritdoc/>
    public async Task Ping(CancellationToken cancellation) =>
        PlacementTables.RequireWhole(await PlacementTables.Load(_source, cancellation));

    /// <inheritdoc/>
    public async Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
            return [];
        var columns = new AppendColumns(batch);
        await using var connection = await PostgreSqlPool.Connect(_source, cancellation);
        await using var command = new NpgsqlCommand(AppendStatement.For(columns.Parts), connection);
        columns.AddTo(command.Parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            return await Written(reader, batch, cancellation);
        }
        catch (PostgresException e) when (e.SqlState == ShardStatements.Unfenced)
        {
            // Refused by the database before anything was written.
            throw new BusyException($"{ShardException.Unlisted} Nothing was done.");
        }
    }

    /// <summary>Which appends of a batch were written, from the answer of <see cref="AppendStatement"/>.</summary>
    internal static async Task<bool[]> Written(
        NpgsqlDataReader reader, IReadOnlyList<JournalAppend> batch, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        var written = new bool[batch.Count];
        if (reader.GetInt64(0) == batch.Count)
        {
            Array.Fill(written, true);
            return written;
        }
        HashSet<string> streams = await reader.IsDBNullAsync(1, cancellation)
            ? []
            : [.. reader.GetFieldValue<string[]>(1)];
        for (var i = 0; i < written.Length; i++)
            written[i] = streams.Contains(batch[i].Stream);
        return written;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> Read(
        IReadOnlyList<StreamPosition> streams, CancellationToken cancellation)
    {
        if (streams.Count == 0)
            return [];
        await using var command = _source.CreateCommand(PostgreSqlStatements.Read);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(s => s.Stream)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. streams.Select(s => s.After)] });
        return await PostgreSqlArchive.Fill(_source, streams, await Entries(command, cancellation), cancellation);
    }

    private static async Task<List<JournalEntry>> Entries(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await Entries(reader, cancellation);
    }

    /// <summary>The rows of <see cref="PostgreSqlStatements.Read"/>.</summary>
    internal static async Task<List<JournalEntry>> Entries(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync(cancellation))
        {
            entries.Add(new(reader.GetString(0), reader.GetInt64(1), Time(reader, 2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4))
            {
                Hash = reader.IsDBNull(5) ? null : ChainHash.Read(reader.GetFieldValue<byte[]>(5)),
            });
        }
        return entries;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ClaimedStream>> Claim(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation)
    {
        // A batch without a transaction of its own is one transaction, and its second statement sees what the claimer
        // before us committed while we waited for the lock of the first.
        await using var batch = _source.CreateBatch();
        batch.BatchCommands.Add(new(PostgreSqlStatements.ClaimLock));
        var claim = new NpgsqlBatchCommand(PostgreSqlStatements.Claim);
        claim.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        claim.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        claim.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        batch.BatchCommands.Add(claim);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var claimed = new List<ClaimedStream>();
        while (await reader.ReadAsync(cancellation))
            claimed.Add(new(reader.GetString(0), reader.GetInt32(1)));
        return claimed;
    }

    /// <inheritdoc/>
    public async Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation)
    {
        var limit = ListStatements.Limit(query.Limit);
        await using var command = _source.CreateCommand(ListStatements.Directory(query));
        Text(command, tenant);
        Text(command, query.Kind);
        Text(command, query.After ?? "");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        if (query.Status is { } status)
            Text(command, status);
        if (query.Group is { } group)
            Text(command, group);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<DirectoryRow>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), Time(reader, 3),
                reader.GetInt64(4), reader.GetString(5)));
        }
        return ListStatements.Page(rows, limit);
    }

    /// <inheritdoc/>
    public async Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(ListStatements.Owed);
        Text(command, tenant);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ListStatements.Limit(rows) });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var calls = new List<OwedCall>();
        var total = 0L;
        while (await reader.ReadAsync(cancellation))
        {
            calls.Add(new(reader.GetString(0), reader.GetString(1), Time(reader, 2), Time(reader, 3),
                reader.GetInt32(4)));
            total = reader.GetInt64(5);
        }
        return ListStatements.Summary(calls, total, rows);
    }

    /// <inheritdoc/>
    public async Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation)
    {
        var groups = new List<WaitingGroup>();
        if (!query.RowsOnly)
        {
            await using var command = _source.CreateCommand(ListStatements.WaitingGroups(query));
            Array.ForEach([tenant, query.Kind, .. query.Statuses], value => Text(command, value));
            Moment(command, query.Until);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                groups.Add(new(reader.GetString(0), reader.GetInt64(1), Time(reader, 2)));
        }
        var rows = new List<WaitingRow>();
        if (query.Rows == 0)
            return ListStatements.Summary(groups, rows);
        await using var list = _source.CreateCommand(ListStatements.WaitingRows(
            query, static (column, n) => $"strpos(lower({column}), ${n}) > 0"));
        Text(list, tenant);
        Text(list, query.Kind);
        list.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Rows });
        foreach (var status in query.Statuses)
            Text(list, status);
        if (query.Group is { } only)
            Text(list, only);
        foreach (var sought in ListStatements.Texts(query))
            Text(list, sought);
        Moment(list, query.Until);
        if (query.After is { } after)
        {
            Moment(list, after.Since);
            Text(list, after.Key);
        }
        await using var found = await list.ExecuteReaderAsync(cancellation);
        while (await found.ReadAsync(cancellation))
        {
            rows.Add(new(new(found.GetString(0), found.GetString(1), found.GetString(2), Time(found, 3),
                found.GetInt64(4), found.GetString(5)), Time(found, 6)));
        }
        return ListStatements.Summary(groups, rows);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand(ListStatements.Tenants);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tenants = new List<string>();
        while (await reader.ReadAsync(cancellation))
            tenants.Add(reader.GetString(0));
        return tenants;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IJournalArchive> Archives => [new PostgreSqlArchive(_source, JournalShard.Home)];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static void Text(NpgsqlCommand command, string value) =>
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    private static void Moment(NpgsqlCommand command, DateTimeOffset? at)
    {
        if (at is { } time)
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
    }

    private static DateTimeOffset Time(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        return new(connectionString)
        {
            ApplicationName = ApplicationName,
            MaxPoolSize = Math.Min(given.MaxPoolSize, MaxConnections),
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Options = $"{given.Options} {PostgreSqlStatements.SessionOptions}".Trim(),
        };
    }
}
