using System.Net;
using RetailActors.Adapters;
using RetailActors.Postings;
using RetailActors.Tests.Sandbox;

namespace RetailActors.Tests.Adapters;

public abstract partial class DocumentAdapterContract
{
    // One attempt takes no more requests than this, whatever system it is.
    private const int MostRequests = 6;

    [Fact]
    public async Task Every_document_is_booked_once_and_keeps_its_number()
    {
        var story = await Told("ord_1");
        foreach (var call in Documents.Select(document => document(story)))
        {
            var posted = await Post(story, call);
            posted.Number.ShouldNotBeEmpty();
            posted.Corrections.ShouldBeEmpty(call.Key);
            var again = Kind.Capability.KnowsKeys ? await Send(call) : await LookUp(call);
            again.ShouldBeOfType<PostingAnswer.Posted>().Number.ShouldBe(posted.Number);
            if (Kind.Capability.CanLookUp)
            {
                (await LookUp(call)).ShouldBeOfType<PostingAnswer.Posted>().Number.ShouldBe(posted.Number);
            }
            (await TimesBooked(call)).ShouldBe(1, call.Key);
        }
    }

    [Fact]
    public async Task Whichever_answer_is_lost_the_document_is_booked_once()
    {
        for (var document = 0; document < Documents.Count; document++)
        {
            var lost = 0;
            for (var nth = 1; nth <= MostRequests; nth++)
            {
                var call = await UpTo(await Told($"ord_{document}_{nth}"), document);
                Wire.LoseAnswer(nth);
                var answer = await Send(call);
                Wire.LoseAnswer(0);
                if (answer is PostingAnswer.Posted)
                {
                    break;
                }
                answer.ShouldBeOfType<PostingAnswer.Lost>($"{call.Key}, request {nth}");
                await Resolve(call);
                (await TimesBooked(call)).ShouldBe(1, $"{call.Key}, request {nth}");
                lost++;
            }
            lost.ShouldBeInRange(1, MostRequests - 1, $"document {document}");
        }
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_and_found_later()
    {
        var call = await First();
        await Faults(new { mode = "timeout-after-success" });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Adapter.Send(call, patience.Token));
        await Faults(new { mode = "none" });
        await Resolve(call);
        (await TimesBooked(call)).ShouldBe(1);
    }

    [Fact]
    public async Task An_error_after_the_booking_is_a_lost_answer_and_the_document_is_booked_once()
    {
        var call = await First();
        await Faults(new { mode = "error-after-success" });
        (await Send(call)).ShouldBeOfType<PostingAnswer.Lost>();
        await Faults(new { mode = "none" });
        await Resolve(call);
        (await TimesBooked(call)).ShouldBe(1);
    }

    [Fact]
    public async Task Nonsense_is_a_lost_answer_and_the_document_is_booked_once()
    {
        var call = await First();
        await Faults(new { mode = "garbage" });
        (await Send(call)).ShouldBeOfType<PostingAnswer.Lost>();
        (await LookUp(call)).ShouldBeOfType<PostingAnswer.Lost>();
        await Faults(new { mode = "none" });
        await Resolve(call);
        (await TimesBooked(call)).ShouldBe(1);
    }

    /// <summary>Valid JSON, but not what was asked for: by a proxy, another version, somebody else's key.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("{\"value\":1,\"number\":7,\"data\":[],\"error\":[],\"item\":3}")]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":{\"order\":{},\"tagsAdd\":{},\"fulfillmentCreate\":{\"userErrors\":[1]}}}")]
    [InlineData("{\"number\":\"X-1\",\"key\":\"another\",\"externalKey\":\"another\",\"version\":1}")]
    [InlineData("{\"number\":\"X-1\",\"key\":\"KEY\",\"externalKey\":\"KEY\",\"version\":2.5,\"lines\":[{},{},7]}")]
    public async Task An_answer_to_another_question_books_nothing_and_breaks_nothing(string body)
    {
        foreach (var call in Documents.Select(document => document(new Story("ord_1"))))
        {
            foreach (var status in new[] { 200, 201, 202, 400, 404, 409, 422, 500, 502 })
            {
                Wire.Replace((HttpStatusCode)status, body.Replace("KEY", call.Key, StringComparison.Ordinal));
                var (sent, found) = (await Send(call), await LookUp(call));
                if (status >= 400 || !body.Contains("KEY", StringComparison.Ordinal))
                {
                    sent.ShouldNotBeOfType<PostingAnswer.Posted>($"{call.Key} {status}");
                    found.ShouldNotBeOfType<PostingAnswer.Posted>($"{call.Key} {status}");
                }
                sent.ShouldNotBeOfType<PostingAnswer.NotFound>($"{call.Key} {status}");
                found.ShouldNotBeOfType<PostingAnswer.Rejected>($"{call.Key} {status}");
            }
        }
    }

