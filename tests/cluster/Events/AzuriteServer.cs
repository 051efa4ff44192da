using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;

[assembly: AssemblyFixture(typeof(RetailActors.Tests.Events.AzuriteServer))]

namespace RetailActors.Tests.Events;

/// <summary>Azure Storage Queues on this machine: the emulator as a process of the tests, on a free port.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    public const string NotInstalled = "skipped: azurite not installed";

    // The emulator's account and key are public and the same everywhere.
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey="
        + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private readonly Lazy<Task<string>> _start;
    private Process? _process;
    private string? _folder;

    public AzuriteServer() => _start = new(Start);

    /// <summary>The connection string; the test is skipped when there is no emulator.</summary>
    public Task<string> ConnectionString()
    {
        Assert.SkipUnless(Program() is not null, NotInstalled);
        return _start.Value;
    }

    public ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process?.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<string> Start()
    {
        _folder = Directory.CreateTempSubdirectory("retail-azurite-").FullName;
        var port = FreePort.Take();
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Program()!, "--silent", "--disableTelemetry", "--location", _folder, "--queueHost", "127.0.0.1",
            "--queuePort", port.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            if (await Listens(port))
                return $"{Account}QueueEndpoint=http://127.0.0.1:{port}/devstoreaccount1;";
        }
        throw new TimeoutException("azurite does not listen");
    }

    private static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The queue part of azurite: in this folder of the sources, at the root of the repository, on the PATH.
    /// </summary>
    private static string? Program()
    {
        // tests/cluster/bin/CONFIGURATION/FRAMEWORK/
        var cluster = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.FullName;
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return new[]
            {
                Path.Combine(cluster, "Events", "azurite", "node_modules", ".bin"),
                Path.Combine(cluster, "..", "..", "node_modules", ".bin"),
            }.Concat(path).Select(folder => Path.Combine(folder, "azurite-queue")).FirstOrDefault(File.Exists);
    }
}
