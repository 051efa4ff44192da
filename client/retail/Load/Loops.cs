namespace RetailActors.Retail.Load;

/// <summary>One act from its beginning to its last answer.</summary>
internal interface IShopper
{
    /// <summary>What can be done in place of this: nobody picks up an order that was not placed.</summary>
    Act Instead(Act act);

    /// <summary>Does it; the name of the answer, and how often it was sent again. Never throws for an answer.</summary>
    Task<(string Answer, int Retries)> Do(Act act, Random random, CancellationToken cancellation);
}

/// <summary>The two ways to load a system: by a schedule, whatever the answers, or by callers who wait.</summary>
internal sealed class Loops(IShopper shopper, Mix mix, Recorder recorder, IPace pace, int seed)
{
    /// <summary>
    /// Open loop: a bounded number of lanes take the arrivals in order. When all of them wait for answers, the next
    /// arrival is sent late and its time still counts from when it was due; after the patience it is not sent.
    /// </summary>
    public Task Open(Arrivals arrivals, int lanes, TimeSpan patience, CancellationToken cancellation) =>
        All(lanes, async random =>
        {
            while (arrivals.Next() is { } due)
            {
                await pace.Until(due, cancellation);
                var act = shopper.Instead(mix.Choose(random));
                if (pace.Now - due > patience)
                    recorder.NotSent(act, due, pace.Now);
                else
                    await Send(act, due, random, cancellation);
            }
        }, cancellation);

    /// <summary>Closed loop: callers, each of whom sends the next request when it has thought long enough.</summary>
    public Task Closed(int callers, TimeSpan think, TimeSpan until, CancellationToken cancellation) =>
        All(callers, async random =>
        {
            await pace.Until(TimeSpan.Zero, cancellation);
            while (pace.Now < until)
            {
                await Send(shopper.Instead(mix.Choose(random)), null, random, cancellation);
                if (think > TimeSpan.Zero)
                    await pace.Until(pace.Now + think, cancellation);
            }
        }, cancellation);

    private async Task Send(Act act, TimeSpan? due, Random random, CancellationToken cancellation)
    {
        var sent = pace.Now;
        recorder.Sending();
        var (answer, retries) = await shopper.Do(act, random, cancellation);
        // The first callers may be a fraction of a millisecond ahead of the start; nobody is due before it.
        var came = due ?? (sent > TimeSpan.Zero ? sent : TimeSpan.Zero);
        recorder.Answered(act, answer, retries, came, sent, pace.Now);
    }

    private Task All(int lanes, Func<Random, Task> lane, CancellationToken cancellation) => Task.WhenAll(
        Enumerable.Range(0, lanes).Select(i => Task.Run(() => lane(new Random(seed + i)), cancellation)));
}
