using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters;
using RetailActors.Adapters.Finance;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Settlement;

/// <summary>The ledger of finance, and how it is told of entries.</summary>
public sealed class LedgerSpecs
{
    private static readonly DateTimeOffset _at = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static Money Usd(long minor) => new(minor, new Currency("USD"));

    private static DocumentCall Call(string key, Step step) => new(
        new Tenant("demo"), key, DocumentKind.JournalEntry, "ord_1", null, step,
        ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty, null);

    private static DocumentCall Captured(string key = "demo:journal-entry:ord_1:1", long minor = 4_328) =>
        Call(key, new Step.Captured("c1", _at, new PaymentId("ord_1.p1"), "sandbox", Usd(minor)));

    private static IDocumentAdapter Open(SandboxHost host) => new FinanceKind(new Nothing()).Open(new AccountContext(
        "finance", () => new Uri(host.Address, "sandbox/finance"), new HttpMessageInvoker(new SocketsHttpHandler()),
        new ConfigurationBuilder().Build().GetSection("Accounts:finance"), TimeProvider.System));

    [Fact]
    public async Task An_entry_is_booked_once_under_its_key_and_found_again()
    {
        await using var host = await SandboxHost.Start();
        var adapter = Open(host);
        (await adapter.LookUp(Captured(), default)).ShouldBeOfType<PostingAnswer.NotFound>();
        var posted = (await adapter.Send(Captured(), default)).ShouldBeOfType<PostingAnswer.Posted>();
        posted.Number.ShouldStartWith("JE-");
        posted.Corrections.ShouldBeEmpty();
        (await adapter.Send(Captured(), default)).ShouldBeOfType<PostingAnswer.Posted>().Number.ShouldBe(posted.Number);
        (await adapter.LookUp(Captured(), default)).ShouldBeOfType<PostingAnswer.Posted>().Number
            .ShouldBe(posted.Number);
        (await adapter.Send(Captured(minor: 1), default)).ShouldBe(new PostingAnswer.Rejected(
            "key-reused", "The ledger has another entry under this key."));
        (await host.Http.GetStringAsync("/sandbox/finance/books")).ShouldContain("\"entries\":1");
    }

    [Fact]
    public async Task A_step_that_moves_nothing_has_no_entry()
    {
        await using var host = await SandboxHost.Start();
        (await Open(host).Send(Call("k", new Step.ReadyForPickup("r", _at, [])), default))
            .ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("no-entry");
    }

    [Fact]
    public async Task The_ledger_refuses_what_does_not_balance_and_what_falls_into_a_closed_period()
    {
        await using var host = await SandboxHost.Start();
        const string off = """
            {"externalKey":"k","tenant":"demo","bookedAt":"2026-11-24T10:00:00Z","lines":[
             {"account":"cash","minor":1,"currency":"USD"},{"account":"fees","minor":-1,"currency":"EUR"}]}
            """;
        (await host.Http.Post("/sandbox/finance/v1/journal-entries", off)).ShouldBe("422").Text
            .ShouldContain("unbalanced");
        await host.Http.Put("/sandbox/finance/v1/periods/2026-11", """{"closed":true}""");
        (await Open(host).Send(Captured(), default)).ShouldBeOfType<PostingAnswer.Rejected>().Code
            .ShouldBe("period-closed");
        var later = Captured() with
        {
            Edits = ImmutableDictionary<string, string>.Empty.Add("postingDate", "2026-12-01"),
        };
        (await Open(host).Send(later, default)).ShouldBeOfType<PostingAnswer.Posted>();
    }

    [Fact]
    public async Task The_trial_balance_adds_up_to_nothing()
    {
        await using var host = await SandboxHost.Start();
        var adapter = Open(host);
        await adapter.Send(Captured(), default);
        await adapter.Send(Call("k2", new Step.HandedOver("f", _at, FulfilmentMethod.Pickup,
        [
            new StepLine(new LineId("1"), new Sku("TEE"), 1, null, Usd(3_998), Usd(330), Usd(0)),
        ], null, null)), default);
        var balance = (await host.Http.Get("/sandbox/finance/trial-balance?tenant=demo&period=2026-11")).ShouldBe("200")
            .Json.GetProperty("accounts").EnumerateArray().ToDictionary(
                a => a.GetProperty("account").GetString()!, a => a.GetProperty("balance").GetInt64());
        balance.Values.Sum().ShouldBe(0);
        balance["deferred-revenue"].ShouldBe(0);
        balance["psp-clearing:sandbox"].ShouldBe(4_328);
        (await host.Http.Get("/sandbox/finance/trial-balance?tenant=demo&period=2026-10")).Json
            .GetProperty("accounts").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("down", "Unavailable")]
    [InlineData("rate-limit", "Unavailable")]
    [InlineData("garbage", "Lost")]
    public async Task What_is_not_done_is_kept_apart_from_what_is_not_known(string mode, string answer)
    {
        await using var host = await SandboxHost.Start();
        await host.Http.Put("/sandbox/finance/faults", $$"""{"mode":"{{mode}}"}""");
        (await Open(host).Send(Captured(), default)).GetType().Name.ShouldBe(answer);
        await host.Http.Put("/sandbox/finance/faults", """{"mode":"none"}""");
        (await Open(host).LookUp(Captured(), default)).GetType().Name
            .ShouldBe(mode == "garbage" ? "Posted" : "NotFound");
    }

    private sealed class Nothing : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
