using System.Diagnostics;
using System.Net.Http.Headers;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Asks a fixed set of actors again and again, each through any silo that is ready, and notes how long each
/// was
/// silent.</summary>
internal sealed class Probes : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private readonly LocalCluster _cluster;
    private readonly string[] _paths;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _asking;
    private readonly long[] _answered;
    private readonly long[] _again;
    private readonly double[] _worst;
    private long _mark;
    private int _turn;

    public Probes(LocalCluster cluster, DrillShelf shelf, string key)
    {
        _cluster = cluster;
        _paths = [.. shelf.Paths];
        var now = Stopwatch.GetTimestamp();
        (_answered, _again, _worst) = ([.. _paths.Select(_ => now)], new long[_paths.Length],
            new double[_paths.Length]);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            Timeout = TimeSpan.FromSeconds(2),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        _asking = Task.WhenAll(_paths.Select((_, i) => Task.Run(() => Ask(i))));
    }

    /// <summary>The longest silence of one actor since the last mark, in seconds.</summary>
    public double WorstSilence => _worst.Max();

    /// <summary>Silences are noted anew, and recovery is counted from now.</summary>
    public void Mark()
    {
        Volatile.Write(ref _mark, Stopwatch.GetTimestamp());
        Array.Clear(_worst);
        Array.Clear(_again);
    }

    /// <summary>Seconds from the mark until every actor had answered a question that was asked after it.</summary>
    public async Task<double> Recovered(TimeSpan within)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var again = Array.ConvertAll(_again, a => a);
            if (Array.TrueForAll(again, a => a != 0))
                return again.Max(a => Stopwatch.GetElapsedTime(_mark, a).TotalSeconds);
            if (started.Elapsed > within)
                return double.PositiveInfinity;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _asking;
        _http.Dispose();
        _end.Dispose();
    }

    private async Task Ask(int i)
    {
        while (!_end.IsCancellationRequested)
        {
            var ready = _cluster.Silos.Where(s => s.IsReady).ToArray();
            var asked = Stopwatch.GetTimestamp();
            if (ready.Length > 0
                && await Answers(new Uri(ready[(uint)Interlocked.Increment(ref _turn) % ready.Length].Url, _paths[i])))
            {
                var now = Stopwatch.GetTimestamp();
                _worst[i] = Math.Max(_worst[i], Stopwatch.GetElapsedTime(_answered[i], now).TotalSeconds);
                Volatile.Write(ref _answered[i], now);
                if (asked > Volatile.Read(ref _mark) && _again[i] == 0)
                    _again[i] = now;
            }
            await Task.Delay(_pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> Answers(Uri url)
    {
        try
        {
            using var answer = await _http.GetAsync(url, _end.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