    [Fact]
    public async Task A_system_that_is_down_too_busy_or_not_there_has_done_nothing()
    {
        var call = await First();
        await Faults(new { mode = "down" });
        (await Send(call)).ShouldBe(new PostingAnswer.Unavailable("down"));
        (await LookUp(call)).ShouldBe(new PostingAnswer.Unavailable("down"));
        await Faults(new { mode = "rate-limit" });
        (await Send(call)).ShouldBe(new PostingAnswer.Unavailable("rate-limited", TimeSpan.FromSeconds(1)));
        (await Open(new Uri("http://127.0.0.1:1/erp")).Send(call, Cancellation))
            .ShouldBe(new PostingAnswer.Unavailable("unreachable"));
        await Faults(new { mode = "none" });
        (await TimesBooked(call)).ShouldBe(0);
        (await LookUp(call)).ShouldBe(new PostingAnswer.NotFound());
    }

    [Fact]
    public async Task An_error_of_the_other_system_is_a_lost_answer()
    {
        var call = await First();
        await Faults(new { errorRate = 1.0 });
        (await Send(call)).ShouldBe(new PostingAnswer.Lost("http-500"));
        (await LookUp(call)).ShouldBe(new PostingAnswer.Lost("http-500"));
    }

    [Fact]
    public async Task A_document_against_a_rule_of_the_business_is_rejected_for_good()
    {
        var call = await Refusable(new Story("ord_1"));
        (await Send(call)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldNotBeEmpty();
        (await Send(call)).ShouldBeOfType<PostingAnswer.Rejected>();
        (await LookUp(call)).ShouldBe(new PostingAnswer.NotFound());
    }

    [Fact]
    public async Task A_step_that_cannot_have_caused_the_document_is_rejected_and_never_sent()
    {
        var call = Documents[0](new Story("ord_1")) with
        {
            Order = null,
            Step = new Step.Settled("reconciled", DateTimeOffset.UnixEpoch, "set_1", "sandbox", []),
        };
        (await Send(call)).ShouldBeOfType<PostingAnswer.Rejected>();
        Wire.Requests.ShouldBeEmpty();
        (await LookUp(call)).ShouldBe(new PostingAnswer.NotFound());
    }

    [Theory]
    [InlineData("o'brien")]
    [InlineData("'; drop table orders --")]
    [InlineData("a' or 'a' eq 'a")]
    [InlineData("../../books")]
    [InlineData("a/b?c=d&e=f#g")]
    [InlineData("100%25 %2F + plus")]
    [InlineData("tab\tand\nline")]
    [InlineData("one, two")]
    [InlineData("\u202Eright to left é €")]
    [InlineData("\"quoted\\\"")]
    public async Task An_id_is_never_more_than_an_id(string id)
    {
        var story = await Told("ord_1");
        var (call, neighbour) = (Named(story, id), Named(story, id + "'"));
        var posted = (await Send(call)).ShouldBeOfType<PostingAnswer.Posted>();
        (await LookUp(call)).ShouldBeOfType<PostingAnswer.Posted>().Number.ShouldBe(posted.Number);
        (await LookUp(neighbour)).ShouldBe(new PostingAnswer.NotFound());
        (await TimesBooked(call)).ShouldBe(1);
        await Restart();
        (await LookUp(call)).ShouldBeOfType<PostingAnswer.Posted>().Number.ShouldBe(posted.Number);
    }

    [Fact]
    public async Task The_same_document_sent_at_the_same_time_is_booked_once()
    {
        var call = await First();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Send(call))));
        answers.ShouldAllBe(a => !(a is PostingAnswer.Rejected || a is PostingAnswer.NotFound));
        var posted = await Resolve(call);
        answers.OfType<PostingAnswer.Posted>().ShouldAllBe(a => a.Number == posted.Number);
        (await TimesBooked(call)).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_sent_has_the_trace_and_neither_secrets_nor_personal_data()
    {
        var story = await Told("ord_1");
        foreach (var document in Documents)
        {
            await Post(story, document(story));
        }
        Wire.Requests.ShouldNotBeEmpty();
        foreach (var sent in Wire.Requests)
        {
            sent.Headers.GetValues("traceparent").ShouldBe([Story.Trace]);
            sent.Headers.Authorization!.Parameter.ShouldBe(Secret);
            // Without the authority: a free port may have any digits.
            foreach (var text in new[] { sent.Body, Uri.UnescapeDataString(new Uri(sent.Url).PathAndQuery) })
            {
                text.ShouldNotContain(Secret);
                text.ShouldNotContain("tok_");
                text.ShouldNotContain("@example");
                text.ShouldNotMatch(@"\b4242\b");
            }
        }
    }

    [Fact]
    public async Task The_kind_is_registered_and_says_what_it_can_do()
    {
        await using var host = await SandboxHost.Start();
        host.Kinds.Where(k => k.System == Kind.System).ShouldHaveSingleItem().SandboxPath.ShouldBe(Kind.SandboxPath);
        Kind.Capability.Kinds.ShouldNotBeEmpty();
        Kind.Capability.Kinds.ShouldNotContain(DocumentKind.Unknown);
        Kind.Capability.Concurrency.ShouldBeInRange(1, 4096);
        Kind.Capability.BulkSize.ShouldBeGreaterThanOrEqualTo(1);
        Kind.Capability.TimeoutMs.ShouldBeInRange(10, 60_000);
    }
}
