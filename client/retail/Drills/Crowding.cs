using System.Diagnostics;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>Clients that each wait for one order before they send the next, and that give up after a while and send it
/// again at once with the same key.</summary>
internal sealed class Crowding(LocalCluster cluster, DrillShelf shelf, string key, int clients, TimeSpan patience)
{
    private static readonly TimeSpan _breath = TimeSpan.FromMilliseconds(20);
    private readonly OrderTemplate[] _templates = shelf.Templates(RunId.Next("dc"));
    private int _next;
    private long _accepted;
    private long _retries;

    /// <summary>Requests that were sent again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Runs for a while; acknowledged orders per second. Orders under way at the end get their answer, but do
    /// not count.</summary>
    public async Task<double> Run(TimeSpan length)
    {
        using var sender = new OrderSender(cluster, key, new Tally());
        using var end = new CancellationTokenSource();
        var all = Enumerable.Range(0, clients).Select(_ => Task.Run(() => Order(sender, end.Token))).ToArray();
        // The first seconds warm up connections and actors.
        await Task.Delay(length / 5);
        var (started, before) = (Stopwatch.GetTimestamp(), Interlocked.Read(ref _accepted));
        await Task.Delay(length);
        var rate = (Interlocked.Read(ref _accepted) - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await end.CancelAsync();
        await Task.WhenAll(all);
        return rate;
    }

    private async Task Order(OrderSender sender, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var buyer = Interlocked.Increment(ref _next);
            var template = _templates[buyer % _templates.Length];
            var body = template.Copy();
            template.Address(body, buyer);
            var until = DateTime.UtcNow + Load.Patience;
            string? poll = null;
            while (DateTime.UtcNow < until)
            {
                var reply = await sender.Send(poll, body, template.ExternalId(buyer), patience);
                if (reply.Outcome is { } outcome)
                {
                    if (outcome == Outcome.Accepted)
                        Interlocked.Increment(ref _accepted);
                    break;
                }
                Interlocked.Increment(ref _retries);
                poll = reply.Poll ?? poll;
                await Task.Delay(_breath);
            }
        }
    }
}
