using Microsoft.Extensions.DependencyInjection;
using RetailActors.Adapters;
using RetailActors.Postings;

namespace RetailActors.Tests.Outgoing;

/// <summary>What the outside systems were told, over HTTP: documents, lineage, worklists, the desk, replays.</summary>
public sealed class PostingRoutesTests
{
    [Fact]
    public async Task A_refused_document_is_seen_decided_about_and_never_sent_twice()
    {
        var broken = true;
        var fake = new FakeSystem { Faults = _ => broken ? FakeFault.Refused : FakeFault.None };
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<ISystemKind>(fake),
            "--Accounts:Default", "None", "--Accounts:erp:System", "fake", "--Accounts:erp:Kinds", "sales-order");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order("P-1"))).ShouldBe("201")["id"];
        // Told as the order does, whichever way the order tells it.
        await shop.Grains.Actor<IPosting>($"demo/{order}").Record([SampleSteps.Accepted(order)]);
        await Until.True("the exception is on the desk", async () =>
            (await shop.Http.Get("/v1/operations/worklists/exceptions"))["count"] == "1");
        (await shop.Http.Get($"/v1/orders/{order}")).Json.GetProperty("erpDocuments")[0].GetProperty("status")
            .GetString().ShouldBe("rejected");
        var id = (await shop.Http.Get("/v1/operations/worklists/exceptions")).Json
            .GetProperty("rows")[0].GetProperty("key").GetString();
        await SaysWhatItWouldDo(shop, order, id!);
        fake.Calls.Count.ShouldBe(1);

        var listed = (await shop.Http.Get("/v1/operations/exceptions?status=open")).ShouldBe("200").Json;
        listed.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe(id);
        (await shop.Http.Get("/v1/operations/exceptions?status=lost")).ShouldBe("422 invalid");

        broken = false;
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/assign", """{"assignee":"ann"}""")).ShouldBe("200");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/retry", """{"reason":"there now"}""")).ShouldBe("200");
        await Until.True("the document is posted", async () =>
            (await shop.Http.Get($"/v1/orders/{order}")).Json.GetProperty("erpDocuments")[0].GetProperty("number")
                .GetString() == "F-1");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/waive", """{"reason":"late"}"""))
            .ShouldBe("409 already-resolved");
        (await shop.Http.Post("/v1/operations/replays", $$"""{"entity":"{{order}}","dryRun":false}"""))
            .ShouldBe("200").Json.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("none");
        fake.Calls.Count.ShouldBe(2);
        var lineage = (await shop.Http.Get($"/v1/orders/{order}/lineage")).Text;
        lineage.ShouldContain("\"actor\":\"posting\"");
        lineage.ShouldContain($"\"actor\":\"exception {id}\",\"step\":\"decided\"");
        await Until.True("the lane is on the board", async () =>
            (await shop.Http.Get("/v1/operations/lanes")).Text.Contains("\"account\":\"erp\""));
    }

    [Fact]
    public async Task An_order_whose_document_the_ERP_refused_stays_late_until_somebody_waives_it()
    {
        var fake = new FakeSystem { Faults = _ => FakeFault.Refused };
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<ISystemKind>(fake),
            "--Accounts:Default", "None", "--Accounts:erp:System", "fake", "--Accounts:erp:Kinds", "sales-order",
            "--Sla:LookSeconds", "0.2", "--Sla:erp-posting:TargetSeconds", "1");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order("P-2"))).ShouldBe("201")["id"];
        await shop.Grains.Actor<IPosting>($"demo/{order}").Record([SampleSteps.Accepted(order)]);
        string? late = null, refused = null;
        await Until.True("it is refused and late", async () =>
            (refused = await Case(shop, "open", "posting-rejected")) is not null
            && (late = await Case(shop, "open", "sla-breached")) is not null);
        const string path = "/v1/operations/worklists/orders-awaiting-erp";
        var row = (await shop.Http.Get(path)).ShouldBe("200").Json.GetProperty("rows").EnumerateArray().Single();
        (row.GetProperty("key").GetString(), row.GetProperty("status").GetString(),
            row.GetProperty("group").GetString()).ShouldBe((order, "exception", "web"));
        (await shop.Http.Post($"/v1/operations/exceptions/{refused}/waive", """{"reason":"booked by hand"}"""))
            .ShouldBe("200");
        await Until.True("it has gone on", async () => await Case(shop, "cleared", "sla-breached") == late);
        (await shop.Http.Get(path))["count"].ShouldBe("0");
    }

    [Fact]
    public async Task Nobody_decides_assigns_or_replays_what_belongs_to_another_role()
    {
        var broken = true;
        var fake = new FakeSystem { Faults = _ => broken ? FakeFault.Refused : FakeFault.None };
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<ISystemKind>(fake),
            "--Accounts:Default", "None", "--Accounts:erp:System", "fake", "--Accounts:erp:Kinds", "sales-order",
            "--Gateway:Clients:0:Id", "sue", "--Gateway:Clients:0:Tenant", "demo", "--Gateway:Clients:0:Key", "sue-key",
            "--Gateway:Clients:0:Roles:0", "service", "--Gateway:Clients:1:Id", "fin", "--Gateway:Clients:1:Tenant",
            "demo", "--Gateway:Clients:1:Key", "fin-key", "--Gateway:Clients:1:Roles:0", "finance");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order("P-3"))).ShouldBe("201")["id"];
        await shop.Grains.Actor<IPosting>($"demo/{order}").Record([SampleSteps.Accepted(order)]);
        string? id = null;
        await Until.True("it is on the desk", async () =>
            (id = await Case(shop, "open", "posting-rejected")) is not null);
        using var service = shop.As("sue-key");
        foreach (var (verb, body) in new[]
        {
            ("retry", """{"reason":"r"}"""), ("waive", """{"reason":"r"}"""), ("assign", """{"assignee":"sue"}"""),
            ("edit", """{"edits":[{"field":"postingDate","value":"2026-12-01"}],"reason":"r"}"""),
        })
        {
            (await service.Post($"/v1/operations/exceptions/{id}/{verb}", body)).ShouldBe("403 not-your-desk");
        }
        foreach (var scope in new[] { $"\"entity\":\"{order}\"", "\"account\":\"erp\"" })
        {
            var dry = (await service.Post("/v1/operations/replays", $"{{{scope}}}")).ShouldBe("200");
            var item = dry.Json.GetProperty("items")[0];
            item.GetProperty("action").GetString().ShouldBe("none");
            item.GetProperty("difference").GetString()!.ShouldStartWith("Left alone: it belongs to finance.");
            (await service.Post("/v1/operations/replays", $"{{{scope},\"dryRun\":false}}"))
                .ShouldBe("403 not-your-desk");
        }
        fake.Calls.Count.ShouldBe(1);
        (await shop.Http.Get($"/v1/operations/exceptions/{id}"))["status"].ShouldBe("open");

        broken = false;
        using var finance = shop.As("fin-key");
        (await finance.Post("/v1/operations/replays", $$"""
            {"entity":"{{order}}","dryRun":false,"reason":"the item exists now"}
            """)).ShouldBe("200");
        await Until.True("it is sent", () => Task.FromResult(fake.Calls.Count == 2));
        (await shop.Http.Get($"/v1/operations/exceptions/{id}")).Json.GetProperty("history").EnumerateArray()
            .ShouldContain(s => s.GetProperty("what").GetString() == "decided: retry"
                && s.GetProperty("reason").GetString() == "the item exists now");
        (await shop.Http.Get($"/v1/operations/audit?entity={order}&who=fin")).Json.GetProperty("items")[0]
            .GetProperty("why").GetString().ShouldBe("the item exists now");
    }

    [Fact]
    public async Task What_is_edited_is_in_the_history_and_in_the_trail_and_what_may_not_be_kept_is_in_neither()
    {
        var fake = new FakeSystem { Faults = _ => FakeFault.Refused };
        await using var shop = await Shop.Open(
            builder => builder.Services.AddSingleton<ISystemKind>(fake),
            "--Accounts:Default", "None", "--Accounts:erp:System", "fake", "--Accounts:erp:Kinds", "sales-order");
        var order = (await shop.Http.Post("/v1/orders", Sample.Order("P-4"))).ShouldBe("201")["id"];
        await shop.Grains.Actor<IPosting>($"demo/{order}").Record([SampleSteps.Accepted(order)]);
        string? id = null;
        await Until.True("it is on the desk", async () =>
            (id = await Case(shop, "open", "posting-rejected")) is not null);
        var path = $"/v1/operations/exceptions/{id}";
        (await shop.Http.Post($"{path}/edit", """{"edits":[{"field":"note","value":"ann@example.com"}]}"""))
            .ShouldBe("422 invalid");
        (await shop.Http.Post($"{path}/edit", """{"edits":[{"field":"note","value":"4111 1111 1111 1111"}]}"""))
            .Code.ShouldStartWith("422");
        (await shop.Http.Post($"{path}/edit", """
            {"edits":[{"field":"postingDate","value":"2026-12-01"}],"reason":"period closed"}
            """)).ShouldBe("200");
        const string edits = """[{"field":"postingDate","value":"2026-12-01"}]""";
        (await shop.Http.Get(path)).Json.GetProperty("history").EnumerateArray()
            .Single(s => s.GetProperty("what").GetString() == "decided: edit").GetProperty("edits").GetRawText()
            .ShouldBe(edits);
        var trail = (await shop.Http.Get($"/v1/operations/audit?entity={id}")).Json.GetProperty("items")
            .EnumerateArray().ToList();
        trail[0].GetProperty("edits").GetRawText().ShouldBe(edits);
        trail.Skip(1).Count(a => a.TryGetProperty("edits", out _)).ShouldBe(0);
    }

    private static async Task SaysWhatItWouldDo(Shop shop, string order, string id)
    {
        var dry = await shop.Http.Post("/v1/operations/replays", $$"""{"entity":"{{order}}"}""");
        var item = dry.ShouldBe("200").Json.GetProperty("items")[0];
        item.GetProperty("action").GetString().ShouldBe("send");
        item.GetProperty("changes").GetRawText()
            .ShouldBe("""[{"field":"status","now":"rejected","wouldBe":"sent"}]""");
        item.GetProperty("notKnown").GetString().ShouldBe("What erp makes of it: only sending it can tell.");
        var preview = await shop.Http.Post($"/v1/operations/exceptions/{id}/preview", """
            {"action":"edit","edits":[{"field":"postingDate","value":"2026-12-01"}]}
            """);
        preview.ShouldBe("200").Json.GetProperty("changes")[1].GetRawText()
            .ShouldBe("""{"field":"postingDate","now":"as its step says","wouldBe":"2026-12-01"}""");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/preview", """{"action":"edit"}""")).ShouldBe("200")
            ["refused"].ShouldNotBeNull();
        (await shop.Http.Post("/v1/operations/exceptions/exc_none/preview", """{"action":"retry"}"""))
            .ShouldBe("404 not-found");
        (await shop.Http.Get($"/v1/operations/audit?entity={id}")).Json.GetProperty("items").GetArrayLength()
            .ShouldBe(0);
    }

    private static async Task<string?> Case(Shop shop, string status, string kind) =>
        (await shop.Http.Get($"/v1/operations/exceptions?status={status}")).Json.GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("kind").GetString() == kind)
            .Select(e => e.GetProperty("id").GetString()).FirstOrDefault();

    [Theory]
    [InlineData("--Accounts:erp:System", "nonsense", "Accounts:erp:System")]
    [InlineData("--Accounts:erp:RatePerSecond", "21", "Accounts:erp:RatePerSecond")]
    [InlineData("--Accounts:erp:RatePerSecond", "0", "Accounts:erp:RatePerSecond")]
    [InlineData("--Accounts:erp:Kinds", "sales-order,poem", "Accounts:erp:Kinds")]
    [InlineData("--Accounts:Default", "Some", "Accounts:Default")]
    public async Task A_wrong_account_stops_the_start_with_a_line_that_names_the_key(
        string key, string value, string named)
    {
        var fake = new FakeSystem();
        fake = new FakeSystem { Capability = fake.Capability with { RatePerSecond = 20 } };
        var e = await Should.ThrowAsync<AccountSettingException>(() => Shop.Open(
            builder => builder.Services.AddSingleton<ISystemKind>(fake),
            "--Accounts:erp:System", "fake", key, value));
        e.Message.ShouldStartWith(named);
    }
}
