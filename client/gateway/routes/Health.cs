using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Tells load balancers whether to send requests here. Never gated, never authenticated.</summary>
public sealed class Health(Cluster cluster, TimeProvider time, GatewayOptions options) : IHostedLifecycleService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _freshRefusal = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private volatile bool _draining;
    private long _askedAt;
    private Task<bool>? _asked;

    /// <summary>This process answers.</summary>
    public static Task Live(HttpContext http) => Write(http, 200, new HealthAnswer("live", null));

    /// <summary>The cluster and its database answer, and this process is not leaving.</summary>
    public async Task Ready(HttpContext http)
    {
        var reason = _draining ? "draining" : await Reachable() ? null : "cluster-unreachable";
        await Write(http, reason is null ? 200 : 503, new HealthAnswer(reason is null ? "ready" : "not-ready", reason));
    }

    /// <summary>Readiness goes first; requests are answered until load balancers have seen it.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        return Task.Delay(TimeSpan.FromSeconds(options.DrainSeconds), time, CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<bool> Reachable()
    {
        lock (_lock)
        {
            // Probes of many load balancers share one question to the cluster.
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) > FreshFor(_asked)))
            {
                _askedAt = time.GetTimestamp();
                _asked = Ask();
            }
            return _asked;
        }
    }

    /// <summary>Good news is looked for more often: the first process that is ready again gets the requests of all, and
    /// is not to be alone with them for longer than needed.</summary>
    private static TimeSpan FreshFor(Task<bool> asked) => asked.Result ? _fresh : _freshRefusal;

    private async Task<bool> Ask()
    {
        try
        {
            await cluster.Try<IDirectory, DirectoryPage>(
                "health", d => d.List(new DirectoryQuery("", null, null, null, 1)), _patience);
            return true;
        }
        catch (Exception)
        {
            // Whatever it is: requests would fail too. The pipeline logs the reasons when they come.
            return false;
        }
    }

    private static Task Write(HttpContext http, int status, HealthAnswer answer)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.WriteAsJsonAsync(answer, GatewayJson.Default.HealthAnswer);
    }
}
