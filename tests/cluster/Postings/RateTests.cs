using System.Diagnostics;

namespace RetailActors.Tests.Outgoing;

/// <summary>The promise about an account's limit, with the real clock: a burst is never passed on, and drains in the
/// time that the limit implies.</summary>
public sealed class RateTests(ITestOutputHelper output)
{
    private const int Rate = 20;
    private const int Documents = 600;

    [Fact]
    public async Task A_burst_never_exceeds_the_limit_of_its_account_and_drains_in_the_time_that_the_limit_implies()
    {
        var fake = new FakeSystem();
        fake = new FakeSystem { Capability = fake.Capability with { RatePerSecond = Rate } };
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order")]);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Documents).Select(i =>
            silo.Posting($"o{i}").Record([SampleSteps.Accepted($"o{i}")])));
        output.WriteLine($"recorded after {watch.Elapsed}");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (fake.Calls.Count < Documents)
            await Task.Delay(50, limit.Token);
        var drained = watch.Elapsed;
        var starts = fake.Calls.Select(c => c.At).Order().ToList();
        var most = starts.Max(start => starts.Count(s => s >= start && s < start + TimeSpan.FromSeconds(1)));
        output.WriteLine($"drained after {drained}; at most {most} calls within a second");
        fake.Books.Count.ShouldBe(Documents);
        most.ShouldBeLessThanOrEqualTo(Rate);
        drained.ShouldBeLessThan(TimeSpan.FromSeconds(Documents / Rate * 1.1));
    }
}
