using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace RetailActors.Retail.Verify;

/// <summary>One append as it stands in the table.</summary>
internal readonly record struct JournalRow(
    string Stream, long Version, string Events, DateTimeOffset At, string? TraceParent, byte[]? Hash);

/// <summary>A row of the directory that has no append behind it.</summary>
internal readonly record struct DirectoryOrphan(string Stream, long Version);

/// <summary>The tables themselves, read only and past the code that wrote them.</summary>
/// <remarks>What is read through the snapshot belongs together; <see cref="ReadStream"/> reads what is there now.
/// </remarks>
internal sealed partial class JournalDatabase : IAsyncDisposable
{
    /// <summary>Where the embedded default keeps its journal, seen from the working directory.</summary>
    public const string DefaultFile = "data/retailactors.db";

    /// <summary>The calls by which stock writes expiries; they are due at the end of a hold, so nobody waits for them.
    /// </summary>
    private const string Expiry = "expire";

    /// <summary>Longer than any pause between two attempts at something that is expected to work.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(20);

    /// <summary>Finds out at once whether the tables are there, and begins a snapshot.</summary>
    private const string FirstLook = "SELECT count(*) FROM (SELECT 1 FROM journal LIMIT 1) t";

    private readonly Func<DbConnection> _connect;
    private readonly DbConnection _snapshot;
    private DbTransaction? _transaction;

    private JournalDatabase(Func<DbConnection> connect, string name)
    {
        _connect = connect;
        _snapshot = connect();
        Name = name;
    }

    /// <summary>For people; without a password.</summary>
    public string Name { get; }

    /// <summary>Opens the database that was asked for, or the default one when it is there; null for none.</summary>
    public static async Task<JournalDatabase?> Open(string? asked, CancellationToken cancellation)
    {
        asked ??= File.Exists(DefaultFile) ? $"sqlite:{DefaultFile}" : null;
        if (asked is null)
            return null;
        try
        {
            var database = asked.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) ? Sqlite(asked[7..])
                : asked.EndsWith(".db", StringComparison.OrdinalIgnoreCase) ? Sqlite(asked)
                : PostgreSql(asked);
            await database._snapshot.OpenAsync(cancellation);
            await database.Scalar(database._snapshot, FirstLook, cancellation);
            await database.FindArchive(cancellation);
            return database;
        }
        catch (Exception e) when (e is DbException or IOException or ArgumentException)
        {
            throw new CommandFailedException($"Cannot read the journal: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static JournalDatabase Sqlite(string file)
    {
        if (!File.Exists(file))
            throw new CommandFailedException($"There is no SQLite file {Path.GetFullPath(file)}.");
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 30,
        }.ConnectionString;
        return new JournalDatabase(() => new SqliteConnection(connection), file);
    }

    private static JournalDatabase PostgreSql(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = "retail verify", CommandTimeout = 0, Options = "-c default_transaction_read_only=on",
        };
        return new JournalDatabase(
            () => new NpgsqlConnection(settings.ConnectionString), $"{settings.Host}/{settings.Database}");
    }

