using System.Diagnostics;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>What a crowd came to.</summary>
/// <param name="Rate">Orders that were accepted, each counted once, per second.</param>
/// <param name="OwnCpu">Share of all cores that this process used: the crowd, the steady load and the
/// proxies.</param>
internal readonly record struct CrowdResult(double Rate, double OwnCpu);

/// <summary>Clients that each wait for one order before they send the next, and that give up after a while and send it
/// again at once with the same key, whatever <c>Retry-After</c> says.</summary>
internal sealed class Crowding(Stage stage, int clients, TimeSpan patience)
{
    private static readonly TimeSpan _breath = TimeSpan.FromMilliseconds(20);
    private readonly OrderTemplate[] _templates = stage.Shelf.Templates(RunId.Next("dc"));
    private int _next;
    private int _turn;
    private long _accepted;
    private long _gaveUp;
    private long _turnedAway;

    /// <summary>Requests that got no answer in time.</summary>
    public long GaveUp => Interlocked.Read(ref _gaveUp);

    /// <summary>Requests that were answered with "not now".</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    private long Accepted => Interlocked.Read(ref _accepted) + stage.Accepted;

    /// <summary>Runs for a while. Orders under way at the end do not count, and are not asked for any more.</summary>
    public async Task<CrowdResult> Run(TimeSpan length)
    {
        using var end = new CancellationTokenSource();
        var all = Enumerable.Range(0, clients).Select(_ => Task.Run(() => Buy(end.Token))).ToArray();
        // The first seconds warm up connections and actors.
        await Task.Delay(length / 5);
        var (started, before, cpu) = (Stopwatch.GetTimestamp(), Accepted, Environment.CpuUsage.TotalTime);
        await Task.Delay(length);
        var took = Stopwatch.GetElapsedTime(started);
        var result = new CrowdResult(
            (Accepted - before) / took.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu) / took / Environment.ProcessorCount);
        await end.CancelAsync();
        await Task.WhenAll(all);
        return result;
    }

    private async Task Buy(CancellationToken end)
    {
        using var client = new RawClient(stage.Key);
        // Not all in the same instant.
        await Task.Delay(Random.Shared.Next(500));
        while (!end.IsCancellationRequested)
        {
            var buyer = Interlocked.Increment(ref _next);
            var template = _templates[buyer % _templates.Length];
            var body = template.Copy();
            template.Address(body, buyer);
            await Order(client, body, template.ExternalId(buyer), end);
        }
    }

    private async Task Order(RawClient client, byte[] body, string key, CancellationToken end)
    {
        string? poll = null;
        for (; !end.IsCancellationRequested; await Task.Delay(_breath))
        {
            if (stage.Cluster.NextEntrance(ref _turn) is not { } entrance)
                continue;
            if (await client.Send(entrance.Url, poll, body, key, patience) is not { } answer)
            {
                Interlocked.Increment(ref _gaveUp);
                continue;
            }
            switch (answer.Status)
            {
                case 201:
                case 200 when IsAccepted(answer.Body.Span):
                    Interlocked.Increment(ref _accepted);
                    return;
                case 200 or 202:
                    poll = answer.Location ?? poll;
                    break;
                case 409 when answer.Body.Span.IndexOf("/idempotency-key-in-flight"u8) >= 0:
                case 429 or >= 500:
                    Interlocked.Increment(ref _turnedAway);
                    break;
                default:
                    return;
            }
        }
    }

    private static bool IsAccepted(ReadOnlySpan<byte> order) => order.IndexOf("\"status\":\"accepted\""u8) >= 0;
}
