using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>What was found about one act after the warm-up.</summary>
internal sealed class ActFindings
{
    /// <summary>How arrivals ended, by the name of the answer.</summary>
    public SortedDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>From the scheduled arrival to the last answer: what a caller waits.</summary>
    public LongHistogram SinceArrival { get; } = Histograms.Fine();

    /// <summary>From the sending to the last answer: what is left when the caller waits for the tester.</summary>
    public LongHistogram SinceSending { get; } = Histograms.Fine();
}

/// <summary>One second of a load.</summary>
internal sealed class Slice
{
    /// <summary>How the arrivals of this second ended, whenever that was.</summary>
    public SortedDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that came in this second, whenever they were due.</summary>
    public long Answered { get; set; }

    /// <summary>What the arrivals of this second waited.</summary>
    public IntHistogram SinceArrival { get; } = Histograms.Coarse();
}

/// <summary>Everything that a load, or a part of it, has found so far. Findings can be added to each other.</summary>
internal sealed class Findings
{
    /// <summary>Seconds that are told apart; what comes later counts in the last one.</summary>
    public const int MaxSeconds = 2 * 3_600;

    private readonly SortedDictionary<int, Slice> _slices = [];
    private readonly SortedDictionary<Act, ActFindings> _acts = [];

    /// <summary>By the second of the load, without the seconds in which nothing was.</summary>
    public IReadOnlyDictionary<int, Slice> Slices => _slices;

    /// <summary>By act, after the warm-up.</summary>
    public IReadOnlyDictionary<Act, ActFindings> Acts => _acts;

    /// <summary>Requests that were sent again.</summary>
    public long Retries { get; set; }

    /// <summary>Arrivals that were sent noticeably later than they were due.</summary>
    public long Late { get; set; }

    public Slice SliceOf(int second)
    {
        var at = Math.Clamp(second, 0, MaxSeconds);
        if (!_slices.TryGetValue(at, out var slice))
            _slices[at] = slice = new Slice();
        return slice;
    }

    public ActFindings Of(Act act)
    {
        if (!_acts.TryGetValue(act, out var found))
            _acts[act] = found = new ActFindings();
        return found;
    }

    /// <summary>How arrivals ended, of all acts together.</summary>
    public SortedDictionary<string, long> Answers()
    {
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in _acts.Values.SelectMany(a => a.Answers))
            Count(all, name, count);
        return all;
    }

    /// <summary>All acts together.</summary>
    public LongHistogram Whole(Func<ActFindings, LongHistogram> of)
    {
        var whole = Histograms.Fine();
        foreach (var act in _acts.Values)
            whole.Add(of(act));
        return whole;
    }

    public void Add(Findings other)
    {
        (Retries, Late) = (Retries + other.Retries, Late + other.Late);
        foreach (var (second, theirs) in other._slices)
        {
            var slice = SliceOf(second);
            slice.Answered += theirs.Answered;
            slice.SinceArrival.Add(theirs.SinceArrival);
            foreach (var (name, count) in theirs.Answers)
                Count(slice.Answers, name, count);
        }
        foreach (var (act, theirs) in other._acts)
        {
            var found = Of(act);
            found.SinceArrival.Add(theirs.SinceArrival);
            found.SinceSending.Add(theirs.SinceSending);
            foreach (var (name, count) in theirs.Answers)
                Count(found.Answers, name, count);
        }
    }

    public static void Count(IDictionary<string, long> counts, string name, long more = 1)
    {
        counts.TryGetValue(name, out var before);
        counts[name] = before + more;
    }
}
