using System.Collections.Concurrent;

namespace RetailActors.Retail.Day;

/// <summary>One customer's story.</summary>
/// <param name="channel">web, shopify or tills.</param>
/// <param name="wish">collect, ship or carry.</param>
internal sealed class Visit(string channel, string wish)
{
    public string Channel => channel;
    public string Wish => wish;

    /// <summary>Our order, once there is one.</summary>
    public string? Order { get; set; }

    /// <summary>How it ended for the customer: collected, shipped, carried, cancelled, declined …</summary>
    public string Outcome { get; set; } = "waiting";

    /// <summary>Units were brought back.</summary>
    public bool IsReturned { get; set; }

    /// <summary>When the shop or the till had the order, as a part of the day.</summary>
    public double At { get; set; }

    /// <summary>The status that the order has to have in the evening; null when any will do.</summary>
    public string? Expected => Outcome switch
    {
        "collected" or "shipped" => "completed",
        "cancelled" or "not-collected" => "cancelled",
        "declined" or "out-of-stock" => "rejected",
        _ => null,
    };
}

/// <summary>What waited at a moment.</summary>
/// <param name="At">Part of the day; more than 1 after closing time.</param>
/// <param name="Owed">Calls owed.</param>
/// <param name="AwaitingErp">Orders that the ERP does not know in full.</param>
/// <param name="Exceptions">On the desk.</param>
internal sealed record Sample(double At, long Owed, long AwaitingErp, long Exceptions);

/// <summary>What was decided at the desk.</summary>
internal sealed record Decision(string Kind, string Class, string Owner, string Group, string What, string Evidence);

/// <summary>Everything that is written down during the day. Shared by all customers.</summary>
internal sealed class Diary(ShopHours hours)
{
    /// <summary>Lines of the log that are kept.</summary>
    public const int MaxLines = 500;

    private readonly ConcurrentQueue<Visit> _visits = new();
    private readonly ConcurrentQueue<(string Time, string What)> _log = new();
    private readonly ConcurrentDictionary<Trouble, byte> _active = new();
    private readonly ConcurrentQueue<string> _mishaps = new();

    public IReadOnlyCollection<Visit> Visits => _visits;
    public IReadOnlyCollection<(string Time, string What)> Log => _log;
    public IEnumerable<Trouble> Active => _active.Keys.OrderBy(t => t.From);
    public ConcurrentQueue<Sample> Samples { get; } = new();
    public ConcurrentQueue<Decision> Decisions { get; } = new();

    /// <summary>Stories that did not go as they should have; one line each.</summary>
    public IReadOnlyCollection<string> Mishaps => _mishaps;

    /// <summary>What the day is doing.</summary>
    public string Phase { get; private set; } = "opening";

    public Visit Begin(string channel, string wish)
    {
        var visit = new Visit(channel, wish) { At = hours.Now };
        _visits.Enqueue(visit);
        return visit;
    }

    public void Enter(string phase)
    {
        Phase = phase;
        Say(phase);
    }

    public void Say(string what)
    {
        if (_log.Count < MaxLines)
            _log.Enqueue((hours.Time, what));
    }

    public void Mishap(string what)
    {
        if (_mishaps.Count < MaxLines)
            _mishaps.Enqueue(what);
    }

    /// <summary>A trouble begins; it ends when the result is disposed of.</summary>
    public IDisposable Trouble(Trouble trouble)
    {
        _active[trouble] = 0;
        Say($"{trouble.Name}");
        return new End(() =>
        {
            _active.TryRemove(trouble, out _);
            Say($"over: {trouble.Name}");
        });
    }

    private sealed class End(Action then) : IDisposable
    {
        public void Dispose() => then();
    }
}
