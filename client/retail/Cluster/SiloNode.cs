namespace RetailActors.Retail.Cluster;

/// <summary>What is known of a process of the cluster.</summary>
public enum NodeState
{
    /// <summary>Not started.</summary>
    Unknown,

    /// <summary>Runs and does not answer yet, or not any more.</summary>
    NotReady,

    /// <summary>Answers that it takes requests.</summary>
    Ready,

    /// <summary>Was asked to leave.</summary>
    Leaving,

    /// <summary>Was stopped in its tracks with SIGSTOP.</summary>
    Paused,

    /// <summary>Has ended after it was asked to.</summary>
    Left,

    /// <summary>Was killed with SIGKILL.</summary>
    Killed,

    /// <summary>Has ended by itself.</summary>
    Failed,
}

/// <summary>One process of the cluster with its addresses, which stay the same when it is started again.</summary>
public sealed class SiloNode : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private readonly string _assembly;
    private readonly string _readiness;
    private readonly HttpClient _http = new() { Timeout = _patience };
    private ServerProcess? _process;
    private volatile bool _answers;
    private volatile bool _asked;
    private volatile bool _paused;
    private volatile bool _killed;

    internal SiloNode(string name, string assembly, Uri url, int siloPort, string log, string readiness)
    {
        (Name, Url, SiloPort, Log, _assembly, _readiness) = (name, url, siloPort, log, assembly, readiness);
    }

    /// <summary><c>silo-1</c> and so on, or <c>sandbox</c>.</summary>
    public string Name { get; }

    /// <summary>Address of its HTTP API.</summary>
    public Uri Url { get; }

    /// <summary>Port that the other silos know.</summary>
    public int SiloPort { get; }

    /// <summary>File with what it prints.</summary>
    public string Log { get; }

    /// <summary>Its command line.</summary>
    internal IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Process id; 0 while it has never run.</summary>
    public int Id => _process?.Id ?? 0;

    /// <summary>Physical memory in bytes.</summary>
    public long Memory => _process?.Memory ?? 0;

    /// <summary>When it was started last, UTC.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>How it is.</summary>
    public NodeState State => _process switch
    {
        null => NodeState.Unknown,
        { HasExited: true } => _killed ? NodeState.Killed : _asked ? NodeState.Left : NodeState.Failed,
        _ when _paused => NodeState.Paused,
        _ when _asked => NodeState.Leaving,
        _ => _answers ? NodeState.Ready : NodeState.NotReady,
    };

    /// <summary>True when it may get requests.</summary>
    public bool IsReady => State == NodeState.Ready;

    /// <summary>Starts it, or starts it again on the same ports.</summary>
    /// <param name="more">Settings for this time only.</param>
    public void Start(params string[] more)
    {
        if (_process is { HasExited: false })
            throw new InvalidOperationException($"{Name} runs already.");
        _process?.Dispose();
        _answers = _asked = _paused = _killed = false;
        StartedAt = DateTime.UtcNow;
        _process = ServerProcess.Start(_assembly, [.. Arguments, .. more], Log, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        });
    }

    /// <summary>SIGTERM: it drains and leaves.</summary>
    public void Terminate()
    {
        _asked = true;
        _process?.Terminate();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _killed = true;
        _process?.Kill();
    }

    /// <summary>SIGSTOP.</summary>
    public void Pause()
    {
        _paused = true;
        _process?.Pause();
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        _paused = false;
        _process?.Resume();
    }

    /// <summary>Waits for its end; null when it did not come in time.</summary>
    public async Task<int?> Exit(TimeSpan within) => _process is null ? 0 : await _process.Exit(within);

    /// <summary>The last lines that it has printed.</summary>
    public string Tail(int lines) => _process?.Tail(lines) ?? "";

    /// <summary>Asks it whether it is ready.</summary>
    internal async Task Look(CancellationToken cancellation)
    {
        if (_process is null or { HasExited: true } || _paused)
        {
            _answers = false;
            return;
        }
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url, _readiness), cancellation);
            _answers = answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            _answers = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A stopped process cannot be killed before it goes on on some systems.
        if (_paused)
            Resume();
        _process?.Dispose();
        _http.Dispose();
    }
}
