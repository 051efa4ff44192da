namespace RetailActors.Retail.Load;

/// <summary>Takes down what each arrival came to. One for all lanes of a process.</summary>
internal sealed class Recorder(TimeSpan warmUp)
{
    /// <summary>Later than a timer alone can be: the bound on requests in flight held it back, or the CPU.</summary>
    private static readonly TimeSpan _late = TimeSpan.FromMilliseconds(20);
    private const int MaxAnswers = 40;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = [];
    private Findings _since = new();
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public void Sending() => Interlocked.Increment(ref _inFlight);

    public void Answered(Act act, string answer, int retries, TimeSpan due, TimeSpan sent, TimeSpan now)
    {
        Interlocked.Decrement(ref _inFlight);
        // A timer may fire early by a fraction of a millisecond; then the wait began when it was sent. Where it
        // counts goes by when it was due, or the first arrival would lie before the start and be lost.
        Record(act, answer, due, now - (due < sent ? due : sent), now, sent, retries);
    }

    /// <summary>Nothing was sent. It counts with the time that it waited in vain, the least it can be.</summary>
    public void NotSent(Act act, TimeSpan due, TimeSpan now) =>
        Record(act, Reply.NotSent, due, now - due, now, null, 0);

    /// <summary>What was found since the last time this was asked.</summary>
    public Findings Take()
    {
        lock (_gate)
        {
            var taken = _since;
            _since = new Findings();
            return taken;
        }
    }

    private void Record(
        Act act, string answer, TimeSpan due, TimeSpan waited, TimeSpan now, TimeSpan? sent, int retries)
    {
        lock (_gate)
        {
            if (!_names.Contains(answer) && (_names.Count >= MaxAnswers || !_names.Add(answer)))
                answer = Reply.Other;
            var slice = _since.SliceOf((int)due.TotalSeconds);
            Findings.Count(slice.Answers, answer);
            Histograms.Record(slice.SinceArrival, waited);
            if (sent is not null)
                _since.SliceOf((int)now.TotalSeconds).Answered++;
            if (due < warmUp)
                return;
            _since.Retries += retries;
            var found = _since.Of(act);
            Findings.Count(found.Answers, answer);
            Histograms.Record(found.SinceArrival, waited);
            if (sent is not { } at)
                return;
            Histograms.Record(found.SinceSending, now - at);
            if (at - due > _late)
                _since.Late++;
        }
    }
}
