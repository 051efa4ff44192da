using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using RetailActors.Gateway;
using RetailActors.Operations;

namespace RetailActors.Tests.Sla;

/// <summary>While a part of the journal is away nobody knows how much waits: it is neither late nor in time.</summary>
public sealed class UnknownTests
{
    [Fact]
    public async Task What_cannot_be_looked_at_begins_no_breach_and_ends_none()
    {
        var directory = new AwayDirectory();
        await using var hooks = await SlaReceiver.Start();
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(directory),
            "--Sla:LookSeconds", "0.2", "--Sla:pickup-readiness:TargetSeconds", "1",
            "--Webhooks:Out:0:Name", "desk", "--Webhooks:Out:0:Tenant", "demo", "--Webhooks:Out:0:Url", hooks.Url,
            "--Webhooks:Out:0:Types", "sla.*", "--Webhooks:Out:0:AllowPrivate", "true",
            "--Webhooks:Out:0:Secrets:0", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        var first = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        await Until.True("it is late", () => Task.FromResult(hooks.Of("sla.breached").Any()), 60);

        directory.IsAway = true;
        var second = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        (await shop.Http.Post($"/v1/orders/{first}/ready-for-pickup", """{"fulfilmentId":"R-1"}""")).ShouldBe("200");
        // Every process is asked once in a round; these are rounds for longer than the target.
        var since = Environment.TickCount64;
        await Until.True("it was looked in vain", () => Task.FromResult(
            directory.Asked > 5 * SlaProcess.All.Length && Environment.TickCount64 - since > 2_000));
        Told(hooks, "sla.breached").ShouldBe([$"order/demo/{first}"]);
        hooks.Of("sla.restored").ShouldBeEmpty();

        directory.IsAway = false;
        await Until.True("what has gone on is in time", () => Task.FromResult(
            Told(hooks, "sla.restored").Contains($"order/demo/{first}")), 60);
        await Until.True("what has not is late", () => Task.FromResult(
            Told(hooks, "sla.breached").Contains($"order/demo/{second}")), 60);
        Told(hooks, "sla.breached").Count().ShouldBe(2);
    }

    [Fact]
    public async Task Gauges_keep_what_was_seen_last_and_the_log_says_so_once()
    {
        var directory = new AwayDirectory();
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<IOutgoingGrainCallFilter>(directory));
        var tenant = Requests.NewId("meter");
        using var gauges = new Gauges(tenant);
        var (clock, log) = (new FakeTimeProvider(), new Lines());
        using var meter = new WorklistMeter(shop.Grains, Clients(tenant, clock), clock, log);
        await meter.StartAsync(default);
        await Raise(shop, tenant, "a");
        await Until.True("one is seen", () => Seen(1));

        directory.IsAway = true;
        await Raise(shop, tenant, "b");
        var before = directory.Asked;
        await Until.True("it was looked in vain", () =>
        {
            clock.Advance(WorklistMeter.Pause);
            return Task.FromResult(directory.Asked >= before + 5);
        });
        gauges.Exceptions().ShouldBe(1);

        directory.IsAway = false;
        await Until.True("two are seen", () => Seen(2));
        await meter.StopAsync(default);
        log.Said.Select(line => line.Level).ShouldBe([LogLevel.Warning, LogLevel.Information]);
        log.Said.First().Text.ShouldContain("Shard b cannot be read now");

        Task<bool> Seen(long count)
        {
            clock.Advance(WorklistMeter.Pause);
            return Task.FromResult(gauges.Exceptions() == count);
        }
    }

    private static IEnumerable<string?> Told(SlaReceiver hooks, string type) => hooks.Of(type)
        .Select(e => e.GetProperty("data").GetProperty("entity").GetString()).Distinct();

    private static ApiClients Clients(string tenant, TimeProvider clock) => ApiClients.From(
        new GatewayOptions
        {
            DevelopmentClient = false,
            Clients = [new ClientOptions { Id = "meter", Tenant = tenant, Key = "key-of-the-meter", Scopes = ["*"] }],
        }, false, clock);

    private static Task Raise(Shop shop, string tenant, string part)
    {
        var key = ExceptionKey.For(new Tenant(tenant), "test", "test/x", part);
        return shop.Grains.Actor<IExceptionCase>(key.ToString()).Raise(new ExceptionReport(
            "test", "test/x", part, "test", Role.It, "Evidence.", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue,
            [ResolutionKind.Waive]));
    }

    /// <summary>The size of the worklist of exceptions of one tenant, as a collector reads it.</summary>
    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _last;

        public Gauges(string tenant)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "retailactors.worklist.size")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                var (mine, list) = (false, false);
                foreach (var tag in tags)
                {
                    mine |= tag is { Key: "tenant", Value: string t } && t == tenant;
                    list |= tag is { Key: "worklist", Value: "exceptions" };
                }
                if (mine && list)
                    Volatile.Write(ref _last, value);
            });
            _listener.Start();
        }

        public long Exceptions()
        {
            _listener.RecordObservableInstruments();
            return Volatile.Read(ref _last);
        }

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Lines : ILogger<WorklistMeter>
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Text)> _said = new();

        public IEnumerable<(LogLevel Level, string Text)> Said => _said;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => _said.Enqueue((logLevel, formatter(state, exception)));
    }
}
