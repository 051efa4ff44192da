using System.Diagnostics;
using RetailActors.Payments;
using static RetailActors.Tests.Sandbox.SandboxHost;

namespace RetailActors.Tests.Sandbox;

/// <summary>The adapter against the sandbox over HTTP: what each token and each fault ends in.</summary>
public sealed class ProviderSpecs
{
    private const string TimeoutKey = "Payments:Providers:sandbox:TimeoutMs";

    [Fact]
    public async Task A_good_card_is_approved_and_found_again()
    {
        await using var host = await Start();
        var sent = (await host.Send(Authorise("pay_1"))).ShouldBeOfType<ProviderAnswer.Approved>();
        sent.Amount.ShouldBe(new Money(4328, new Currency("USD")));
        sent.Reference.ShouldBe("psp_1");
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(sent);
        (await host.Send(Authorise("pay_1"))).ShouldBe(sent);
    }

    [Fact]
    public async Task A_declined_card_is_declined_and_stays_declined()
    {
        await using var host = await Start();
        var call = Authorise("pay_1", "tok_declined");
        (await host.Send(call)).ShouldBe(new ProviderAnswer.Declined("card_declined"));
        (await host.Send(call)).ShouldBe(new ProviderAnswer.Declined("card_declined"));
        (await host.LookUp(call)).ShouldBe(new ProviderAnswer.Declined("card_declined"));
    }

