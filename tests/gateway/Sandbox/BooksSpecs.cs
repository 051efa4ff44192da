using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using RetailActors.Payments;
using RetailActors.Sandbox;
using static RetailActors.Tests.Sandbox.SandboxHost;

namespace RetailActors.Tests.Sandbox;

public sealed class BooksSpecs
{
    [Fact]
    public async Task The_books_survive_the_process_and_so_do_keys_and_guards()
    {
        var first = await Start();
        var auth = Authorise("pay_1", minor: 100);
        var held = await first.Send(auth);
        var captured = await first.Send(After(auth, held, OperationKind.Capture, "c1", 60));
        await first.Send(Authorise("pay_2", "tok_declined"));
        var before = (await first.Books()).GetRawText();
        await first.DisposeAsync();

        // A process that another test is just starting has the lock of this one until it becomes another program.
        await Until.True("nobody has the file", () => Append(first.Directory, """{"seq":4,"key":"torn"""));
        await using var second = await Start(first.Directory);
        (await second.Books()).GetRawText().ShouldBe(before);
        (await second.Send(auth)).ShouldBe(held);
        (await second.LookUp(After(auth, held, OperationKind.Capture, "c1", 60))).ShouldBe(captured);
        (await second.Send(Authorise("pay_1", minor: 99))).ShouldBe(new ProviderAnswer.Rejected("key-reused"));
        (await second.Send(Authorise("pay_2", "tok_declined"))).ShouldBe(new ProviderAnswer.Declined("card_declined"));
        (await second.Send(After(auth, held, OperationKind.Capture, "c2", 41)))
            .ShouldBe(new ProviderAnswer.Rejected("exceeds-authorised"));
        (await second.Send(Authorise("pay_3"))).ShouldBeOfType<ProviderAnswer.Approved>().Reference.ShouldBe("psp_4");
    }

    private static async Task<bool> Append(string directory, string text)
    {
        try
        {
            await File.AppendAllTextAsync(Path.Combine(directory, "sandbox-psp.jsonl"), text);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_has_answered_nothing_that_is_not_in_the_books()
    {
        await using var first = await Start();
        var copies = Directory.CreateTempSubdirectory("sandbox-copy-").FullName;
        for (var round = 1; round <= 3; round++)
        {
            var start = round * 100;
            await Task.WhenAll(Enumerable.Range(start, 40).Select(i => first.Send(Authorise($"pay_{i}"))));
            var copy = Directory.CreateDirectory(Path.Combine(copies, $"{round}")).FullName;
            // Not File.Copy: the file is locked for this process alone, and a kill leaves just the bytes.
            using var cp = Process.Start("cp", [Path.Combine(first.Directory, "sandbox-psp.jsonl"), copy]);
            await cp.WaitForExitAsync();
            await using var next = await Start(copy);
            foreach (var i in Enumerable.Range(start, 40))
            {
                (await next.LookUp(Authorise($"pay_{i}"))).ShouldBeOfType<ProviderAnswer.Approved>();
            }
        }
    }

    [Fact]
    public async Task Of_many_concurrent_requests_with_one_key_one_has_an_effect()
    {
        await using var host = await Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Send(Authorise("pay_1"))));
        answers.ShouldContain(a => a is ProviderAnswer.Approved);
        answers.ShouldAllBe(a => a is ProviderAnswer.Approved || a == new ProviderAnswer.Unknown("in-flight"));
        var summary = (await host.Books()).GetProperty("summary");
        summary.GetProperty("operations").GetInt64().ShouldBe(1);
        summary.GetProperty("totals")[0].GetProperty("authorised").GetInt64().ShouldBe(4328);
    }

