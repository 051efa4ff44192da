using System.Globalization;
using RetailActors.Retail.Cluster;

namespace RetailActors.Bench.Hosting;

/// <summary>A silo as a process of its own.</summary>
internal sealed record SiloProcess(ServerProcess Process, Uri Address, int SiloPort) : IDisposable
{
    public void Dispose() => Process.Dispose();
}

/// <summary>One cluster of silos, each a process, on one database.</summary>
internal sealed class SiloProcesses : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _longestLeave = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> _compileAtOnce = new()
    {
        ["DOTNET_TieredCompilation"] = "0", ["DOTNET_ReadyToRun"] = "0",
    };

    private readonly List<SiloProcess> _silos = [];
    private readonly BenchDatabase _database;
    private readonly string[] _settings;
    private readonly Dictionary<string, string> _environment;

    private SiloProcesses(BenchDatabase database, Dictionary<string, string> environment, string[] settings) =>
        (_database, _environment, _settings) = (database, environment, settings);

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public Uri[] Addresses => [.. _silos.Select(s => s.Address)];

    /// <summary>Starts so many; the first one alone, because it makes the schema.</summary>
    /// <param name="database">Of them all.</param>
    /// <param name="silos">How many.</param>
    /// <param name="compiled">True: everything is compiled for good when it is first called. As it ships, a process
    /// compiles beside its work, which takes minutes on two cores that four of them share, and would be taken for the
    /// cost of a cluster.</param>
    /// <param name="variables">Of each process in addition to ours.</param>
    /// <param name="settings">As on the command line.</param>
    public static async Task<SiloProcesses> Start(
        BenchDatabase database, int silos, bool compiled, IReadOnlyDictionary<string, string>? variables = null,
        params string[] settings)
    {
        var environment = new Dictionary<string, string>(
            [.. variables ?? new Dictionary<string, string>(), .. compiled ? _compileAtOnce : []]);
        var cluster = new SiloProcesses(database, environment, settings);
        try
        {
            cluster.Add();
            await cluster.Ready();
            for (var i = 1; i < silos; i++)
            {
                cluster.Add();
            }
            await cluster.Ready();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9 of all at once.</summary>
    public void Kill()
    {
        _silos.ForEach(s => s.Process.Kill());
        _silos.ForEach(s => s.Dispose());
        _silos.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _silos.ForEach(s => s.Process.Terminate());
        await Task.WhenAll(_silos.Select(s => s.Process.Exit(_longestLeave)));
        _silos.ForEach(s => s.Dispose());
    }

    private void Add()
    {
        var (http, silo, gateway) = (FreePort.Take(), FreePort.Take(), FreePort.Take());
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{http}"));
        string[] arguments =
        [
            SiloCommand.Name, .. _database.Arguments, $"--urls={address.GetLeftPart(UriPartial.Authority)}",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={silo}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:GatewayPort={gateway}"),
            "--Cluster:Clustering=Database", "--Serilog:MinimumLevel:Override:Orleans=Error", "--Demo:Enabled=false",
            "--Accounts:Default=None", "--Sandbox:Enabled=false",
            $"--Payments:Providers:sandbox:BaseUrl={address}sandbox/psp", .. _settings,
        ];
        var log = Path.Combine(_database.Folder, string.Create(CultureInfo.InvariantCulture, $"silo-{silo}.log"));
        _silos.Add(new SiloProcess(
            ServerProcess.Start(
                typeof(SiloProcesses).Assembly.Location, arguments, log, _environment),
            address, silo));
    }

    /// <summary>All answer that they take requests.</summary>
    private Task Ready() => Task.WhenAll(
        _silos.Select(silo => silo.Process.Ready(new Uri(silo.Address, "/health/ready"), _patience)));
}
