using System.Diagnostics;
using RetailActors.Payments;

namespace RetailActors.Tests.Sandbox;

public sealed class Sandbox_speed
{
    [Fact]
    public async Task Thousands_of_round_trips_end_approved_and_are_in_the_books()
    {
        var calls = int.Parse(Environment.GetEnvironmentVariable("SANDBOX_CALLS") ?? "2000");
        await using var host = await SandboxHost.Start();
        var next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var n && n <= calls)
            {
                (await host.Send(SandboxHost.Authorise($"pay_{n}"))).ShouldBeOfType<ProviderAnswer.Approved>();
            }
        }));
        TestContext.Current.SendDiagnosticMessage($"{calls / watch.Elapsed.TotalSeconds:F0} round trips per second");
        Console.WriteLine($"{calls / watch.Elapsed.TotalSeconds:F0} round trips per second, heap {GC.GetTotalMemory(true) / 1048576} MB");
        (await host.Books("?limit=1")).GetProperty("summary").GetProperty("approved").GetInt64().ShouldBe(calls);
    }
}
