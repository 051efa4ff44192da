using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Hosting;

namespace RetailActors.Tests.Sla;

/// <summary>What is late is told once, whatever the interfaces do, and ends by itself: over HTTP, with short targets.
/// </summary>
public sealed class SlaTests
{
    private static readonly string[] _fast =
    [
        "--Sla:LookSeconds", "0.2", "--Sla:order-capture:TargetSeconds", "3600", "--Sla:erp-posting:TargetSeconds",
        "3600", "--Sla:pickup-readiness:TargetSeconds", "3600",
    ];

    [Fact]
    public async Task An_order_that_the_ERP_does_not_take_is_late_and_in_time_again_when_it_does()
    {
        await using var hooks = await SlaReceiver.Start();
        await using var shop = await Open(hooks, "--Sla:erp-posting:TargetSeconds", "1");
        await Fault(shop, "erp-d365", "down");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        var late = await Case(shop, $"posting/demo/{order}", "open");
        var found = (await shop.Http.Get($"/v1/operations/exceptions/{late}")).ShouldBe("200");
        (found["kind"], found["owner"], found["group"]).ShouldBe(("sla-breached", "finance", "web"));
        var process = await Process(shop, "erp-posting");
        (process["state"], process["late"], process["targetSeconds"], process["exceptions"])
            .ShouldBe(("breached", "1", "1", "1"));
        var told = await hooks.Until("sla.breached", late);
        told.GetProperty("data").GetProperty("entity").GetString().ShouldBe($"posting/demo/{order}");

        await Fault(shop, "erp-d365", "none");
        (await Case(shop, $"posting/demo/{order}", "cleared")).ShouldBe(late);
        (await hooks.Until("sla.restored", late)).GetProperty("data").GetProperty("tookSeconds").GetInt64()
            .ShouldBeGreaterThan(0);
        var over = await Process(shop, "erp-posting");
        (over["state"], over["late"], over["exceptions"]).ShouldBe(("ok", "0", "0"));
        over.Json.GetProperty("lately").GetProperty("count").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_pick_up_that_nobody_makes_ready_is_late_while_every_interface_is_up_also_over_a_restart()
    {
        await using var hooks = await SlaReceiver.Start();
        await using var shop = await Open(
            hooks, "--Sla:pickup-readiness:TargetSeconds", "1",
            "--Sla:pickup-readiness:By:market:TargetSeconds", "3600");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        var shipped = (await shop.Http.Post("/v1/orders", Sample.Order(fulfilment: "ship"))).ShouldBe("201")["id"];
        var patient = Sample.Order();
        patient["channel"] = "market";
        (await shop.Http.Post("/v1/orders", patient)).ShouldBe("201");
        var late = await Case(shop, $"order/demo/{order}", "open");
        await hooks.Until("sla.breached", late);
        var rows = (await shop.Http.Get("/v1/operations/worklists/pickups-awaited")).ShouldBe("200");
        rows["count"].ShouldBe("2");
        rows.Text.ShouldNotContain(shipped);

        await shop.Restart();
        var process = await Process(shop, "pickup-readiness");
        (process["state"], process["open"], process["late"], process["exceptions"])
            .ShouldBe(("breached", "2", "1", "1"));
        process.Json.GetProperty("by").EnumerateArray().Select(g => (
                g.GetProperty("key").GetString(), g.GetProperty("state").GetString()))
            .ShouldBe([("market", "ok"), ("web", "breached")]);

        (await shop.Http.Post($"/v1/orders/{order}/ready-for-pickup", """{"fulfilmentId":"R-1"}""")).ShouldBe("200");
        (await Case(shop, $"order/demo/{order}", "cleared")).ShouldBe(late);
        await hooks.Until("sla.restored", late);
        hooks.Of("sla.breached").Select(e => e.GetProperty("id").GetString()).Distinct().Count().ShouldBe(1);
        var history = (await shop.Http.Get($"/v1/operations/exceptions/{late}")).Json.GetProperty("history")
            .EnumerateArray().Select(step => step.GetProperty("what").GetString());
        history.ShouldBe(["raised", "cleared"]);
    }

    [Fact]
    public async Task An_order_that_is_not_decided_is_late_with_its_channel()
    {
        await using var shop = await Open(
            null, "--Sla:order-capture:TargetSeconds", "1", "--Gateway:OrderPatienceSeconds", "0.2");
        await Fault(shop, "psp", "down");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("202")["id"];
        var late = await Case(shop, $"order/demo/{order}", "open");
        var process = await Process(shop, "order-capture");
        process.Json.GetProperty("by")[0].GetProperty("key").GetString().ShouldBe("web");
        (await shop.Http.Get("/v1/operations/worklists/orders-undecided"))["count"].ShouldBe("1");
        await Fault(shop, "psp", "none");
        (await Case(shop, $"order/demo/{order}", "cleared")).ShouldBe(late);
        (await shop.Http.Get("/v1/operations/worklists/orders-undecided"))["count"].ShouldBe("0");
    }

    [Fact]
    public async Task A_case_that_was_waived_stays_waived_while_it_goes_on_being_late()
    {
        await using var shop = await Open(null, "--Sla:pickup-readiness:TargetSeconds", "1");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201")["id"];
        var late = await Case(shop, $"order/demo/{order}", "open");
        (await shop.Http.Post($"/v1/operations/exceptions/{late}/retry", "{}")).ShouldBe("409 not-allowed");
        (await shop.Http.Post($"/v1/operations/exceptions/{late}/waive", """{"reason":"the customer knows"}"""))
            .ShouldBe("200")["status"].ShouldBe("waived");
        var before = (await Process(shop, "pickup-readiness"))["at"];
        await Until.True("it was looked at again", async () => string.CompareOrdinal(
            (await Process(shop, "pickup-readiness"))["at"], before) > 0);
        (await shop.Http.Get($"/v1/operations/exceptions/{late}"))["status"].ShouldBe("waived");
    }

    [Fact]
    public async Task More_late_ones_than_there_may_be_cases_share_one_for_their_channel()
    {
        const int orders = Operations.SlaDecider.MaxCases + 15;
        await using var shop = await Open(null, "--Sla:pickup-readiness:TargetSeconds", "4");
        var sku = await Sample.NewSku(shop.Http, orders);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, orders), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (_, _) => (await shop.Http.Post("/v1/orders", Sample.Order(sku: sku, quantity: 1, price: 1000)))
                .ShouldBe("201"));
        await Until.True("all are late", async () =>
            (await Process(shop, "pickup-readiness"))["late"] == $"{orders}");
        await Case(shop, "sla/demo/pickup-readiness", "open");
        var cases = await Cases(shop, "open");
        cases.Count.ShouldBeLessThanOrEqualTo(Operations.SlaDecider.MaxCases + 1);
        (await Process(shop, "pickup-readiness"))["exceptions"].ShouldBe($"{cases.Count}");
    }

    [Theory]
    [InlineData("Sla:erp-posting:TargetSeconds", "soon")]
    [InlineData("Sla:erp-posting:TargetSeconds", "0")]
    [InlineData("Sla:erp-posting:WarningPercent", "101")]
    [InlineData("Sla:erp-posting:By:web:TargetSeconds", "-1")]
    [InlineData("Sla:LookSeconds", "301")]
    [InlineData("Sla:erp-postings", "x")]
    public void A_wrong_target_stops_the_start_with_a_line_that_names_the_key(string key, string value)
    {
        var e = Should.Throw<SettingException>(
            () => SiloHost.Build(["--urls", "http://127.0.0.1:0", $"--{key}", value]));
        e.Message.ShouldStartWith(key + " ");
        e.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("Host", "")]
    [InlineData("Port", "0")]
    [InlineData("Security", "maybe")]
    [InlineData("Security", "none", "User", "u", "Password", "p")]
    [InlineData("Password", "", "User", "u", "Security", "tls")]
    [InlineData("From", "nobody")]
    [InlineData("To", "")]
    [InlineData("IntervalMinutes", "often")]
    public void A_wrong_mail_setting_stops_the_start_with_a_line_that_names_the_key(
        string key, string value, params string[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Host"] = "mail.example", ["From"] = "retail@shop.example", ["To"] = "desk@shop.example",
        };
        foreach (var pair in more.Chunk(2))
            settings[pair[0]] = pair[1];
        settings[key] = value;
        if (key == "Password")
            settings.Remove(key);
        var e = Should.Throw<AccountSettingException>(() => SiloHost.Build(
            ["--urls", "http://127.0.0.1:0", .. settings.SelectMany(s => new[] { $"--Sla:Email:{s.Key}", s.Value })]));
        e.Message.ShouldStartWith($"Sla:Email:{key} ");
        e.Message.ShouldNotContain("nobody");
    }

    private static Task<Shop> Open(SlaReceiver? hooks, params string[] settings) => Shop.Open(
    [
        .. _fast,
        .. hooks is null ? [] : new[]
        {
            "--Webhooks:Out:0:Name", "desk", "--Webhooks:Out:0:Tenant", "demo", "--Webhooks:Out:0:Url", hooks.Url,
            "--Webhooks:Out:0:Types", "sla.*", "--Webhooks:Out:0:AllowPrivate", "true",
            "--Webhooks:Out:0:Secrets:0", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        },
        .. settings,
    ]);

    private static async Task Fault(Shop shop, string system, string mode) => (await shop.Http.Put(
        $"/sandbox/{system}/faults",
        $$"""{"latencyMs":0,"errorRate":0,"mode":"{{mode}}","rateLimitPerSecond":0}""")).ShouldBe("200");

    /// <summary>Waits for the case about something that is late, in a status; its id.</summary>
    private static async Task<string> Case(Shop shop, string entity, string status)
    {
        string? id = null;
        await Until.True($"{entity} is {status}", async () => (id = (await Cases(shop, status))
            .FirstOrDefault(e => e.GetProperty("entity").GetString() == entity) is { ValueKind: JsonValueKind.Object } e
                ? e.GetProperty("id").GetString()
                : null) is not null, 90);
        return id!;
    }

    private static async Task<IReadOnlyList<JsonElement>> Cases(Shop shop, string status) =>
    [
        .. (await shop.Http.Get($"/v1/operations/exceptions?status={status}&limit=200")).ShouldBe("200").Json
            .GetProperty("items").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "sla-breached"),
    ];

    private static async Task<Reply> Process(Shop shop, string name)
    {
        var all = (await shop.Http.Get("/v1/operations/sla")).ShouldBe("200");
        var one = all.Json.GetProperty("items").EnumerateArray()
            .Single(p => p.GetProperty("process").GetString() == name);
        return new Reply(all.Status, all.Headers, all.MediaType, one.GetRawText());
    }
}
