using System.Diagnostics;
using System.Text;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Tour;

/// <summary>The silo as a user starts it: a process of its own in an empty folder, all settings at their defaults but
/// the ports. Killed and its folder deleted at the end.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan _longestStart = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-tour-").FullName;
    private readonly StringBuilder _log = new();
    private readonly Process _process;
    private readonly string _address;

    private SiloProcess()
    {
        var ports = FreePort.Take(3);
        _address = $"http://localhost:{ports[0]}";
        _process = Run("dotnet",
        [
            Built("RetailActors.Silo.dll"), "--urls", _address, "--Cluster:SiloPort", $"{ports[1]}",
            "--Cluster:GatewayPort", $"{ports[2]}",
        ]);
        Collect(_process, _log);
    }

    /// <summary>What the silo has printed.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts a silo and waits until it is ready and its catalogue is there.</summary>
    public static async Task<SiloProcess> Start()
    {
        var silo = new SiloProcess();
        try
        {
            await silo.Ready();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a script in the silo's folder; gives everything that it printed.</summary>
    public async Task<string> Bash(string script, TimeSpan patience)
    {
        var printed = new StringBuilder();
        using var bash = Run("bash", ["-c", Here(script)]);
        Collect(bash, printed);
        using var patienceEnds = new CancellationTokenSource(patience);
        try
        {
            await bash.WaitForExitAsync(patienceEnds.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            throw new TimeoutException($"Longer than {patience}:\n{script}\n{printed}");
        }
        lock (printed)
        {
            return printed.ToString();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The reader's commands, with this silo's address and the programs that are built already.</summary>
    private string Here(string script) => script
        .Replace("http://localhost:8080", _address, StringComparison.Ordinal)
        .Replace("dotnet run --project client/retail -- flash-sale",
            $"dotnet '{Built("retail.dll")}' flash-sale --url {_address}", StringComparison.Ordinal)
        .Replace("dotnet run --project client/retail -- verify",
            $"dotnet '{Built("retail.dll")}' verify --url {_address}", StringComparison.Ordinal);

    private async Task Ready()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_address), Timeout = TimeSpan.FromSeconds(5) };
        var since = Stopwatch.StartNew();
        while (!Log.Contains("Demonstration catalogue:", StringComparison.Ordinal) || !await Answers(http))
        {
            if (_process.HasExited || since.Elapsed > _longestStart)
            {
                throw new InvalidOperationException($"The silo did not become ready:\n{Log}");
            }
            await Task.Delay(100);
        }
    }

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static string Built(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private Process Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        return Process.Start(start)!;
    }

    private static void Collect(Process process, StringBuilder into)
    {
        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (into)
            {
                into.AppendLine(line.Data);
            }
        }
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
