using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using RetailActors.Gateway;

namespace RetailActors.Tests.Telemetry;

public sealed class TraceBudgetSpecs
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_second_keeps_its_first_traces_and_the_next_second_starts_again()
    {
        var budget = new TraceBudget(3, _time);
        Kept(budget, ActivityKind.Server, 10).ShouldBe(3);
        _time.Advance(TimeSpan.FromSeconds(1));
        Kept(budget, ActivityKind.Server, 2).ShouldBe(2);
    }

    [Fact]
    public void Statements_of_nobody_do_not_take_the_place_of_requests()
    {
        var budget = new TraceBudget(3, _time);
        Kept(budget, ActivityKind.Client, 1_000).ShouldBe(3);
        Kept(budget, ActivityKind.Consumer, 1).ShouldBe(1);
        Kept(budget, ActivityKind.Server, 10).ShouldBe(2);
    }

    [Fact]
    public void None_are_kept_with_a_budget_of_nothing() =>
        Kept(new TraceBudget(0, _time), ActivityKind.Server, 10).ShouldBe(0);

    [Theory]
    [InlineData("Telemetry:Traces:PerSecond", "-1")]
    [InlineData("Telemetry:Traces:PerSecond", "many")]
    [InlineData("Telemetry:Traces:PerSecond", "100001")]
    [InlineData("Telemetry:Prometheus", "perhaps")]
    [InlineData("Telemetry:Otlp:Endpoint", "collector")]
    public void A_wrong_value_names_its_key(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>(key, value)]).Build();
        Should.Throw<WrongSettingException>(() => TelemetryOptions.Read(configuration)).Message
            .ShouldStartWith($"{key} is '{value}'");
    }

    [Theory]
    [InlineData("orleans-app-requests-latency", false)]
    [InlineData("orleans-messaging-sent-local", false)]
    [InlineData("orleans-messaging-rejected", true)]
    [InlineData("orleans-something-new", false)]
    public void Of_Orleans_what_counts_every_message_is_left_out(string name, bool kept)
    {
        using var meter = new Meter(OrleansMeters.Name);
        (OrleansMeters.View(meter.CreateCounter<int>(name)) is null).ShouldBe(kept);
        OrleansMeters.View(meter.CreateObservableGauge($"{name}-now", () => 1)).ShouldBeNull();
        using var ours = new Meter("RetailActors");
        OrleansMeters.View(ours.CreateCounter<int>(name)).ShouldBeNull();
    }

    private static int Kept(Sampler sampler, ActivityKind kind, int times) => Enumerable.Range(0, times).Count(_ =>
        sampler.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "x", kind)).Decision
            == SamplingDecision.RecordAndSample);
}
