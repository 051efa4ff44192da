using System.Globalization;
using System.Net;

namespace RetailActors.Retail.Cluster;

/// <summary>
/// A cluster of real processes on this machine: silos that share a database, gateways if asked for, a sandbox with the
/// outside systems, and one address that leads to a process that takes requests.
/// </summary>
public sealed partial class LocalCluster : IAsyncDisposable
{
    /// <summary>Silos at most: more say nothing on one machine.</summary>
    public const int MaxSilos = 16;

    /// <summary>Gateways at most.</summary>
    public const int MaxGateways = 4;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestLeave = TimeSpan.FromSeconds(45);

    private readonly LocalClusterOptions _options;
    private readonly FileStream _lock;
    private readonly List<TcpProxy> _siloLinks = [];
    private readonly List<TcpProxy> _clientLinks = [];
    private readonly CancellationTokenSource _end = new();
    private readonly TcpProxy _front;
    private Task _looking = Task.CompletedTask;
    private TcpProxy? _toDatabase;
    private TcpProxy? _toSandbox;
    // Replaced, never changed: the look-out and the front read it at any time.
    private volatile SiloNode[] _silos = [];
    private SiloNode[] _gateways = [];
    private int _turn;

    private LocalCluster(LocalClusterOptions options, FileStream held, ClusterDatabase database)
    {
        (_options, _lock, Database) = (options, held, database);
        _front = new TcpProxy(
            new IPEndPoint(IPAddress.Loopback, options.Port),
            () => NextEntrance(ref _turn) is { } node ? new IPEndPoint(IPAddress.Loopback, node.Url.Port) : null);
    }

    /// <summary>The database that all silos share.</summary>
    public ClusterDatabase Database { get; }

    /// <summary>The silos in the order in which they were added, also those that have gone.</summary>
    public IReadOnlyList<SiloNode> Silos => _silos;

    /// <summary>The gateways; none when the silos take the requests.</summary>
    public IReadOnlyList<SiloNode> Gateways => _gateways;

    /// <summary>All processes.</summary>
    public IEnumerable<SiloNode> Nodes => [Sandbox, .. _gateways, .. _silos];

    /// <summary>The process that plays the systems outside.</summary>
    public SiloNode Sandbox { get; private set; } = null!;

