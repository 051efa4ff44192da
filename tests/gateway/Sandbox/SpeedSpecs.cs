using System.Diagnostics;
using RetailActors.Payments;
using static RetailActors.Tests.Sandbox.SandboxHost;

namespace RetailActors.Tests.Sandbox;

public sealed class SpeedSpecs(ITestOutputHelper output)
{
    /// <summary>More with <c>SANDBOX_CALLS=200000</c>, and <c>-showliveoutput</c> to see the rate.</summary>
    [Fact]
    public async Task Every_one_of_many_round_trips_is_approved_and_in_the_books()
    {
        var calls = int.Parse(Environment.GetEnvironmentVariable("SANDBOX_CALLS") ?? "2000");
        await using var host = await Start();
        var next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var n && n <= calls)
            {
                (await host.Send(Authorise($"pay_{n}"))).ShouldBeOfType<ProviderAnswer.Approved>();
            }
        }));
        var rate = calls / watch.Elapsed.TotalSeconds;
        output.WriteLine($"{rate:F0} round trips a second, {GC.GetTotalMemory(true) >> 20} MiB live");
        (await host.Books("?limit=1")).GetProperty("summary").GetProperty("approved").GetInt64().ShouldBe(calls);
    }
}
