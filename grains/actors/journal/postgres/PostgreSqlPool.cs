using Npgsql;

namespace RetailActors.Journal;

/// <summary>Connections beside those of the journal.</summary>
internal static class PostgreSqlPool
{
    /// <summary>A small pool of its own.</summary>
    /// <param name="connectionString">Of the server.</param>
    /// <param name="name">How its connections show up in <c>pg_stat_activity</c>.</param>
    /// <param name="options">Of each session, or null for the server's.</param>
    public static NpgsqlDataSource Small(string connectionString, string name, string? options = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name,
            MaxPoolSize = 4,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        settings.Options = options ?? settings.Options;
        return NpgsqlDataSource.Create(settings);
    }
}
