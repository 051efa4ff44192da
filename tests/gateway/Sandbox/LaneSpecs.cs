using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using RetailActors.Adapters;
using RetailActors.Adapters.Resilience;
using RetailActors.Payments;

namespace RetailActors.Tests.Sandbox;

public sealed class LaneSpecs
{
    private static readonly ProviderAnswer _approved =
        new ProviderAnswer.Approved("psp_1", new Money(1, new Currency("USD")), DateTimeOffset.UnixEpoch);
    private static readonly LaneOptions _small = new()
    {
        Concurrency = 1, QueueLimit = 1, BreakerMinimumThroughput = 4, BreakerBreak = TimeSpan.FromSeconds(5),
    };

    private static ValueTask<ProviderAnswer> Run(Lane<ProviderAnswer> lane, ProviderAnswer answer) =>
        lane.Run(static (a, _) => ValueTask.FromResult(a), answer, CancellationToken.None);

    [Fact]
    public async Task Beyond_the_queue_the_answer_is_unavailable_at_once()
    {
        using var lane = Lanes.OfPayments("psp", _small);
        var gate = new TaskCompletionSource<ProviderAnswer>();
        var running = lane.Run(static async (g, _) => await g.Task, gate, CancellationToken.None).AsTask();
        var waiting = lane.Run(static async (g, _) => await g.Task, gate, CancellationToken.None).AsTask();
        (await Run(lane, _approved)).ShouldBeOfType<ProviderAnswer.Unavailable>().Reason.ShouldBe("lane-full");
        lane.View().ShouldBe(new LaneView("psp", 1, 1, "closed", 0, 1));
        gate.SetResult(_approved);
        (await running).ShouldBe(_approved);
        (await waiting).ShouldBe(_approved);
        lane.View().ShouldBe(new LaneView("psp", 0, 0, "closed", 2, 1));
    }

    [Fact]
    public async Task Failures_open_the_breaker_and_a_good_answer_closes_it_again()
    {
        var time = new FakeTimeProvider();
        using var lane = Lanes.OfPayments("psp", _small, time);
        for (var i = 0; i < 4; i++)
        {
            await Run(lane, new ProviderAnswer.Unknown("connection-lost"));
        }
        lane.View().Breaker.ShouldBe("open");
        (await Run(lane, _approved)).ShouldBeOfType<ProviderAnswer.Unavailable>().Reason.ShouldBe("breaker-open");
        time.Advance(TimeSpan.FromSeconds(6));
        (await Run(lane, _approved)).ShouldBe(_approved);
        lane.View().Breaker.ShouldBe("closed");
    }

    [Fact]
    public async Task Refusals_and_throttling_never_open_the_breaker()
    {
        using var lane = Lanes.OfPayments("psp", _small, new FakeTimeProvider());
        ProviderAnswer[] healthy =
        [
            new ProviderAnswer.Rejected("no"), new ProviderAnswer.Declined("no"), new ProviderAnswer.NotFound(),
            new ProviderAnswer.Unavailable("rate-limited", TimeSpan.FromSeconds(1)),
        ];
        for (var i = 0; i < 40; i++)
        {
            (await Run(lane, healthy[i % healthy.Length])).ShouldBe(healthy[i % healthy.Length]);
        }
        lane.View().Breaker.ShouldBe("closed");
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_unknown()
    {
        var time = new FakeTimeProvider();
        using var lane = Lanes.OfPayments("psp", _small, time);
        var hanging = lane.Run(static async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return _approved;
        }, 0, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(3));
        (await hanging).ShouldBe(new ProviderAnswer.Unknown("timeout"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_knows_nothing()
    {
        using var lane = Lanes.OfPayments("psp", _small);
        using var gone = new CancellationTokenSource();
        var call = lane.Run(static async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return _approved;
        }, 0, gone.Token).AsTask();
        await gone.CancelAsync();
        (await call).ShouldBe(new ProviderAnswer.Unknown("cancelled"));
    }

    [Fact]
    public async Task The_rate_holds_calls_back_and_does_not_lose_them()
    {
        using var lane = Lanes.OfPayments(
            "psp", _small with { Concurrency = 50, RatePerSecond = 200, QueueLimit = 100 });
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Run(lane, _approved).AsTask()));
        answers.ShouldAllBe(a => a == _approved);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(300));
    }

    [Theory]
    [InlineData("Concurrency", "0")]
    [InlineData("Concurrency", "many")]
    [InlineData("QueueLimit", "-1")]
    [InlineData("RatePerSecond", "1000001")]
    [InlineData("TimeoutMs", "5")]
    [InlineData("BreakerFailureRatio", "1.5")]
    [InlineData("BreakerMinimumThroughput", "1")]
    [InlineData("BreakerSamplingMs", "100")]
    [InlineData("BreakerBreakMs", "NaN")]
    [InlineData("BaseUrl", "ftp://x")]
    [InlineData("BaseUrl", "")]
    public void A_value_out_of_its_range_stops_the_start_and_names_its_key(string name, string value)
    {
        var key = $"Payments:Providers:sandbox:{name}";
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        Should.Throw<InvalidOperationException>(() => new PaymentProviders(configuration)).Message.ShouldStartWith(key);
    }
}
