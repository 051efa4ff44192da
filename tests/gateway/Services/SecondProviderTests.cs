using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RetailActors.Adapters;
using RetailActors.Payments;
using RetailActors.Tests.Sandbox;
using static RetailActors.Tests.Sandbox.SandboxHost;

namespace RetailActors.Tests.Services;

/// <summary>A second payment provider that speaks otherwise: its adapter against its stand-in over HTTP.</summary>
public sealed class SecondProviderSpecs
{
    private static async Task<SandboxHost> Open() => await Start(
        null, ("Payments:Providers:sandbox2:TimeoutMs", "1000"));

    private static IPaymentProvider Provider(SandboxHost host) => host.Providers.Get("sandbox2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_goes_from_authorisation_to_refund_in_parts_and_each_is_found_again()
    {
        await using var host = await Open();
        var provider = Provider(await At(host));
        var authorise = Authorise("pay_1", minor: 100);
        var held = await provider.Send(authorise, Cancellation);
        ProviderCall[] calls =
        [
            authorise, After(authorise, held, OperationKind.Capture, "c1", 60),
            After(authorise, held, OperationKind.Void, "v1", 40),
            After(authorise, held, OperationKind.Refund, "r1", 25),
            After(authorise, held, OperationKind.Refund, "r2", 35),
        ];
        foreach (var call in calls)
        {
            var first = (await provider.Send(call, Cancellation)).ShouldBeOfType<ProviderAnswer.Approved>();
            first.Amount.ShouldBe(call.Amount);
            (await provider.Send(call, Cancellation)).ShouldBe(first, "the same key is the same operation");
            (await provider.LookUp(call, Cancellation)).ShouldBe(first);
        }
        (await provider.Send(After(authorise, held, OperationKind.Refund, "r3", 1), Cancellation))
            .ShouldBeOfType<ProviderAnswer.Rejected>();
        (await provider.LookUp(After(authorise, held, OperationKind.Refund, "r3", 1), Cancellation))
            .ShouldBe(new ProviderAnswer.NotFound());
        (await provider.LookUp(Authorise("pay_2"), Cancellation)).ShouldBe(new ProviderAnswer.NotFound());
    }

    [Fact]
    public async Task A_declined_card_is_declined_and_stays_declined()
    {
        await using var host = await Open();
        var provider = Provider(await At(host));
        var call = Authorise("pay_1", "tok_declined");
        (await provider.Send(call, Cancellation)).ShouldBe(new ProviderAnswer.Declined("generic_decline"));
        (await provider.LookUp(call, Cancellation)).ShouldBe(new ProviderAnswer.Declined("generic_decline"));
    }

    [Fact]
    public async Task A_lost_answer_is_found_by_its_metadata()
    {
        await using var host = await Open();
        var provider = Provider(await At(host));
        var call = Authorise("pay_1", "tok_timeout");
        (await provider.Send(call, Cancellation)).ShouldBe(new ProviderAnswer.Unknown("timeout"));
        (await provider.LookUp(call, Cancellation)).ShouldBeOfType<ProviderAnswer.Approved>();
    }

    [Fact]
    public async Task Past_the_time_for_which_it_knows_keys_nothing_is_sent_before_it_is_looked_up()
    {
        await using var host = await Open();
        var provider = Provider(await At(host));
        var call = Authorise("pay_1");
        var first = await provider.Send(call, Cancellation);
        (await host.Http.PostAsJsonAsync("sandbox/clock", new { advanceSeconds = 90_000 }, Cancellation))
            .EnsureSuccessStatusCode();
        var yesterday = call with { RequestedAt = DateTimeOffset.UtcNow.AddHours(-25) };
        (await provider.Send(yesterday, Cancellation)).ShouldBe(first);
        (await Items(host)).ShouldBe(1);
        // This is what would happen without looking: the provider has forgotten the key.
        (await provider.Send(call, Cancellation)).ShouldNotBe(first);
        (await Items(host)).ShouldBe(2);
    }

    [Theory]
    [InlineData("down", "Unavailable")]
    [InlineData("rate-limit", "Unavailable")]
    [InlineData("garbage", "Unknown")]
    public async Task Its_faults_are_answers(string mode, string answer)
    {
        await using var host = await Open();
        var provider = Provider(await At(host));
        (await host.Http.PutAsJsonAsync("sandbox/psp2/faults", new { mode }, Cancellation)).EnsureSuccessStatusCode();
        (await provider.Send(Authorise("pay_1"), Cancellation)).GetType().Name.ShouldBe(answer);
    }

    private static async Task<int> Items(SandboxHost host) =>
        JsonNode.Parse(await host.Http.GetStringAsync("sandbox/psp2/books"))!["items"]!.AsArray().Count;

    private static Task<SandboxHost> At(SandboxHost host)
    {
        host.Configure("Payments:Providers:sandbox2:BaseUrl", $"{host.Address}sandbox/psp2");
        return Task.FromResult(host);
    }
}

/// <summary>An order that is paid with two means at two providers.</summary>
public sealed class SplitTenderTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task Both_are_authorised_and_both_are_captured()
    {
        var sku = await Sample.NewSku(_http, 3);
        var order = (await _http.Post("/v1/orders", Split(sku, "tok_visa"))).ShouldBe("201");
        var id = order["id"];
        (await _http.Post($"/v1/orders/{id}/pickup", """{"fulfilmentId":"p-1"}""")).Status.ToString().ShouldBe("OK");
        foreach (var payment in new[] { "p1", "p2" })
        {
            await Until.True("the money is captured", async () =>
                (await _http.Get($"/v1/payments/{id}.{payment}"))["status"] == "captured");
        }
        (await _http.Get($"/v1/payments/{id}.p2"))["provider"].ShouldBe("sandbox2");
    }

    [Fact]
    public async Task A_decline_of_the_second_lets_the_first_go()
    {
        var sku = await Sample.NewSku(_http, 3);
        var body = Split(sku, "tok_declined");
        (await _http.Post("/v1/orders", body)).ShouldBe("402 payment-declined");
        var id = (await _http.Get($"/v1/orders?channel=web&externalId={body["externalId"]}"))["id"];
        await Until.True("the first is voided", async () =>
            (await _http.Get($"/v1/payments/{id}.p1"))["status"] == "voided");
        (await _http.Get($"/v1/payments/{id}.p2"))["status"].ShouldBe("declined");
        (await _http.Get($"/v1/inventory/{sku}/store-12"))["available"].ShouldBe("3");
    }

    private static JsonObject Split(string sku, string second)
    {
        var order = Sample.Order(sku: sku, quantity: 2, price: 1000);
        order.Remove("payment");
        order["payments"] = JsonNode.Parse($$"""
            [{"provider":"sandbox","method":"tok_visa","amount":{"minor":1330,"currency":"USD"} },
             {"provider":"sandbox2","method":"{{second}}","amount":{"minor":1000,"currency":"USD"} }]
            """);
        return order;
    }
}
