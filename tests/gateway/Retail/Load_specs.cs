using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RetailActors.Retail;

namespace RetailActors.Tests.Retail;

/// <summary>A load on a whole system, and on a receiver that refuses.</summary>
[Collection("a silo at a time")]
public sealed class Load_specs(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private const string Everything = "order=5,availability=3,reservation=1,pick-up=2,cancellation=2";

    [Fact]
    public async Task Two_processes_load_a_system_whose_promises_are_kept_and_every_arrival_is_counted_once()
    {
        var (json, html) = (silo.Ledger + ".load.json", silo.Ledger + ".load.html");
        var (code, text) = await Load(
            "--ramp", "0:20,2s:60", "--for", "3s", "--mix", Everything, "--lines", "1-4", "--skus", "20", "--hot", "30",
            "--processes", "2", "--retry", "20s", "--json", json, "--html", html);
        code.ShouldBe(0, text);
        using var result = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        var said = result.RootElement;
        var arrivals = said.Number("arrivals");
        arrivals.ShouldBe((2 * (20 + 60) / 2) + 60);
        (said.Number("done") + said.Number("refused") + said.Number("errors") + said.Number("notSent"))
            .ShouldBe(arrivals);
        said.Items("seconds").Sum(s => s.Number("arrivals")).ShouldBe(arrivals);
        said.Field("latencyMs").Field("sinceArrival").Number("count").ShouldBe(arrivals);
        said.Field("acts").EnumerateObject().Select(a => a.Name).Order().ShouldBe(
            ["availability", "cancellation", "order", "pick-up", "reservation"]);
        var page = await File.ReadAllTextAsync(html);
        page.ShouldContain("<svg");
        page.ShouldNotContain("{{");
        page.ShouldNotContain("NaN");
        page.ShouldNotContain("<script");
        (code, text) = await silo.Verify();
        code.ShouldBe(0, text);
    }

    [Fact]
    public async Task Waiting_callers_and_units_that_run_out_are_refusals_and_no_errors()
    {
        var json = silo.Ledger + ".closed.json";
        var (code, text) = await Load(
            "--callers", "4", "--for", "2s", "--mix", "order=1", "--lines", "1", "--skus", "1", "--hot", "100",
            "--stock", "3", "--location", "store-7", "--max-error-rate", "0", "--json", json);
        code.ShouldBe(0, text);
        using var result = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        result.RootElement.Number("refused").ShouldBeGreaterThan(0);
        result.RootElement.Field("answers").Number("409 out-of-stock").ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_gate_that_is_not_kept_ends_with_1_and_says_which()
    {
        var (code, text) = await Load(
            "--rate", "10", "--for", "1s", "--mix", "availability=1", "--skus", "2", "--max-p99", "0ms");
        code.ShouldBe(1, text);
        text.ShouldContain("VIOLATION p99 is");
    }

    [Theory]
    [InlineData(false, 1, "503 overloaded")]
    [InlineData(true, 0, "200")]
    public async Task Retry_after_is_honoured_only_when_asked_for(bool retry, int exit, string answer)
    {
        var busy = 3;
        await using var receiver = await Receiver(http =>
        {
            if (!http.Request.Path.StartsWithSegments("/v1/availability") || Interlocked.Decrement(ref busy) < 0)
                return Results.Text("{}", "application/json");
            http.Response.Headers.RetryAfter = "1";
            return Results.Text("""{"type":"x/overloaded"}""", "application/problem+json", null, 503);
        });
        string[] patience = retry ? ["--retry", "30s"] : [];
        var (code, text) = await RunningSilo.Retail([
            "load", "--url", receiver.Urls.Single(), "--rate", "5", "--for", "1s", "--mix", "availability=1",
            "--skus", "1", "--stock", "0", "--max-error-rate", "0", .. patience,
        ]);
        code.ShouldBe(exit, text);
        text.ShouldContain(answer);
        text.Contains("503 overloaded", StringComparison.Ordinal).ShouldBe(!retry, text);
    }

    [Fact]
    public async Task A_system_that_answers_nothing_well_was_not_tried()
    {
        await using var receiver = await Receiver(http => http.Request.Path.StartsWithSegments("/v1/availability")
            ? Results.Text("{}", "application/json", null, 500)
            : Results.Text("{}", "application/json"));
        var (code, text) = await RunningSilo.Retail(
            "load", "--url", receiver.Urls.Single(), "--rate", "5", "--for", "1s", "--mix", "availability=1",
            "--skus", "1", "--stock", "0");
        code.ShouldBe(2, text);
        text.ShouldContain("answered nothing well");
    }

    private Task<(int Code, string Text)> Load(params string[] more) =>
        RunningSilo.Retail(["load", "--url", silo.Url, .. more]);

    private static async Task<WebApplication> Receiver(Func<HttpContext, IResult> answer)
    {
        var app = WebApplication.CreateSlimBuilder(["--urls", $"http://{IPAddress.Loopback}:0"]).Build();
        app.Run(http => answer(http).ExecuteAsync(http));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
