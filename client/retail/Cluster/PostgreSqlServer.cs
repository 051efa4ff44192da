using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace RetailActors.Retail.Cluster;

/// <summary>
/// A PostgreSQL server of one's own for trying out, drills, tests and benchmarks: new data folder, free port, loopback
/// only, durable. It is stopped and deleted with the object or, at the latest, with the process.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly string? Binaries = FindBinaries();

    private readonly string _folder;
    private readonly int _port;
    private readonly EventHandler _atExit;
    private readonly PosixSignalRegistration[] _atSignal;

    private PostgreSqlServer(string folder, int port, bool untilDisposed)
    {
        _folder = folder;
        _port = port;
        _atExit = (_, _) => Remove();
        AppDomain.CurrentDomain.ProcessExit += _atExit;
        // A signal that nobody handles ends the process without raising ProcessExit.
        PosixSignal[] signals = untilDisposed
            ? []
            : [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
        _atSignal = [.. signals
            .Select(signal => PosixSignalRegistration.Create(signal, _ => Remove()))];
    }

    /// <summary>Who runs it and owns its files.</summary>
    public static string User => Environment.UserName == "root" ? "postgres" : Environment.UserName;

    /// <summary>Whether this machine has the server's programs.</summary>
    public static bool Installed => Binaries is not null;

    /// <summary>What to say when it has not.</summary>
    public const string NotInstalled = "skipped: PostgreSQL not installed";

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port => _port;

    /// <summary>Creates a data folder and starts a server on it.</summary>
    /// <param name="settings">Additional lines for <c>postgresql.conf</c>.</param>
    public static Task<PostgreSqlServer> Create(params string[] settings) => Create(false, settings);

    /// <summary>Creates a data folder and starts a server on it.</summary>
    /// <param name="untilDisposed">True: a signal to this process does not end the server; whoever handles the signal
    /// lets others go first and disposes it last.</param>
    /// <param name="settings">Additional lines for <c>postgresql.conf</c>.</param>
    public static async Task<PostgreSqlServer> Create(bool untilDisposed, params string[] settings)
    {
        if (!Installed)
            throw new InvalidOperationException(NotInstalled);
        var folder = Directory.CreateTempSubdirectory("retail-pg-").FullName;
        var server = new PostgreSqlServer(folder, FreePort.Take(), untilDisposed);
        try
        {
            await server.Initialize(settings);
            await server.Start();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string to a database of this server.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Timeout=5;Command Timeout=15";

    /// <summary>Creates an empty database and answers its connection string.</summary>
    public async Task<string> CreateDatabase(string name)
    {
        await Execute("postgres", $"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    /// <summary>Runs one statement in a database, outside any transaction.</summary>
    public async Task Execute(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString(database) + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts the server again on the same port and folder; after an immediate stop it recovers.</summary>
    public async Task Start()
    {
        var data = Path.Combine(_folder, "data");
        // Not "-w": while it recovers, pg_ctl would wait for a connection that it may not make.
        await Run("pg_ctl", "start", "-W", "-s", "-D", data, "-l", Path.Combine(_folder, "log"));
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await Execute("postgres", "SELECT 1");
                break;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(60))
            {
                continue;
            }
        }
    }

    /// <summary>Stops the server.</summary>
    /// <param name="immediate">True: at once and without a checkpoint, as if the power had failed.</param>
    public Task Stop(bool immediate) =>
        Run("pg_ctl", "stop", "-s", "-m", immediate ? "immediate" : "fast", "-D", Path.Combine(_folder, "data"));

    /// <summary>Stops the server and deletes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var registration in _atSignal)
            registration.Dispose();
        Remove();
        return ValueTask.CompletedTask;
    }

    private async Task Initialize(string[] settings)
    {
        if (Environment.UserName == "root")
            await Run(null, "chown", "postgres", _folder);
        var data = Path.Combine(_folder, "data");
        await Run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        string[] lines =
        [
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            string.Create(CultureInfo.InvariantCulture, $"port = {_port}"),
            "fsync = on",
            "shared_buffers = 256MB",
            "max_wal_size = 2GB",
            "max_connections = 200",
            .. settings,
        ];
        await File.AppendAllLinesAsync(Path.Combine(data, "postgresql.conf"), lines);
    }

    private void Remove()
    {
        AppDomain.CurrentDomain.ProcessExit -= _atExit;
        if (Postmaster() is { } postmaster)
            Kill(postmaster);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A backend that is still ending may write once more; what is left lies in the temporary folder.
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var postmaster = Process.GetProcessById(pid);
            // SIGQUIT is the immediate shutdown: the postmaster takes its children with it.
            using var signal = Process.Start("kill", ["-QUIT", pid.ToString(CultureInfo.InvariantCulture)]);
            if (!postmaster.WaitForExit(10_000))
                postmaster.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // Has ended already.
        }
    }

    /// <summary>The running postmaster of this folder; a pid file that outlived its server names nobody.</summary>
    private int? Postmaster()
    {
        var file = Path.Combine(_folder, "data", "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var pid))
            return null;
        var command = $"/proc/{pid}/cmdline";
        return File.Exists(command) && File.ReadAllText(command).Contains(_folder) ? pid : null;
    }

    private static async Task Run(string? program, params string[] arguments)
    {
        var start = new ProcessStartInfo { WorkingDirectory = "/", RedirectStandardError = true };
        string[] command = program is null ? arguments : [Path.Combine(Binaries!, program), .. arguments];
        if (program is not null && Environment.UserName == "root")
            command = ["runuser", "-u", "postgres", "--", .. command];
        start.FileName = command[0];
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = program == "initdb";
        using var process = Process.Start(start)!;
        var output = start.RedirectStandardOutput ? process.StandardOutput.ReadToEndAsync() : Task.FromResult("");
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await error} {await output}");
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))
            && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
