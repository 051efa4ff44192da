using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Runtime;
using RetailActors.Events;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Settlement;
using RetailActors.Tests.Actors;
using RetailActors.Webhooks;

namespace RetailActors.Tests.Webhooks;

/// <summary>From an event to a third party's receiver, over HTTP and through everything that can go wrong.</summary>
public sealed class WebhookTests : IDisposable
{
    private readonly CancellationTokenSource _limit = Limit();

    private CancellationToken Cancel => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task An_event_arrives_as_a_signed_CloudEvent_that_either_secret_verifies()
    {
        await using var receiver = await Receiver.Start();
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url));
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var e = await silo.Publish(WebhookSilo.Event(trace));
        var got = (await receiver.Until(1, Cancel))[0];
        Verifier.Fits(got, WebhookSilo.Secret).ShouldBeTrue();
        Verifier.Fits(got, WebhookSilo.Next).ShouldBeTrue();
        Verifier.Fits(got, "another secret, another secret"u8.ToArray()).ShouldBeFalse();
        Verifier.Fits(got with { Body = got.Body + " " }, WebhookSilo.Secret).ShouldBeFalse();
        got.ContentType.ShouldBe("application/cloudevents+json");
        got.TraceParent.ShouldBe(trace);
        CloudEventJson.Read(got.Body).ShouldBe(e);
        Math.Abs(long.Parse(got.Timestamp) - DateTimeOffset.UtcNow.ToUnixTimeSeconds()).ShouldBeLessThan(60);
        await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
    }

    [Fact]
    public async Task An_event_of_stock_belongs_to_the_trace_of_the_change_that_it_tells_of()
    {
        await using var receiver = await Receiver.Start();
        await using var silo = await WebhookSilo.Start(
            WebhookSilo.Endpoint(0, "partner", receiver.Url, "Types=availability.changed"));
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        RequestContext.Set(ActorReferences.TraceParent, trace);
        await silo.Grains.GetGrain<IStock>("demo/TEE-TRACE/store-12").RecordMovement(new Movement(
            new("m-1"), MovementKind.Receive, 5, new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero), null, null, null,
            new("test")));
        var got = (await receiver.Until(1, Cancel))[0];
        CloudEventJson.Read(got.Body).TraceParent.ShouldBe(trace);
        got.TraceParent.ShouldBe(trace);
    }

    [Fact]
    public async Task A_settlement_line_that_does_not_tie_out_is_told()
    {
        await using var receiver = await Receiver.Start();
        await using var silo = await WebhookSilo.Start(
            WebhookSilo.Endpoint(0, "partner", receiver.Url, "Types=settlement.mismatched"));
        await silo.Grains.Actor<ISettlementLine>(new SettlementLineKey(WebhookSilo.Tenant, "set_1:7").ToString()).Raise(
            new LineCase(MismatchClass.Fee, LineStatus.Mismatched, "sandbox", "set_1", "7", null, null, "7 more"));
        var got = CloudEventJson.Read((await receiver.Until(1, Cancel))[0].Body);
        (got.Type, got.Subject).ShouldBe((EventType.SettlementMismatched.Name, "set_1"));
        got.Data.ShouldContain("\"class\":\"fee\"");
    }

    [Fact]
    public async Task Heard_twice_an_event_is_one_delivery()
    {
        await using var receiver = await Receiver.Start();
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url));
        var e = await silo.Publish();
        await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
        await silo.Publish(e);
        var last = await silo.Publish();
        await silo.Until("partner", last, v => v.Status == "delivered", Cancel);
        receiver.Requests.Count(r => CloudEventJson.Read(r.Body).Id == e.Id).ShouldBe(1);
    }

    [Fact]
    public async Task A_receiver_that_was_down_for_two_days_gets_the_event_under_the_id_that_it_always_had()
    {
        var clock = new AheadClock();
        await using var receiver = await Receiver.Start();
        receiver.Says(500);
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url), clock);
        var e = await silo.Publish();
        for (var hours = 0; hours < 48; hours += 12)
        {
            var before = (await silo.Until("partner", e, v => v.Attempts > 0, Cancel)).Attempts;
            clock.Skip(TimeSpan.FromHours(12));
            await silo.Until("partner", e, v => v.Attempts > before, Cancel);
        }
        receiver.Says(200);
        // A rest ends after a minute, the longest pause with its jitter after 14.4 hours.
        clock.Skip(TimeSpan.FromHours(15));
        await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
        receiver.Requests.Count.ShouldBeGreaterThanOrEqualTo(5);
        receiver.Requests.Select(r => r.Id).Distinct().Count().ShouldBe(1);
        receiver.Requests.Select(r => r.Timestamp).Distinct().Count().ShouldBeGreaterThan(4);
        receiver.Requests.ShouldAllBe(r => Verifier.Fits(r, WebhookSilo.Secret));
    }

    [Fact]
    public async Task Given_up_after_its_patience_it_is_with_the_desk_and_a_replay_delivers_it()
    {
        var clock = new AheadClock();
        await using var receiver = await Receiver.Start();
        receiver.Says(422);
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url), clock);
        BusinessEvent[] events = [await silo.Publish(), await silo.Publish(), await silo.Publish()];
        foreach (var e in events)
            await silo.Until("partner", e, v => v.Attempts > 0, Cancel);
        clock.Skip(TimeSpan.FromHours(73));
        foreach (var e in events)
            (await silo.Until("partner", e, v => v.Status == "dead", Cancel)).Code.ShouldBe("status-422");
        var desk = silo.Case("partner", EndpointDecider.DeadLettersKind, EndpointDecider.DeadLettersPart);
        (await desk.Open(Cancel)).Report.Owner.ShouldBe(Role.It);
        receiver.Says(202);
        (await desk.Decide("d-1", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty, new Origin("ann")))
            .ShouldBe(ResolutionResult.Resolved);
        foreach (var e in events)
            await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_left_alone_also_after_a_restart_until_somebody_enables_it()
    {
        var folder = Directory.CreateTempSubdirectory("retail-webhook-").FullName;
        await using var receiver = await Receiver.Start();
        receiver.Says(410);
        var endpoint = WebhookSilo.Endpoint(0, "partner", receiver.Url);
        BusinessEvent first, second;
        await using (var silo = await WebhookSilo.Start(endpoint, folder: folder))
        {
            first = await silo.Publish();
            await silo.Until("partner", first, v => v.Status == "held", Cancel);
            (await silo.Case("partner", EndpointDecider.GoneKind, EndpointDecider.ItselfPart).Open(Cancel))
                .Report.Evidence.ShouldContain("410");
        }
        receiver.Says(204);
        await using (var silo = await WebhookSilo.Start(endpoint, folder: folder))
        {
            second = await silo.Publish();
            await silo.Until("partner", second, v => v.Status == "held", Cancel);
            (await silo.Hook("partner").Read())!.Reason.ShouldBe("gone");
            receiver.Requests.Count.ShouldBe(1);
            var desk = silo.Case("partner", EndpointDecider.GoneKind, EndpointDecider.ItselfPart);
            (await desk.Decide(
                "d-1", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty, new Origin("ann")))
                .ShouldBe(ResolutionResult.Resolved);
            await silo.Until("partner", first, v => v.Status == "delivered", Cancel);
            await silo.Until("partner", second, v => v.Status == "delivered", Cancel);
            (await silo.Hook("partner").Read())!.Enabled.ShouldBeTrue();
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_receiver_that_is_too_busy_is_left_alone_for_as_long_as_it_asks()
    {
        var clock = new AheadClock();
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, response) =>
        {
            response.Headers.RetryAfter = "1800";
            return Task.FromResult(429);
        };
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url), clock);
        var e = await silo.Publish();
        var missed = await silo.Until("partner", e, v => v.Attempts > 0, Cancel);
        (missed.NextAt!.Value - clock.GetUtcNow()).TotalMinutes.ShouldBeInRange(28, 30);
        // Others of the same endpoint are not sent either.
        var other = await silo.Publish();
        (await silo.Until("partner", other, v => v.Attempts > 0, Cancel)).Code.ShouldBe("resting");
        receiver.Requests.Count.ShouldBe(1);
        receiver.Says(200);
        clock.Skip(TimeSpan.FromMinutes(31));
        await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
        await silo.Until("partner", other, v => v.Status == "delivered", Cancel);
    }

    [Fact]
    public async Task A_slow_receiver_keeps_no_other_waiting_and_is_never_called_more_than_its_bound_at_once()
    {
        await using var slow = await Receiver.Start();
        await using var quick = await Receiver.Start();
        using var open = new SemaphoreSlim(0);
        slow.Answer = async (_, _) =>
        {
            await open.WaitAsync(Cancel);
            return 200;
        };
        await using var silo = await WebhookSilo.Start(
            [.. WebhookSilo.Endpoint(0, "quick", quick.Url), .. WebhookSilo.Endpoint(1, "slow", slow.Url,
                "Concurrency=2")]);
        var events = new List<BusinessEvent>();
        for (var i = 0; i < 20; i++)
            events.Add(await silo.Publish());
        await quick.Until(20, Cancel);
        (await slow.Until(2, Cancel)).Count.ShouldBe(2);
        open.Release(1_000);
        foreach (var e in events)
            await silo.Until("slow", e, v => v.Status == "delivered", Cancel);
        slow.MostAtOnce.ShouldBe(2);
    }

    [Fact]
    public async Task An_address_that_is_not_public_is_not_called_unless_it_is_allowed()
    {
        await using var receiver = await Receiver.Start();
        await using var silo = await WebhookSilo.Start(
            WebhookSilo.Endpoint(0, "partner", receiver.Url, "AllowPrivate=false"));
        var e = await silo.Publish();
        (await silo.Until("partner", e, v => v.Attempts > 0, Cancel)).Code.ShouldBe("address-refused");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = (_, response) =>
        {
            response.Headers.Location = receiver.Url;
            return Task.FromResult(307);
        };
        await using var silo = await WebhookSilo.Start(WebhookSilo.Endpoint(0, "partner", receiver.Url));
        var e = await silo.Publish();
        (await silo.Until("partner", e, v => v.Attempts > 0, Cancel)).Code.ShouldBe("status-307");
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_than_may_wait_for_an_endpoint_is_given_up_and_can_be_sent_again()
    {
        var clock = new AheadClock();
        await using var receiver = await Receiver.Start();
        receiver.Says(503);
        await using var silo = await WebhookSilo.Start(
            WebhookSilo.Endpoint(0, "partner", receiver.Url, "QueueLimit=2"), clock);
        BusinessEvent[] events = [await silo.Publish(), await silo.Publish()];
        foreach (var e in events)
            await silo.Until("partner", e, v => v.Attempts > 0, Cancel);
        var third = await silo.Publish();
        (await silo.Until("partner", third, v => v.Status == "dead", Cancel)).Code.ShouldBe("queue-full");
        receiver.Says(200);
        clock.Skip(TimeSpan.FromMinutes(2));
        foreach (var e in events)
            await silo.Until("partner", e, v => v.Status == "delivered", Cancel);
        (await silo.Hook("partner").Replay(new Origin("ann"))).ShouldBeTrue();
        await silo.Until("partner", third, v => v.Status == "delivered", Cancel);
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        return limit;
    }
}
