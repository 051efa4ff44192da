using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using RetailActors.Adapters;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Tests.Adapters;

/// <summary>One request: what each way of failing means, and what is sent along.</summary>
public sealed class ExchangeSpecs
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(200, "<html>It works!</html>", "text/html", "Lost garbage")]
    [InlineData(200, "{\"broken\":", "application/json", "Lost garbage")]
    [InlineData(200, "{\"a\":1,\"a\":2}", "application/json", "Lost garbage")]
    [InlineData(200, "12", "application/json", "Lost garbage")]
    [InlineData(400, "<html>", "text/html", "Lost garbage")]
    [InlineData(302, "<html>", "text/html", "Lost garbage")]
    [InlineData(404, "<html>", "text/html", "Unavailable no-such-address")]
    [InlineData(500, "<html>", "text/html", "Lost http-500")]
    [InlineData(503, "<html>", "text/html", "Unavailable down")]
    [InlineData(401, "{}", "application/json", "Unavailable not-let-in")]
    [InlineData(403, "{}", "application/json", "Unavailable not-let-in")]
    [InlineData(429, "{}", "application/json", "Unavailable rate-limited after 1 s")]
    [InlineData(400, "{}", "application/json", "Rejected http-400")]
    [InlineData(404, "{}", "application/json", "Unavailable no-such-address")]
    [InlineData(409, "{}", "application/json", "Lost in-flight")]
    [InlineData(502, "{}", "application/json", "Lost http-502")]
    public async Task Every_failure_is_either_not_done_or_not_known(int status, string body, string type, string means)
    {
        var answered = await Exchange(_ => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        });
        Words(answered is Exchanged.Answered(var reply) ? reply.Otherwise() : Failure(answered)).ShouldBe(means);
    }

    [Fact]
    public async Task What_never_left_is_not_done_and_what_left_is_not_known()
    {
        (await Real("http://127.0.0.1:1")).ShouldBe(new PostingAnswer.Unavailable("unreachable"));
        Failure(await Exchange(_ => throw new HttpRequestException("reset", new IOException())))
            .ShouldBe(new PostingAnswer.Lost("connection-lost"));
    }

    [Fact]
    public async Task A_wait_is_a_number_of_seconds_or_a_date_and_has_bounds()
    {
        async Task<TimeSpan?> Asked(RetryConditionHeaderValue after) => Failure(await Exchange(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            response.Headers.RetryAfter = after;
            return response;
        })).ShouldBeOfType<PostingAnswer.Unavailable>().RetryAfter;

        (await Asked(new(TimeSpan.FromSeconds(7)))).ShouldBe(TimeSpan.FromSeconds(7));
        (await Asked(new(_now.AddSeconds(9)))).ShouldBe(TimeSpan.FromSeconds(9));
        (await Asked(new(TimeSpan.Zero))).ShouldBe(TimeSpan.FromSeconds(1));
        (await Asked(new(TimeSpan.FromDays(9)))).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_time_out_goes_through_as_an_exception()
    {
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await Exchange(_ => throw new OperationCanceledException(over.Token), cancellation: over.Token));
    }

    [Fact]
    public async Task The_trace_and_the_secret_of_the_account_are_sent_along()
    {
        HttpRequestMessage? seen = null;
        var settings = new Dictionary<string, string?> { ["Accounts:erp:BearerToken"] = "s3cret" };
        await Exchange(m => (seen = m, new HttpResponseMessage(HttpStatusCode.NoContent)).Item2, settings);
        seen!.RequestUri!.AbsoluteUri.ShouldBe("http://erp.test/root/data/Things");
        seen.Headers.GetValues("traceparent").ShouldBe([Trace]);
        seen.Headers.Authorization!.ToString().ShouldBe("Bearer s3cret");
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_one()
    {
        var text = $"{{\"a\":\"{new string('x', JsonExchange.MaxAnswerBytes)}\"}}";
        Failure(await Exchange(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(text, Encoding.UTF8, "application/json"),
        })).ShouldBe(new PostingAnswer.Lost("garbage"));
    }

    [Theory]
    [InlineData("USD", 4328, "43.28")]
    [InlineData("USD", -5, "-0.05")]
    [InlineData("JPY", 4328, "4328")]
    [InlineData("KWD", 4328, "4.328")]
    [InlineData("KWD", 0, "0.000")]
    public void An_amount_has_the_digits_of_its_currency(string code, long minor, string text)
    {
        var money = new Money(minor, new Currency(code));
        Amounts.Write(money).ToJsonString().ShouldBe(text);
        Amounts.Read(JsonNode.Parse(text), money.Currency).ShouldBe(money);
        Amounts.Read(JsonNode.Parse($"\"{text}\""), money.Currency).ShouldBe(money);
    }

    [Theory]
    [InlineData("43.281")]
    [InlineData("4.3e1")]
    [InlineData("\"43,28\"")]
    [InlineData("\"\"")]
    [InlineData("\"-\"")]
    [InlineData("true")]
    [InlineData("99999999999999999999")]
    public void What_is_not_an_amount_is_none(string json) =>
        Amounts.Read(JsonNode.Parse(json), new Currency("USD")).ShouldBeNull();

    [Fact]
    public void Zeros_at_the_end_of_an_amount_mean_nothing() =>
        Amounts.Read(JsonNode.Parse("43.2"), new Currency("USD")).ShouldBe(new Money(4320, new Currency("USD")));

    [Fact]
    public void Details_are_short_and_not_personal()
    {
        Wording.Detail("Customer jane@example.org\n with 4242 4242 4242 4242 is blocked")
            .ShouldBe("Customer … with … is blocked");
        Wording.Detail(new string('a', 100_000)).Length.ShouldBe(Wording.MaxDetail);
        Wording.Slug("USER_ERROR").ShouldBe("user-error");
        Wording.Slug("PeriodClosed").ShouldBe("period-closed");
        Wording.Slug("…").ShouldBeNull();
    }

    private static PostingAnswer Failure(Exchanged exchanged) => exchanged.ShouldBeOfType<Exchanged.Failed>().Answer;

    private static string Words(PostingAnswer answer) => answer switch
    {
        PostingAnswer.Lost(var reason) => $"Lost {reason}",
        PostingAnswer.Unavailable(var reason, { } after) => $"Unavailable {reason} after {after.TotalSeconds:0} s",
        PostingAnswer.Unavailable(var reason, null) => $"Unavailable {reason}",
        PostingAnswer.Rejected(var code, _) => $"Rejected {code}",
        _ => answer.ToString(),
    };

    private static async Task<PostingAnswer> Real(string address)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        return Failure(await new JsonExchange(Account(http, address, [])).Get("x", Call(), CancellationToken.None));
    }

    private static async Task<Exchanged> Exchange(
        Func<HttpRequestMessage, HttpResponseMessage> respond, Dictionary<string, string?>? settings = null,
        CancellationToken cancellation = default)
    {
        using var http = new HttpMessageInvoker(new Answering(respond));
        var exchange = new JsonExchange(Account(http, "http://erp.test/root/", settings ?? []));
        return await exchange.Send(HttpMethod.Post, "data/Things", new JsonObject(), Call(), cancellation);
    }

    private static AccountContext Account(HttpMessageInvoker http, string url, Dictionary<string, string?> settings) =>
        new("erp", () => new Uri(url), http,
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Accounts:erp"),
            new FakeTimeProvider(_now));

    private static DocumentCall Call() => new(
        new Tenant("demo"), "k", DocumentKind.Refund, "o", null,
        new Step.Cancelled("c", _now, [], Whole: true), ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<string, string>.Empty, Trace);

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken _) =>
            Task.FromResult(respond(request));
    }
}
