using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RetailActors.Retail.Cluster;

/// <summary>A program of ours as a process of its own. It is known by its id and never by a name; what it prints goes
/// to a file, also after we have gone.</summary>
public sealed class ServerProcess : IDisposable
{
    private const int Killed = 9;
    private const int Terminated = 15;
    private const int Continued = 18;
    private const int Stopped = 19;

    private readonly Process _process;

    private ServerProcess(Process process, string log) => (_process, Log) = (process, log);

    /// <summary>File with everything it has printed.</summary>
    public string Log { get; }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>True when it is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Physical memory in bytes; 0 when it is gone.</summary>
    public long Memory
    {
        get
        {
            if (_process.HasExited)
                return 0;
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>How long its threads together have been able to work and had no processor, since their starts; null
    /// where the system does not tell, which only Linux does.</summary>
    public TimeSpan? Starved
    {
        get
        {
            var threads = $"/proc/{_process.Id}/task";
            if (!File.Exists("/proc/self/schedstat") || !Directory.Exists(threads))
                return null;
            return TimeSpan.FromMicroseconds(Directory.GetDirectories(threads).Sum(Waited) / 1_000.0);
        }
    }

    /// <summary>Starts a .NET program.</summary>
    /// <param name="assembly">Full path of the program's DLL.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="log">File that its output is added to.</param>
    /// <param name="environment">Variables in addition to ours.</param>
    public static ServerProcess Start(
        string assembly, IEnumerable<string> arguments, string log,
        IReadOnlyDictionary<string, string>? environment = null) =>
        Run(["dotnet", assembly, .. arguments], log, environment);

    /// <summary>Starts a command.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="log">File that its output is added to.</param>
    /// <param name="environment">Variables in addition to ours.</param>
    public static ServerProcess Run(
        IEnumerable<string> command, string log, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (OperatingSystem.IsWindows())
            throw new CommandFailedException("Processes are started on Linux and macOS only.");
        // The shell is replaced by the program, which so writes to the file itself and has the id that we see.
        // In a session of its own it does not hear the Ctrl+C that is meant for us.
        const string shell = "exec $(command -v setsid) \"$@\" >>\"$RETAIL_LOG\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", shell, "sh", .. command])
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(log)),
        };
        start.Environment["RETAIL_LOG"] = Path.GetFullPath(log);
        // Our own address must not become theirs.
        start.Environment.Remove("ASPNETCORE_URLS");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!, Path.GetFullPath(log));
    }

    /// <summary>Waits until it answers at an address with success.</summary>
    /// <exception cref="CommandFailedException">It has ended, or it takes too long; the message has its last lines.
    /// </exception>
    public async Task Ready(Uri url, TimeSpan within)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var until = DateTime.UtcNow + within; !await Answers(http, url); await Task.Delay(20))
        {
            if (HasExited || DateTime.UtcNow > until)
                throw new CommandFailedException($"{url} does not get ready: {Tail(20)}");
        }
    }

    /// <summary>SIGTERM: please leave.</summary>
    public void Terminate() => Send(Terminated);

    /// <summary>SIGKILL: no flush, no goodbye.</summary>
    public void Kill()
    {
        Send(Killed);
        _process.WaitForExit();
    }

    /// <summary>SIGSTOP: it stands still and does not know it.</summary>
    public void Pause() => Send(Stopped);

    /// <summary>SIGCONT: it goes on where it stood.</summary>
    public void Resume() => Send(Continued);

    /// <summary>Waits for its end; its exit code, or null when it did not come in time.</summary>
    public async Task<int?> Exit(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The last lines that it has printed.</summary>
    public string Tail(int lines)
    {
        if (!File.Exists(Log))
            return "";
        using var file = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines));
    }

    /// <summary>Kills it when it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private static async Task<bool> Answers(HttpClient http, Uri url)
    {
        try
        {
            using var answer = await http.GetAsync(url);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Nanoseconds of one thread: the second of the three numbers; 0 when it has just ended.</summary>
    private static long Waited(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ') is [_, var waited, ..]
                && long.TryParse(waited, out var nanoseconds) ? nanoseconds : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void Send(int signal)
    {
        if (!_process.HasExited)
            _ = kill(_process.Id, signal);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
