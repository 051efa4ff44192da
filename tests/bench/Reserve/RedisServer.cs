using System.Diagnostics;
using System.Globalization;
using RetailActors.Retail.Cluster;

namespace RetailActors.Bench.Reserve;

/// <summary>A Redis server of one's own whose every acknowledged write is on disk.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-redis-").FullName;
    private readonly Process _process;

    private RedisServer(int port)
    {
        Port = port;
        var start = new ProcessStartInfo(Program!) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        foreach (var argument in (string[])
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--loglevel", "warning"])
        {
            start.ArgumentList.Add(argument);
        }
        _process = System.Diagnostics.Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary>Whether this machine has it.</summary>
    public static bool Installed => Program is not null;

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its process.</summary>
    public int Pid => _process.Id;

    private static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts one.</summary>
    public static RedisServer Start() => new(FreePort.Take());

    /// <summary>Stops it and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or has been disposed of.
        }
    }
}