    /// <summary>One address for all: a new connection goes to the next process that takes requests.</summary>
    public Uri Url => new($"http://127.0.0.1:{_front.At.Port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The proxy between the silos and PostgreSQL.</summary>
    public TcpProxy ToDatabase => _toDatabase ?? throw new InvalidOperationException("This cluster has no proxies.");

    /// <summary>The proxy between the silos and the systems outside.</summary>
    public TcpProxy ToSandbox => _toSandbox ?? throw new InvalidOperationException("This cluster has no proxies.");

    /// <summary>The proxies before the silos' own ports, in their order.</summary>
    public IReadOnlyList<TcpProxy> SiloLinks => _siloLinks;

    /// <summary>All proxies that can have a fault.</summary>
    public IEnumerable<TcpProxy> Proxies => _siloLinks.Concat(_clientLinks).Concat(
        ((TcpProxy?[])[_toDatabase, _toSandbox]).OfType<TcpProxy>());

    /// <summary>Starts everything but silos.</summary>
    public static async Task<LocalCluster> Create(LocalClusterOptions options, CancellationToken cancellation)
    {
        if (options.Gateways > 0 && options.Database == ClusterDatabase.Sqlite)
            throw new CommandFailedException(
                $"--gateways needs --database {ClusterDatabase.PostgreSql}: by it they find the silos.");
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        Directory.CreateDirectory(options.Folder);
        var held = Hold(options.Folder);
        try
        {
            var cluster = new LocalCluster(
                options, held, await ClusterDatabase.Open(options.Database, options.Folder, options.Shards));
            cluster.PutProxies();
            cluster.MakeRoomForBooks();
            cluster.StartSandbox();
            cluster._gateways = [.. Enumerable.Range(1, options.Gateways).Select(cluster.NewGateway)];
            cluster._looking = cluster.KeepLooking();
            return cluster;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next process that takes requests and is ready, in turn; null when there is none.</summary>
    /// <param name="turn">Kept by whoever asks.</param>
    public SiloNode? NextEntrance(ref int turn)
    {
        var ready = Array.FindAll(_gateways.Length > 0 ? _gateways : _silos, n => n.IsReady);
        return ready.Length == 0 ? null : ready[(uint)Interlocked.Increment(ref turn) % ready.Length];
    }

    /// <summary>Adds silos and waits until they are ready, and the gateways with the first ones. The first one makes
    /// the schema, so it goes ahead.</summary>
    public async Task Grow(int silos, TimeSpan within, CancellationToken cancellation)
    {
        var added = Enumerable.Range(0, silos).Select(_ => AddNode()).ToList();
        if (added.Count > 0 && _silos.Length == added.Count)
        {
            added[0].Start();
            await Ready([Sandbox, added[0]], within, cancellation);
            added.RemoveAt(0);
        }
        added.AddRange(_gateways.Where(g => g.State == NodeState.Unknown));
        added.ForEach(node => node.Start());
        await Ready(added, within, cancellation);
    }

    /// <summary>Waits until they are all ready.</summary>
    /// <exception cref="CommandFailedException">One has ended, or the time is over; with the end of its
    /// log.</exception>
    public static async Task Ready(
        IReadOnlyCollection<SiloNode> nodes, TimeSpan within, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + within;
        while (nodes.FirstOrDefault(n => !n.IsReady) is { } missing)
        {
            if (missing.State is NodeState.Failed or NodeState.Killed)
                throw new CommandFailedException($"{missing.Name} has ended: {missing.Tail(3)}");
            if (DateTime.UtcNow > until)
                throw new CommandFailedException(
                    $"{missing.Name} is not ready after {within.TotalSeconds:N0} s ({missing.Log}): {missing.Tail(3)}");
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Asks one silo to leave and waits for it.</summary>
    public static async Task Leave(SiloNode silo)
    {
        if (silo.State is NodeState.Paused)
            silo.Resume();
        silo.Terminate();
        if (await silo.Exit(_longestLeave) is null)
            silo.Kill();
    }

    /// <summary>Asks all gateways to leave, then all silos, then the sandbox.</summary>
    public async Task Leave()
    {
        await Task.WhenAll(_gateways.Where(IsAlive).Select(Leave));
        await Task.WhenAll(_silos.Where(IsAlive).Select(Leave));
        if (IsAlive(Sandbox))
            await Leave(Sandbox);
    }

    /// <summary>Kills whatever still runs, and stops the database when it is our own.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var node in Nodes)
            node.Dispose();
        foreach (var proxy in Proxies.Append(_front))
            await proxy.DisposeAsync();
        await Database.DisposeAsync();
        await _lock.DisposeAsync();
        _end.Dispose();
    }

    private static bool IsAlive(SiloNode node) =>
        node.State is NodeState.Ready or NodeState.NotReady or NodeState.Leaving or NodeState.Paused;

    private static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, "cluster.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CommandFailedException($"Another cluster runs in {folder}. Choose another folder with --data.");
        }
    }

    private void PutProxies()
    {
        if (!_options.WithFaultProxies)
            return;
        if (Database.Connection is not null)
        {
            var server = new IPEndPoint(
                Dns.GetHostAddresses(Database.Address.Host, System.Net.Sockets.AddressFamily.InterNetwork)[0],
                Database.Address.Port);
            _toDatabase = new TcpProxy(new IPEndPoint(IPAddress.Loopback, 0), () => server);
        }
        _toSandbox = new TcpProxy(
            new IPEndPoint(IPAddress.Loopback, 0), () => new IPEndPoint(IPAddress.Loopback, Sandbox.Url.Port));
    }

    private async Task KeepLooking()
    {
        while (!_end.IsCancellationRequested)
        {
            // One that does not answer must not keep the others' news back; it is not asked twice at a time.
            foreach (var node in Nodes)
                _ = node.Look(_end.Token);
            await Task.Delay(_look, _end.Token);
        }
    }
}
