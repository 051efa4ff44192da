using Npgsql;

namespace RetailActors.Journal;

/// <summary>Connections to PostgreSQL.</summary>
internal static class PostgreSqlPool
{
    /// <summary>
    /// Rows are looked up by index, also while the statistics say that the table is empty: a plan made then is kept
    /// until the table is next analysed, and reads all of it each time.
    /// </summary>
    public const string ByIndex = "-c enable_seqscan=off -c jit=off";

    /// <summary>A small pool, beside that of the journal.</summary>
    /// <param name="connectionString">Of the server.</param>
    /// <param name="name">How its connections show up in <c>pg_stat_activity</c>.</param>
    /// <param name="options">Of each session, after those of the connection string.</param>
    public static NpgsqlDataSource Small(string connectionString, string name, string options = "")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name,
            MaxPoolSize = 4,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        settings.Options = $"{settings.Options} {options}".Trim();
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>A connection to write on. Who gets none has sent nothing.</summary>
    /// <exception cref="BusyException">The database cannot be reached, or has no connection to give; nothing was done.
    /// </exception>
    public static async Task<NpgsqlConnection> Connect(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw DatabaseAway.Busy("The database cannot be reached, nothing was done", e);
        }
    }
}
