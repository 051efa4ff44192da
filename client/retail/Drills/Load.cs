using System.Collections.Concurrent;
using System.Diagnostics;
using RetailActors.Retail.Cluster;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail.Drills;

/// <summary>
/// Orders that arrive at a fixed rate, whether or not the earlier ones were answered. Each goes to a silo or gateway
/// that says it is ready, as a load balancer would do it, and is sent again with the same key, not before
/// <c>Retry-After</c>, until it has a final answer.
/// </summary>
internal sealed class Load : IDisposable
{
    /// <summary>Orders under way at most; an arrival beyond it is counted as turned away and not sent.</summary>
    public const int MaxInFlight = 4_000;

    /// <summary>An order without a final answer after this is an order that never ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(20);

    private readonly OrderTemplate[] _templates;
    private readonly AckLedger _ledger;
    private readonly OrderSender _sender;
    private readonly ConcurrentQueue<Exception> _crashes = new();
    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly CancellationTokenSource _end = new();
    private Task _arriving = Task.CompletedTask;
    private int _next;
    private int _inFlight;
    private long _turnedAway;

    public Load(LocalCluster cluster, DrillShelf shelf, string key, AckLedger ledger, double perSecond)
    {
        (_ledger, PerSecond) = (ledger, perSecond);
        _templates = shelf.Templates(RunId.Next("dr"));
        _sender = new OrderSender(cluster, key, Tally);
    }

    /// <summary>Arrivals per second.</summary>
    public double PerSecond { get; }

    /// <summary>What came of them.</summary>
    public Tally Tally { get; } = new();

    /// <summary>Ids of the acknowledged orders.</summary>
    public IReadOnlyCollection<string> Accepted => _accepted;

    /// <summary>Requests that had to be sent again, polls not counted.</summary>
    public long Failed => Tally.Retries;

    /// <summary>Orders that one silo or gateway has acknowledged.</summary>
    public int AcceptedBy(SiloNode entrance) => _sender.AcceptedBy(entrance);

    /// <summary>Orders without a final answer so far.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Arrivals that were not sent because too many were under way.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    public void Start()
    {
        Tally.Open();
        _arriving = Task.Run(Arrive);
    }

    /// <summary>No more arrivals; waits until every order has a final answer.</summary>
    public async Task Stop()
    {
        await _end.CancelAsync();
        await _arriving;
        while (InFlight > 0)
            await Task.Delay(20);
        Tally.Close();
        if (_crashes.TryPeek(out var crash))
            throw new InvalidOperationException("A buyer could not go on.", crash);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _end.Dispose();
    }

    private async Task Arrive()
    {
        var started = Stopwatch.GetTimestamp();
        while (!_end.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond);
            for (; _next < due; _next++)
            {
                if (InFlight >= MaxInFlight)
                {
                    Interlocked.Increment(ref _turnedAway);
                    continue;
                }
                var buyer = _next;
                Interlocked.Increment(ref _inFlight);
                _ = Task.Run(() => Visit(buyer));
            }
            await Task.Delay(10);
        }
    }

    private async Task Visit(int buyer)
    {
        try
        {
            await Buy(buyer);
        }
        catch (Exception e)
        {
            _crashes.Enqueue(e);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task Buy(int buyer)
    {
        var template = _templates[buyer % _templates.Length];
        var body = template.Copy();
        template.Address(body, buyer);
        var key = template.ExternalId(buyer);
        var started = Stopwatch.GetTimestamp();
        string? poll = null;
        for (var wait = 50; ; wait = Math.Min(wait * 2, 1_000))
        {
            var reply = await _sender.Send(poll, body, key, _attempt);
            if (reply.Outcome is { } outcome)
            {
                if (outcome == Outcome.Accepted)
                    Accept(reply.Order!, key);
                Tally.Visit(outcome, started);
                return;
            }
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                Tally.Visit(Outcome.Unresolved, started);
                return;
            }
            if (reply.Cause is { } cause)
                Tally.Retry(cause);
            else if (reply.Poll is not null)
                Tally.Poll();
            poll = reply.Poll ?? poll;
            await Task.Delay(RetryAfter.Pause(reply, wait));
        }
    }

    private void Accept(string order, string externalId)
    {
        _accepted.Enqueue(order);
        _ledger.Accepted(order, externalId);
    }
}