    [Fact]
    public async Task A_slow_card_is_approved_after_a_second()
    {
        await using var host = await Start();
        var watch = Stopwatch.StartNew();
        (await host.Send(Authorise("pay_1", "tok_slow"))).ShouldBeOfType<ProviderAnswer.Approved>();
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task An_operation_in_the_works_is_neither_found_nor_absent()
    {
        await using var host = await Start(null, (TimeoutKey, "5000"));
        var slow = host.Send(Authorise("pay_1", "tok_slow"));
        await Until(async () =>
            await host.LookUp(Authorise("pay_1", "tok_slow")) == new ProviderAnswer.Unknown("in-flight"));
        (await host.Send(Authorise("pay_1", "tok_slow"))).ShouldBe(new ProviderAnswer.Unknown("in-flight"));
        (await slow).ShouldBeOfType<ProviderAnswer.Approved>();
        (await host.LookUp(Authorise("pay_1", "tok_slow"))).ShouldBeOfType<ProviderAnswer.Approved>();
    }

    [Fact]
    public async Task A_time_out_is_unknown_and_the_look_up_finds_that_it_was_done()
    {
        await using var host = await Start(null, (TimeoutKey, "1000"));
        await host.Send(Authorise("pay_0"));
        (await host.Send(Authorise("pay_1", "tok_timeout"))).ShouldBe(new ProviderAnswer.Unknown("timeout"));
        await Until(async () => await host.LookUp(Authorise("pay_1", "tok_timeout")) is ProviderAnswer.Approved);
        (await host.Books()).GetProperty("summary").GetProperty("approved").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_late_answers()
    {
        var host = await Start(null, (TimeoutKey, "60000"));
        var late = host.Send(Authorise("pay_1", "tok_timeout"));
        await Until(async () => await host.LookUp(Authorise("pay_1", "tok_timeout")) is ProviderAnswer.Approved);
        await host.DisposeAsync();
        (await late).ShouldBe(new ProviderAnswer.Unknown("connection-lost"));
    }

    [Fact]
    public async Task An_unknown_token_and_a_card_number_are_rejected_and_not_kept()
    {
        await using var host = await Start();
        (await host.Send(Authorise("pay_1", "tok_nobody"))).ShouldBe(new ProviderAnswer.Rejected("unknown-method"));
        foreach (var card in new[] { "4242424242424242", "4242 4242 4242 4242", "3782-822463-10005" })
        {
            (await host.Send(Authorise("pay_1", card))).ShouldBe(new ProviderAnswer.Rejected("card-number"));
        }
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.NotFound());
        (await host.Books()).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_key_that_stands_for_something_else_is_rejected()
    {
        await using var host = await Start();
        await host.Send(Authorise("pay_1"));
        (await host.Send(Authorise("pay_1", minor: 1))).ShouldBe(new ProviderAnswer.Rejected("key-reused"));
    }

    [Fact]
    public async Task The_provider_guards_its_own_amounts()
    {
        await using var host = await Start();
        var auth = Authorise("pay_1", minor: 100);
        var held = await host.Send(auth);
        async Task<ProviderAnswer> Do(OperationKind kind, string id, long minor) =>
            await host.Send(After(auth, held, kind, id, minor));

        (await Do(OperationKind.Refund, "r0", 1)).ShouldBe(new ProviderAnswer.Rejected("exceeds-captured"));
        (await Do(OperationKind.Capture, "c1", 60)).ShouldBeOfType<ProviderAnswer.Approved>();
        (await Do(OperationKind.Capture, "c2", 41)).ShouldBe(new ProviderAnswer.Rejected("exceeds-authorised"));
        (await Do(OperationKind.Void, "v1", 40)).ShouldBeOfType<ProviderAnswer.Approved>();
        (await Do(OperationKind.Void, "v2", 1)).ShouldBe(new ProviderAnswer.Rejected("exceeds-authorised"));
        (await Do(OperationKind.Refund, "r1", 60)).ShouldBeOfType<ProviderAnswer.Approved>();
        (await Do(OperationKind.Refund, "r2", 1)).ShouldBe(new ProviderAnswer.Rejected("exceeds-captured"));
        var euro = After(auth, held, OperationKind.Refund, "r3", 1) with { Amount = new(1, new Currency("EUR")) };
        (await host.Send(euro)).ShouldBe(new ProviderAnswer.Rejected("currency-mismatch"));
        var lost = After(auth, held, OperationKind.Capture, "c3", 1) with { OriginalReference = "psp_99" };
        (await host.Send(lost)).ShouldBe(new ProviderAnswer.Rejected("unknown-original"));
    }

    [Fact]
    public async Task Two_payments_may_use_the_same_operation_id()
    {
        await using var host = await Start();
        foreach (var payment in new[] { "pay_1", "pay_2" })
        {
            var held = await host.Send(Authorise(payment));
            (await host.Send(After(Authorise(payment), held, OperationKind.Capture, "c1", 4328)))
                .ShouldBeOfType<ProviderAnswer.Approved>();
        }
    }

    [Fact]
    public async Task Every_fault_ends_in_its_answer()
    {
        await using var host = await Start(null, (TimeoutKey, "1000"));
        await host.Faults(new { mode = "down" });
        (await host.Send(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unavailable("down"));
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unavailable("down"));
        await host.Faults(new { mode = "rate-limit" });
        (await host.Send(Authorise("pay_1")))
            .ShouldBe(new ProviderAnswer.Unavailable("rate-limited", TimeSpan.FromSeconds(1)));
        await host.Faults(new { errorRate = 1.0 });
        (await host.Send(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unknown("http-500"));
        await host.Faults(new { latencyMs = 3000 });
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unknown("timeout"));
        await host.Faults(new { mode = "none" });
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.NotFound());

        await host.Faults(new { mode = "garbage" });
        (await host.Send(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unknown("garbage"));
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.Unknown("garbage"));
        await host.Faults(new { mode = "timeout-after-success" });
        (await host.Send(Authorise("pay_2"))).ShouldBe(new ProviderAnswer.Unknown("timeout"));
        await host.Faults(new { mode = "error-after-success" });
        (await host.Send(Authorise("pay_3"))).ShouldBe(new ProviderAnswer.Unknown("http-500"));
        (await host.LookUp(Authorise("pay_3"))).ShouldBeOfType<ProviderAnswer.Approved>();
        await host.Faults(new { mode = "none" });
        (await host.LookUp(Authorise("pay_1"))).ShouldBeOfType<ProviderAnswer.Approved>();
        (await host.LookUp(Authorise("pay_2"))).ShouldBeOfType<ProviderAnswer.Approved>();
    }

    [Fact]
    public async Task A_share_of_errors_is_exactly_that_share()
    {
        await using var host = await Start();
        await host.Faults(new { errorRate = 0.25 });
        var failed = 0;
        for (var i = 0; i < 40; i++)
        {
            failed += await host.LookUp(Authorise("pay_1")) is ProviderAnswer.Unknown ? 1 : 0;
        }
        failed.ShouldBe(10);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_unavailable()
    {
        await using var host = await Start(null, ("Payments:Providers:gone:BaseUrl", "http://127.0.0.1:1/psp"));
        var gone = host.Providers.Get("gone");
        (await gone.Send(Authorise("pay_1"), CancellationToken.None))
            .ShouldBe(new ProviderAnswer.Unavailable("unreachable"));
    }

    [Fact]
    public async Task A_provider_that_nobody_configured_declines_new_orders_and_keeps_old_debts()
    {
        await using var host = await Start();
        host.Providers.Names.ShouldBe(["sandbox", "sandbox2"], ignoreOrder: true);
        var unknown = host.Providers.Get("who");
        (await unknown.Send(Authorise("p"), default)).ShouldBe(new ProviderAnswer.Rejected("unknown-provider"));
        (await unknown.Send(Authorise("p") with { Kind = OperationKind.Refund }, default))
            .ShouldBe(new ProviderAnswer.Unavailable("unknown-provider"));
        (await unknown.LookUp(Authorise("p"), default))
            .ShouldBe(new ProviderAnswer.Unavailable("unknown-provider"));
    }

    internal static async Task Until(Func<Task<bool>> condition)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(10))
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }
    }
}