    /// <summary>A connection of its own, for what has nothing to do with the snapshot.</summary>
    public async Task<DbConnection> Connect(CancellationToken cancellation)
    {
        var connection = _connect();
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <summary>Calls that somebody waits for: owed now or soon. What is due in hours or days (the next look at a
    /// message that nobody understands, the end of a settlement's window, the expiry of a hold) is not.</summary>
    public async Task<long> CountOwed(CancellationToken cancellation)
    {
        await using var connection = _connect();
        await connection.OpenAsync(cancellation);
        var soon = connection is SqliteConnection
            ? $"{(DateTimeOffset.UtcNow + Soon - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}"
            : $"now() + interval '{Soon.TotalSeconds} seconds'";
        return await Scalar(
            connection, $"SELECT count(*) FROM outbox WHERE call <> '{Expiry}' AND due_at < {soon}", cancellation);
    }

    /// <summary>From here on everything but <see cref="ReadStream"/> sees the tables as they are now.</summary>
    public async Task TakeSnapshot(CancellationToken cancellation)
    {
        _transaction = _snapshot is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await _snapshot.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await Scalar(_snapshot, FirstLook, cancellation);
    }

    public Task<long> CountAppends(CancellationToken cancellation) =>
        Scalar(_snapshot, CountSql, cancellation);

    public Task<long> CountDirectory(CancellationToken cancellation) =>
        Scalar(_snapshot, "SELECT count(*) FROM directory", cancellation);

    /// <summary>Every append, of journal and archive, stream by stream, each in the order of its versions.</summary>
    public IAsyncEnumerable<JournalRow> ReadAll(CancellationToken cancellation) => OnePlace(
        Rows(_snapshot, RowsSql(), null, cancellation), _archive);

    /// <summary>One stream as it is now.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadStream(string stream, CancellationToken cancellation)
    {
        await using var connection = _connect();
        await connection.OpenAsync(cancellation);
        return await OnePlace(
            Rows(connection, RowsSql("WHERE stream = @stream"), stream, cancellation), null).ToListAsync(cancellation);
    }

    /// <summary>The calls owed by stream.</summary>
    public async Task<Dictionary<string, HashSet<string>>> ReadOutbox(CancellationToken cancellation)
    {
        var owed = new Dictionary<string, HashSet<string>>();
        await using var command = Command(_snapshot, "SELECT stream, call FROM outbox");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var stream = reader.GetString(0);
            if (!owed.TryGetValue(stream, out var calls))
                owed.Add(stream, calls = []);
            calls.Add(reader.GetString(1));
        }
        return owed;
    }

    /// <summary>Directory rows whose version is not in the journal: somebody cut the end of a stream off.</summary>
    public async Task<IReadOnlyList<DirectoryOrphan>> ReadOrphans(int most, CancellationToken cancellation)
    {
        var orphans = new List<DirectoryOrphan>();
        await using var command = Command(_snapshot, $"""
            SELECT d.kind || '/' || d.tenant || '/' || d.key, d.version FROM directory d
            WHERE NOT EXISTS (SELECT 1 FROM journal j
              WHERE j.stream = d.kind || '/' || d.tenant || '/' || d.key AND j.version = d.version)
            {NotArchivedSql}
            LIMIT {most}
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            orphans.Add(new DirectoryOrphan(reader.GetString(0), reader.GetInt64(1)));
        return orphans;
    }

    private async IAsyncEnumerable<PlacedRow> Rows(
        DbConnection connection, string sql, string? stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = Command(connection, sql);
        if (stream is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@stream", stream);
            command.Parameters.Add(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetInt64(6) > 0)
            {
                foreach (var row in Unpack(reader))
                    yield return row;
                continue;
            }
            yield return new PlacedRow(new JournalRow(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), Time(reader, 3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)), null);
        }
    }

    /// <summary>The database's clock, UTC, in whole microseconds.</summary>
    public async Task<DateTimeOffset> ReadNow(CancellationToken cancellation)
    {
        await using var command = Command(_snapshot, _snapshot is SqliteConnection
            ? "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)" : "SELECT now()");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return Time(reader, 0);
    }

    /// <summary>When the schema got its hash chain, and whether there were appends before: the scripts of a new
    /// database run in one go.</summary>
    public async Task<ChainBirth> ReadChainBirth(CancellationToken cancellation)
    {
        await using var command = Command(_snapshot,
            "SELECT min(applied_at), max(applied_at) FROM schema_version WHERE version IN (1, 6)");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (made, since) = (Time(reader, 0), Time(reader, 1));
        return new ChainBirth(since, since - made > TimeSpan.FromSeconds(5));
    }

    private static DateTimeOffset Time(DbDataReader reader, int column) => reader is SqliteDataReader
        ? DateTimeOffset.UnixEpoch.AddTicks(reader.GetInt64(column) * TimeSpan.TicksPerMicrosecond)
        : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);

    private async Task<long> Scalar(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = Command(connection, sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation));
    }

    private DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        if (ReferenceEquals(connection, _snapshot))
            command.Transaction = _transaction;
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await _snapshot.DisposeAsync();
    }
}