    [Fact]
    public async Task The_books_are_read_in_pages_with_the_sums_of_all()
    {
        await using var host = await Start();
        await Task.WhenAll(Enumerable.Range(1, 25).Select(i => host.Send(Authorise($"pay_{i}"))));
        var seen = new List<string>();
        string? next = "0";
        while (next is not null)
        {
            var page = await host.Books($"?after={next}&limit=10");
            page.GetProperty("summary").GetProperty("approved").GetInt64().ShouldBe(25);
            var items = page.GetProperty("items").EnumerateArray();
            seen.AddRange(items.Select(i => i.GetProperty("payment").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        seen.Order().ShouldBe(Enumerable.Range(1, 25).Select(i => $"pay_{i}").Order());
        (await host.Http.GetAsync("sandbox/psp/books?limit=0")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Emptied_books_know_nothing_and_start_again()
    {
        await using var host = await Start();
        await host.Send(Authorise("pay_1"));
        (await host.Http.DeleteAsync("sandbox/psp/books")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.LookUp(Authorise("pay_1"))).ShouldBe(new ProviderAnswer.NotFound());
        (await host.Send(Authorise("pay_1"))).ShouldBeOfType<ProviderAnswer.Approved>().Reference.ShouldBe("psp_1");
    }

    [Fact]
    public async Task A_second_process_waits_for_the_books_and_takes_them_over()
    {
        var first = await Start();
        await first.Send(Authorise("pay_1"));
        await using var second = await Start(first.Directory);
        (await second.Send(Authorise("pay_2"))).ShouldBe(new ProviderAnswer.Unavailable("down"));
        await first.DisposeAsync();
        await ProviderSpecs.Until(async () => await second.LookUp(Authorise("pay_1")) is ProviderAnswer.Approved);
    }

    [Theory]
    [InlineData("", "invalid-body")]
    [InlineData("[]", "invalid-body")]
    [InlineData("{", "invalid-body")]
    [InlineData("""{"kind":"authorise","amount":{"minor":1.5,"currency":"USD"},"method":"tok_visa"}""", "invalid-body")]
    [InlineData("""{"kind":"authorise","amount":{"minor":0,"currency":"USD"},"method":"tok_visa"}""", "invalid-amount")]
    [InlineData("""{"kind":"authorise","amount":{"minor":1,"currency":"XXX"},"method":"tok_visa"}""", "invalid-amount")]
    [InlineData("""{"kind":"authorise","method":"tok_visa"}""", "invalid-amount")]
    [InlineData("""{"kind":"steal","amount":{"minor":1,"currency":"USD"},"method":"tok_visa"}""", "invalid-kind")]
    [InlineData("""{"kind":"capture","amount":{"minor":1,"currency":"USD"},"method":"tok_visa"}""", "unknown-original")]
    [InlineData(
        """{"kind":"authorise","amount":{"minor":1,"currency":"USD"},"method":"tok_visa","order":"4111111111111111"}""",
        "card-number")]
    public async Task A_wrong_request_is_refused_with_its_code(string body, string code)
    {
        await using var host = await Start();
        using var response = await Post(host, "k1", body);
        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        (await host.Books()).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_body_over_its_bound_and_a_missing_key_are_refused()
    {
        await using var host = await Start();
        using var large = await Post(host, "k1", $$"""{"kind":"{{new string('x', 20_000)}}"}""");
        large.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        const string good = """{"kind":"authorise","amount":{"minor":1,"currency":"USD"},"method":"tok_visa"}""";
        using var keyless = await Post(host, null, good);
        keyless.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var created = await Post(host, "k1", good);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var replayed = await Post(host, "k1", good.Replace(",", " , "));
        replayed.StatusCode.ShouldBe(HttpStatusCode.OK);
        replayed.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task Dials_are_shown_as_set_and_wrong_ones_are_refused()
    {
        await using var host = await Start();
        await host.Faults(new { latencyMs = 5, errorRate = 0.5, mode = "garbage", rateLimitPerSecond = 7 });
        (await host.Http.GetStringAsync("sandbox/psp/faults"))
            .ShouldBe("""{"latencyMs":5,"errorRate":0.5,"mode":"garbage","rateLimitPerSecond":7}""");
        foreach (var wrong in new object[]
        {
            new { latencyMs = -1 }, new { errorRate = 2 }, new { mode = "odd" }, new { rateLimitPerSecond = -1 },
            new { colour = "red" },
        })
        {
            using var response = await host.Http.PutAsJsonAsync("sandbox/psp/faults", wrong);
            response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
    }

    [Fact]
    public async Task The_clock_goes_forward_when_told()
    {
        await using var host = await Start();
        using var response = await host.Http.PostAsJsonAsync("sandbox/clock", new { advanceSeconds = 864_000 });
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Send(Authorise("pay_1"))).ShouldBeOfType<ProviderAnswer.Approved>().At
            .ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(9));
    }

    [Fact]
    public void The_sandbox_is_refused_in_Production()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["Sandbox:Enabled"] = "true";
        builder.Configuration["Storage:DataDirectory"] = Directory.CreateTempSubdirectory("sandbox-").FullName;
        builder.Services.AddRetailSandbox(builder.Configuration);
        Should.Throw<InvalidOperationException>(() => builder.Build().MapRetailSandbox()).Message
            .ShouldContain("Sandbox:Enabled");
    }

    private static async Task<HttpResponseMessage> Post(SandboxHost host, string? key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sandbox/psp/v1/operations");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }
        return await host.Http.SendAsync(request);
    }
}
