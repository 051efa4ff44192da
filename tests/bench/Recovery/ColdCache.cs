using System.Diagnostics;
using RetailActors.Bench.Hosting;

namespace RetailActors.Bench.Recovery;

/// <summary>Makes the system forget the files of the database, so that the next read comes from the disk. What
/// PostgreSQL has in its own buffers (256 MB) stays.</summary>
internal static class ColdCache
{
    public static async Task Drop(BenchDatabase database)
    {
        var folder = await Folder(database);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var process = Process.Start(new ProcessStartInfo("dd")
            {
                ArgumentList = { $"if={file}", "iflag=nocache", "count=0", "status=none" },
            })!;
            await process.WaitForExitAsync();
        }
    }

    private static async Task<string> Folder(BenchDatabase database)
    {
        await using var connection = new Npgsql.NpgsqlConnection($"{database.Postgres};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database "
            + "WHERE datname = current_database()";
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
