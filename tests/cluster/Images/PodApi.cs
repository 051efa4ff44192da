using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using EventChannel = System.Threading.Channels.Channel<string>;
using EventChannels = System.Threading.Channels.Channel;

namespace RetailActors.Tests.Images;

/// <summary>The part of a Kubernetes API server that knows pods: get, list, watch and patch, over HTTP on this machine.
/// Everything else is refused, as a role with these rights would.</summary>
internal sealed class PodApi : IAsyncDisposable
{
    private const string Pods = "/api/v1/namespaces/retailactors/pods";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _pods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, EventChannel> _watchers = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly CancellationTokenSource _end = new();
    private int _lastWatcher;

    private PodApi(WebApplication app) => _app = app;

    /// <summary>Requests that the manifest's role does not allow.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <summary>How many follow the pods now.</summary>
    public int Watchers => _watchers.Count;

    public static async Task<PodApi> Start()
    {
        var api = new PodApi(LoopbackServer.Create().Build());
        api._app.Run(api.Answer);
        await api._app.StartAsync();
        return api;
    }

    /// <summary>Writes the file that <c>KUBECONFIG</c> names.</summary>
    public string WriteConfig(string folder)
    {
        var path = Path.Combine(folder, "kubeconfig");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: here
              cluster:
                server: {_app.Urls.Single()}
            users:
            - name: silo
              user:
                token: silo
            contexts:
            - name: here
              context:
                cluster: here
                user: silo
            current-context: here
            """);
        return path;
    }

    public void Add(string pod, Dictionary<string, string> labels)
    {
        _pods[pod] = labels;
        Tell("ADDED", pod, labels);
    }

    public void Remove(string pod)
    {
        _pods.TryRemove(pod, out var labels);
        Tell("DELETED", pod, labels!);
    }

    /// <summary>The labels of a pod, as patched.</summary>
    public IReadOnlyDictionary<string, string> Labels(string pod) => _pods[pod];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == Pods && http.Request.Method == "GET")
        {
            await (http.Request.Query["watch"] == "true" ? Watch(http) : http.Response.WriteAsJsonAsync(new
            {
                kind = "PodList", apiVersion = "v1", metadata = new { }, items = _pods.Select(p => Pod(p.Key, p.Value)),
            }));
            return;
        }
        var name = path.StartsWith(Pods + "/", StringComparison.Ordinal) ? path[(Pods.Length + 1)..] : "";
        if (http.Request.Method is not ("GET" or "PATCH"))
        {
            _refused.Enqueue($"{http.Request.Method} {path}");
            await Refuse(http, StatusCodes.Status403Forbidden);
            return;
        }
        if (!_pods.TryGetValue(name, out var labels))
        {
            await Refuse(http, StatusCodes.Status404NotFound);
            return;
        }
        if (http.Request.Method == "PATCH")
        {
            using var patch = await JsonDocument.ParseAsync(http.Request.Body);
            foreach (var label in patch.RootElement.GetProperty("metadata").GetProperty("labels").EnumerateObject())
                labels[label.Name] = label.Value.GetString()!;
        }
        await http.Response.WriteAsJsonAsync(Pod(name, labels));
    }

    private async Task Watch(HttpContext http)
    {
        var (id, events) = (Interlocked.Increment(ref _lastWatcher), EventChannels.CreateBounded<string>(100));
        _watchers[id] = events;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _end.Token);
        try
        {
            http.Response.ContentType = "application/json";
            await http.Response.StartAsync(end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            await foreach (var line in events.Reader.ReadAllAsync(end.Token))
            {
                await http.Response.WriteAsync(line + "\n", end.Token);
                await http.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo has gone, or the test is over.
        }
        finally
        {
            _watchers.TryRemove(id, out _);
        }
    }

    private void Tell(string type, string pod, Dictionary<string, string> labels)
    {
        var line = JsonSerializer.Serialize(new { type, @object = Pod(pod, labels) });
        foreach (var watcher in _watchers.Values)
            watcher.Writer.TryWrite(line);
    }

    private static object Pod(string name, Dictionary<string, string> labels) => new
    {
        kind = "Pod", apiVersion = "v1", metadata = new { name, @namespace = "retailactors", labels },
    };

    private static Task Refuse(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new { kind = "Status", apiVersion = "v1", status = "Failure", code = status });
    }
}
