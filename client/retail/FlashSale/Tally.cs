using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;

namespace RetailActors.Retail.FlashSale;

/// <summary>How a buyer's visit ended.</summary>
internal enum Outcome
{
    Accepted,
    OutOfStock,
    Declined,
    Failed,
    Unresolved,
}

/// <summary>Why a request was sent again with the same key.</summary>
internal enum RetryCause
{
    Connection,
    TimedOut,
    Busy,
    RateLimited,
    InFlight,
    ServerError,
}

/// <summary>Everything counted during a sale. Shared by all buyers, so nothing in it allocates per request.</summary>
internal sealed class Tally
{
    /// <summary>Longest time that is told apart, in microseconds: one hour.</summary>
    private const long MaxMicroseconds = 3_600_000_000;
    private const int Slots = 4 * 3_600;
    private const int MaxSamples = 5;

    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private readonly long[] _retries = new long[Enum.GetValues<RetryCause>().Length];
    private readonly int[] _decided = new int[Slots];
    private readonly ConcurrentDictionary<string, long> _complaints = new();
    private long _polls;
    private long _started;
    private long _ended;

    /// <summary>From the moment the doors opened for all, in microseconds: what a buyer has waited.</summary>
    public LongConcurrentHistogram SinceStart { get; } = new(1, MaxMicroseconds, 3);

    /// <summary>From the buyer's first request to the final answer, in microseconds, retries included.</summary>
    public LongConcurrentHistogram SinceRequest { get; } = new(1, MaxMicroseconds, 3);

    public long this[Outcome outcome] => Volatile.Read(ref _outcomes[(int)outcome]);
    public long this[RetryCause cause] => Volatile.Read(ref _retries[(int)cause]);
    public long Retries => Enum.GetValues<RetryCause>().Sum(c => this[c]);
    public long Decided => Enum.GetValues<Outcome>().Sum(o => this[o]);
    public long Polls => Volatile.Read(ref _polls);

    /// <summary>What the server said that nobody expected, with how often; bounded.</summary>
    public IReadOnlyDictionary<string, long> Complaints => _complaints;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started, _ended == 0 ? Stopwatch.GetTimestamp() : _ended);

    public void Open() => _started = Stopwatch.GetTimestamp();

    public void Close() => _ended = Stopwatch.GetTimestamp();

    public void Visit(Outcome outcome, long requestedAt)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        var elapsed = Stopwatch.GetElapsedTime(_started, now);
        Interlocked.Increment(ref _decided[Math.Min((int)(elapsed.TotalSeconds * 4), Slots - 1)]);
        SinceStart.RecordValue(Microseconds(elapsed));
        SinceRequest.RecordValue(Microseconds(Stopwatch.GetElapsedTime(requestedAt, now)));
    }

    public void Retry(RetryCause cause) => Interlocked.Increment(ref _retries[(int)cause]);

    public void Poll() => Interlocked.Increment(ref _polls);

    public void Complain(string what)
    {
        if (_complaints.Count < MaxSamples || _complaints.ContainsKey(what))
            _complaints.AddOrUpdate(what, 1, static (_, n) => n + 1);
    }

    /// <summary>Decided buyers per quarter of a second, oldest first: the last ones.</summary>
    public int[] Rate(int most)
    {
        var used = Math.Min((int)(Elapsed.TotalSeconds * 4) + 1, Slots);
        return _decided[Math.Max(0, used - most)..used];
    }

    /// <summary>Decided buyers per second of the sale, in order.</summary>
    public int[] PerSecond() => [.. _decided
        .Take(Math.Min((int)(Elapsed.TotalSeconds * 4) + 1, Slots)).Chunk(4).Select(c => c.Sum())];

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, MaxMicroseconds);
}
