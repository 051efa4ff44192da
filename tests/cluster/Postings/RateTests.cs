using System.Diagnostics;

namespace RetailActors.Tests.Outgoing;

/// <summary>The promise about an account's limit, with the real clock: a burst is never passed on, and drains in the
/// time that the limit implies.</summary>
public sealed class RateTests(ITestOutputHelper output)
{
    private const int Rate = 20;
    private const int Concurrency = 16;

    /// <summary>An account that answers after 400 ms has heard of a call at once: no reason to send less.</summary>
    [Theory]
    [InlineData(600, 0)]
    [InlineData(400, 400)]
    public async Task A_burst_never_exceeds_the_limit_of_its_account_and_drains_in_the_time_that_the_limit_implies(
        int documents, int answerMs)
    {
        var fake = new FakeSystem();
        var inFlight = 0;
        var mostInFlight = 0;
        fake = new FakeSystem
        {
            Capability = fake.Capability with { RatePerSecond = Rate, Concurrency = Concurrency },
            Before = async _ =>
            {
                InterlockedMax(ref mostInFlight, Interlocked.Increment(ref inFlight));
                await Task.Delay(answerMs);
                Interlocked.Decrement(ref inFlight);
            },
        };
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order")]);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, documents).Select(i =>
            silo.Posting($"o{i}").Record([SampleSteps.Accepted($"o{i}")])));
        output.WriteLine($"recorded after {watch.Elapsed}");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (fake.Books.Count < documents)
            await Task.Delay(50, limit.Token);
        var drained = watch.Elapsed;
        var starts = fake.Calls.Select(c => c.At).Order().ToList();
        var most = starts.Max(start => starts.Count(s => s >= start && s < start + TimeSpan.FromSeconds(1)));
        output.WriteLine($"drained after {drained}; at most {most} calls within a second");
        fake.Calls.Count.ShouldBe(documents);
        mostInFlight.ShouldBeLessThanOrEqualTo(Concurrency);
        most.ShouldBeLessThanOrEqualTo(Rate);
        drained.ShouldBeLessThan(TimeSpan.FromSeconds(documents / Rate * 1.1));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var known = Volatile.Read(ref most); value > known;)
        {
            var before = Interlocked.CompareExchange(ref most, value, known);
            known = before == known ? value : before;
        }
    }
}
