using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace RetailActors.Journal;

/// <summary>
/// Gives Orleans' own tables their connections to the SQLite file, one at a time: many connections that write at once
/// spend their time in waiting for each other, and waiting blocks a thread.
/// </summary>
/// <remarks>Set it as <c>DataSource</c> of the ADO.NET options, with the invariant <see cref="Invariant"/>.</remarks>
public sealed class SqliteTurns : DbDataSource
{
    /// <summary>The invariant under which Orleans loads Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _connectionString;

    /// <summary>Takes the same connection string as the journal.</summary>
    public SqliteTurns(string connectionString) =>
        _connectionString = new SqliteConnectionStringBuilder(connectionString)
        {
            Pooling = true,
            DefaultTimeout = SqliteFile.BusySeconds,
        }.ConnectionString;

    /// <inheritdoc/>
    public override string ConnectionString => _connectionString;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new Turn(_connectionString, null);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        _turn.Wait();
        return Open();
    }

    /// <summary>Goes on in the thread pool: SQLite blocks, so it must not run where the grain runs.</summary>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return Open();
    }

    private Turn Open()
    {
        var connection = new Turn(_connectionString, _turn);
        try
        {
            connection.Open();
            // Without SQLite's own waiting the driver sleeps 150 ms whenever the journal writes at the moment.
            SqliteFile.Execute(connection,
                $"PRAGMA busy_timeout = {SqliteFile.BusySeconds * 1000}; PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed class Turn(string connectionString, SemaphoreSlim? turn) : SqliteConnection(connectionString)
    {
        private SemaphoreSlim? _turn = turn;

        protected override void Dispose(bool disposing)
        {
            try
            {
                // A statement that failed between BEGIN and COMMIT would leave its transaction to the next user of the
                // pool.
                if (Handle is { } open && SQLitePCL.raw.sqlite3_get_autocommit(open) == 0)
                    SqliteFile.Execute(this, "ROLLBACK");
            }
            finally
            {
                base.Dispose(disposing);
                Interlocked.Exchange(ref _turn, null)?.Release();
            }
        }
    }
}
