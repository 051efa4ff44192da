using System.Data.Common;
using RetailActors.Retail.Verify;

namespace RetailActors.Retail.Shards;

/// <summary>Appends to a database that wait until this is disposed; it has waited for those in flight.</summary>
internal sealed class HeldAppends : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;

    private HeldAppends(DbConnection connection, DbTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    /// <summary>Holds them with the lock of the fence; for ten seconds at most, should this process be stopped.
    /// </summary>
    public static async Task<HeldAppends> In(JournalDatabase database, CancellationToken cancellation)
    {
        var connection = await database.Connect(cancellation);
        try
        {
            var held = new HeldAppends(connection, await connection.BeginTransactionAsync(cancellation));
            foreach (var sql in (string[])["SET LOCAL lock_timeout = '10s'",
                "SET LOCAL idle_in_transaction_session_timeout = '10s'", "SELECT pg_advisory_xact_lock(7203403)"])
                await ShardBook.Each(connection, sql, _ => { }, cancellation);
            return held;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
