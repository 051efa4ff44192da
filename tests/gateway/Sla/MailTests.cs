namespace RetailActors.Tests.Sla;

/// <summary>Digests by mail, to a mail server that really listens.</summary>
public sealed class MailTests
{
    private const string Desk = "desk@shop.example";

    [Fact]
    public async Task Many_late_ones_are_one_mail_within_an_interval()
    {
        using var server = new MailServer();
        await using var shop = await Open(server, "60");
        for (var i = 0; i < 5; i++)
            (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201");
        await Until.True("all five are on the desk", async () =>
            (await shop.Http.Get("/v1/operations/worklists/exceptions"))["count"] == "5");
        await Until.True("a mail is there", () => Task.FromResult(server.Mails.Count > 0));
        var mail = server.Mails.ShouldHaveSingleItem();
        mail.ShouldContain("Subject: [RetailActors] Pick-up readiness:");
        mail.ShouldContain("From: retail@shop.example");
        mail.ShouldContain("Auto-Submitted: auto-generated");
        mail.ShouldContain("web:");
        server.Recipients.ShouldBe([Desk, "second@shop.example"]);
        var id = mail.Split('\n').Single(l => l.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));
        id.ShouldContain("demo.pickup-readiness.");

        await shop.Restart();
        (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201");
        await Until.True("the sixth is on the desk", async () =>
            (await shop.Http.Get("/v1/operations/worklists/exceptions"))["count"] == "6");
        server.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_has_no_time_gets_the_mail_later()
    {
        using var server = new MailServer { Sender = "451 later" };
        await using var shop = await Open(server, "60");
        (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201");
        await Until.True("it was tried", () => Task.FromResult(server.Attempts == 1));
        server.Sender = "250 ok";
        await Until.True("a mail is there", () => Task.FromResult(server.Mails.Count > 0), 60);
        (await shop.Http.Get("/v1/operations/exceptions?status=open")).Text.ShouldNotContain("sla-mail-dead-letter");
    }

    [Fact]
    public async Task A_mail_that_is_refused_for_good_is_tried_once_and_IT_hears_of_it()
    {
        using var server = new MailServer { Sender = "550 not you" };
        await using var shop = await Open(server, "60");
        (await shop.Http.Post("/v1/orders", Sample.Order())).ShouldBe("201");
        const string dead = "/v1/operations/exceptions?status=dead-letter";
        await Until.True("it is on the desk", async () =>
            (await shop.Http.Get(dead)).Text.Contains("\"sla-mail-dead-letter"));
        (server.Attempts, server.Mails.Count).ShouldBe((1, 0));
        var row = (await shop.Http.Get(dead)).Json.GetProperty("items")[0];
        row.GetProperty("owner").GetString().ShouldBe("it");
        var id = row.GetProperty("id").GetString();
        (await shop.Http.Get($"/v1/operations/exceptions/{id}"))["evidence"].ShouldContain("smtp-550");
        (await shop.Http.Post($"/v1/operations/exceptions/{id}/waive", """{"reason":"known"}""")).ShouldBe("200");
    }

    private static Task<Shop> Open(MailServer server, string minutes) => Shop.Open(
        "--Sla:LookSeconds", "0.2", "--Sla:pickup-readiness:TargetSeconds", "1", "--Sla:Email:Host", "127.0.0.1",
        "--Sla:Email:Port", $"{server.Port}", "--Sla:Email:Security", "none", "--Sla:Email:From", "retail@shop.example",
        "--Sla:Email:To", $"{Desk}, second@shop.example", "--Sla:Email:IntervalMinutes", minutes);
}
