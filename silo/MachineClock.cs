using Npgsql;
using RetailActors.Journal;

namespace RetailActors.Hosting;

/// <summary>The clock of this machine differs too much from the database's. The message is one line.</summary>
public sealed class ClockException(string message) : Exception(message);

/// <summary>A silo of a shared cluster starts only when its machine and the database agree on the time.</summary>
/// <remarks>
/// Orleans numbers the starts of a silo by the machine's clock. A start with a lower number than an earlier one of the
/// same address and port is taken for one of the past and ended, so a clock that was an hour ahead would keep the silo
/// out for an hour after it was set right.
/// </remarks>
public static class MachineClock
{
    /// <summary>Clocks that are kept by NTP differ by less than a second.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Asks the database. One that does not answer is left to whoever needs it next.</summary>
    /// <exception cref="ClockException">The clocks differ by more than <see cref="Margin"/>.</exception>
    public static async Task Require(SiloSettings settings)
    {
        if (!settings.Cluster.IsShared || settings.Journal.Provider != StorageProvider.PostgreSql)
        {
            return;
        }
        var server = new NpgsqlConnectionStringBuilder(settings.Journal.ConnectionString)
        {
            ApplicationName = "retailactors-clock",
            Pooling = false,
        };
        try
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
            var before = TimeProvider.System.GetUtcNow();
            var database = (DateTime)(await command.ExecuteScalarAsync())!;
            Compare(before, new DateTimeOffset(database.ToUniversalTime()), TimeProvider.System.GetUtcNow());
        }
        catch (NpgsqlException)
        {
            // The migration, which comes next, needs it too and says what is wrong.
        }
    }

    /// <summary>Compares the database's answer with this clock before the question and after the answer.</summary>
    /// <exception cref="ClockException">The clocks differ by more than <see cref="Margin"/>.</exception>
    public static void Compare(DateTimeOffset before, DateTimeOffset database, DateTimeOffset after)
    {
        if (before - database > Margin)
        {
            throw Wrong(before - database, "ahead of");
        }
        if (database - after > Margin)
        {
            throw Wrong(database - after, "behind");
        }
    }

    private static ClockException Wrong(TimeSpan by, string how) => new(
        $"The clock of this machine is {(long)by.TotalSeconds} s {how} the database's, {(long)Margin.TotalSeconds} s "
        + "are allowed: set it right and start again.");
}
