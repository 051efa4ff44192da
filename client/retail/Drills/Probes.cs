using System.Diagnostics;
using System.Net.Http.Headers;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Asks a fixed set of actors again and again, each through any process that takes requests, and notes when
/// each has answered.</summary>
internal sealed class Probes : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);
    private readonly LocalCluster _cluster;
    private readonly string[] _paths;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _asking;
    private readonly long[] _again;
    private long _mark;
    private long _questions;
    private long _waited;
    private int _turn;

    public Probes(LocalCluster cluster, DrillShelf shelf, string key)
    {
        _cluster = cluster;
        _paths = [.. shelf.Paths];
        _again = new long[_paths.Length];
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            Timeout = TimeSpan.FromSeconds(2),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        _asking = Task.WhenAll(_paths.Select((_, i) => Task.Run(() => Ask(i))));
    }

    /// <summary>How long an answer has taken since the last mark, on average and in milliseconds; a question without an
    /// answer counts for as long as it was waited for.</summary>
    public double MeanAnswer => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _waited)).TotalMilliseconds
        / Math.Max(1, Interlocked.Read(ref _questions));

    /// <summary>Answers are noted anew, and recovery is counted from now.</summary>
    public void Mark()
    {
        Volatile.Write(ref _mark, Stopwatch.GetTimestamp());
        Array.Clear(_again);
        Interlocked.Exchange(ref _waited, 0);
        Interlocked.Exchange(ref _questions, 0);
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
            var asked = Stopwatch.GetTimestamp();
            if (_cluster.NextEntrance(ref _turn) is { } entrance)
            {
                var answered = await Answers(new Uri(entrance.Url, _paths[i]));
                var now = Stopwatch.GetTimestamp();
                Interlocked.Add(ref _waited, now - asked);
                Interlocked.Increment(ref _questions);
                if (answered && asked > Volatile.Read(ref _mark) && _again[i] == 0)
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
