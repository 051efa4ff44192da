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

/// <summary>What is different when a process is started once.</summary>
/// <param name="Environment">Variables in addition.</param>
/// <param name="Settings">Settings in addition; of two with one key this one counts.</param>
public sealed record SiloChange(
    IReadOnlyDictionary<string, string>? Environment = null, string[]? Settings = null);

/// <summary>One process of the cluster with its addresses, which stay the same when it is started again.</summary>
public sealed class SiloNode : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private readonly string _readiness;
    private readonly HttpClient _http = new() { Timeout = _patience };
    // One object for one run, replaced at once: others ask for the state at any time.
    private volatile Run? _run;
    private int _looking;

    internal SiloNode(string name, string assembly, Uri url, int siloPort, string log, string readiness)
    {
        (Name, Url, SiloPort, Log, Program, _readiness) = (name, url, siloPort, log, assembly, readiness);
    }

    /// <summary><c>silo-1</c> and so on, <c>gateway-1</c> and so on, or <c>sandbox</c>.</summary>
    public string Name { get; }

    /// <summary>Address of its HTTP API.</summary>
    public Uri Url { get; }

    /// <summary>Full path of its program from the next start on.</summary>
    public string Program { get; set; }

    /// <summary>Port that the other silos know; 0 for a gateway.</summary>
    public int SiloPort { get; }

    /// <summary>File with what it prints.</summary>
    public string Log { get; }

    /// <summary>Its command line.</summary>
    internal IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Its variables in addition to ours.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Process id; 0 while it has never run.</summary>
    public int Id => _run?.Process.Id ?? 0;

    /// <summary>Physical memory in bytes.</summary>
    public long Memory => _run?.Process.Memory ?? 0;

    /// <inheritdoc cref="ServerProcess.Starved"/>
    public TimeSpan? Starved => _run?.Process.Starved;

    /// <summary>When it was started last, UTC.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>How it is.</summary>
    public NodeState State => _run switch
    {
        null => NodeState.Unknown,
        { Process.HasExited: true, Killed: true } => NodeState.Killed,
        { Process.HasExited: true, Asked: true } => NodeState.Left,
        { Process.HasExited: true } => NodeState.Failed,
        { Paused: true } => NodeState.Paused,
        { Asked: true } => NodeState.Leaving,
        { Answers: true } => NodeState.Ready,
        _ => NodeState.NotReady,
    };

    /// <summary>True when it may get requests.</summary>
    public bool IsReady => State == NodeState.Ready;

    /// <summary>Starts it, or starts it again on the same ports.</summary>
    /// <param name="more">Settings for this time only.</param>
    public void Start(params string[] more) => Start(new SiloChange(Settings: more));

    /// <summary>Starts it otherwise than usual, for this time only.</summary>
    public void Start(SiloChange change)
    {
        if (_run is { Process.HasExited: false })
            throw new InvalidOperationException($"{Name} runs already.");
        StartedAt = DateTime.UtcNow;
        var environment = new Dictionary<string, string>(Environment);
        foreach (var (variable, value) in change.Environment ?? new Dictionary<string, string>())
            environment[variable] = value;
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _run = new Run(ServerProcess.Start(
            Program, [.. Arguments, .. change.Settings ?? []], Log, environment));
    }

    /// <summary>SIGTERM: it drains and leaves.</summary>
    public void Terminate()
    {
        if (_run is not { } run)
            return;
        run.Asked = true;
        run.Process.Terminate();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (_run is not { } run)
            return;
        run.Killed = true;
        run.Process.Kill();
    }

    /// <summary>SIGSTOP.</summary>
    public void Pause()
    {
        if (_run is not { } run)
            return;
        run.Paused = true;
        run.Process.Pause();
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        if (_run is not { } run)
            return;
        run.Answers = run.Paused = false;
        run.Process.Resume();
    }

    /// <summary>Waits for its end; null when it did not come in time.</summary>
    public async Task<int?> Exit(TimeSpan within) => _run is { } run ? await run.Process.Exit(within) : 0;

    /// <summary>The last lines that it has printed.</summary>
    public string Tail(int lines) => _run?.Process.Tail(lines) ?? "";

    /// <summary>Asks it whether it is ready; does nothing while it is still being asked. Never throws.</summary>
    internal async Task Look(CancellationToken cancellation)
    {
        if (_run is not { Paused: false, Process.HasExited: false } run || Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            using var answer = await _http.GetAsync(new Uri(Url, _readiness), cancellation);
            run.Answers = answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            run.Answers = false;
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run?.Process.Dispose();
        _http.Dispose();
    }

    /// <summary>One life of the process.</summary>
    private sealed class Run(ServerProcess process)
    {
        private volatile bool _answers;
        private volatile bool _asked;
        private volatile bool _paused;
        private volatile bool _killed;

        public ServerProcess Process => process;

        public bool Answers
        {
            get => _answers;
            set => _answers = value;
        }

        public bool Asked
        {
            get => _asked;
            set => _asked = value;
        }

        public bool Paused
        {
            get => _paused;
            set => _paused = value;
        }

        public bool Killed
        {
            get => _killed;
            set => _killed = value;
        }
    }
}
