using RetailActors.Operations;
using RetailActors.Postings;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Outgoing;

/// <summary>Documents through a whole silo, to accounts that misbehave.</summary>
public sealed class PostingTests
{
    private static readonly DocumentKind[] _erp =
    [
        DocumentKind.SalesOrder, DocumentKind.Fulfilment, DocumentKind.Invoice, DocumentKind.Payment,
        DocumentKind.CreditMemo, DocumentKind.Refund,
    ];

    [Fact]
    public async Task The_life_of_an_order_reaches_every_account_in_its_order_and_once()
    {
        var fake = new FakeSystem();
        await using var silo = await PostingSilo.Start(
            fake, accounts: [("erp", "sales-order,fulfilment,invoice,payment,credit-memo,refund"),
                ("pos", "pickup-notice"), ("events", "business-event")]);
        foreach (var step in SampleSteps.Life("o1"))
        {
            await silo.Posting("o1").Record([step]);
            await silo.Posting("o1").Record([step]);
        }
        var view = await silo.Until("o1", PostingSilo.AllPosted);
        view.Documents.Where(d => d.Account == "erp").Select(d => d.Kind).ShouldBe(_erp);
        fake.Calls.Where(c => c.Account == "erp").Select(c => c.Kind).ShouldBe(_erp);
        fake.Calls.Count(c => c.Account == "events" && c.Key.Contains(":o1:", StringComparison.Ordinal)).ShouldBe(
            6, string.Join('\n', fake.Calls.Where(c => c.Account == "events").Select(c => $"{c.Key} {c.LookUp}")));
        fake.Calls.Count(c => c.Account == "pos").ShouldBe(1);
        fake.Calls.Select(c => c.Key).ShouldBeUnique();
        fake.Calls[^1].Call.Order.ShouldNotBeNull();
        fake.Calls.Last(c => c.Account == "erp").Call.Numbers.Count.ShouldBe(5);
        view.Documents[0].Key.ShouldBe("demo:sales-order:o1:1");
    }

    [Fact]
    public async Task Steps_that_come_before_the_order_wait_for_it()
    {
        var fake = new FakeSystem();
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order,fulfilment,invoice")]);
        await silo.Posting("o1").Record([SampleSteps.HandedOver()]);
        (await silo.Posting("o1").Read())!.Documents.ShouldBeEmpty();
        await silo.Posting("o1").Record([SampleSteps.Accepted("o1")]);
        await silo.Until("o1", v => v.Documents.Length == 3 && PostingSilo.AllPosted(v));
        fake.Calls.Select(c => c.Kind).ShouldBe(_erp[..3]);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_what_was_booked_is_not_sent_again()
    {
        var fake = new FakeSystem { Faults = c => c.LookUp ? FakeFault.None : FakeFault.LostAfter };
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order")]);
        await silo.Posting("o1").Record([SampleSteps.Accepted("o1")]);
        var posted = (await silo.Until("o1", PostingSilo.AllPosted)).Documents.ShouldHaveSingleItem();
        posted.Number.ShouldBe("F-1");
        fake.Calls.Select(c => c.LookUp).ShouldBe([false, true]);
    }

    [Fact]
    public async Task What_was_not_booked_is_sent_again_after_the_look_up_and_only_then()
    {
        var lost = 0;
        var fake = new FakeSystem
        {
            Faults = c => !c.LookUp && Interlocked.Increment(ref lost) == 1 ? FakeFault.LostBefore : FakeFault.None,
        };
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order")]);
        await silo.Posting("o1").Record([SampleSteps.Accepted("o1")]);
        await silo.Until("o1", PostingSilo.AllPosted);
        fake.Calls.Select(c => c.LookUp).ShouldBe([false, true, false]);
        fake.Books.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_parks_its_account_and_a_decision_on_the_desk_lets_it_go_on()
    {
        var broken = true;
        var fake = new FakeSystem
        {
            Faults = c => broken && c.Kind == DocumentKind.SalesOrder ? FakeFault.Refused : FakeFault.None,
        };
        await using var silo = await PostingSilo.Start(
            fake, accounts: [("erp", "sales-order,fulfilment,invoice"), ("events", "business-event")]);
        await silo.Posting("o1").Record([SampleSteps.Accepted("o1"), SampleSteps.HandedOver()]);
        await silo.Until("o1", v => v.Documents.Count(d => d.Status == DocumentStatus.Posted) == 2);
        var key = ExceptionKey.For(
            PostingSilo.Tenant, PostingDecider.RejectedKind, "posting/demo/o1", "demo:sales-order:o1:1");
        var desk = silo.Grains.Actor<IExceptionCase>(key.ToString());
        await Eventually(async () => await desk.Read() is { Status: "open", Report.Owner: Role.Finance });
        fake.Calls.Count(c => c.Account == "erp").ShouldBe(1);

        broken = false;
        (await desk.Decide("d1", ResolutionKind.Retry, [], new Origin("ann"))).ShouldBe(ResolutionResult.Resolved);
        (await desk.Decide("d1", ResolutionKind.Retry, [], new Origin("ann"))).ShouldBe(ResolutionResult.Resolved);
        (await desk.Decide("d2", ResolutionKind.Waive, [], new Origin("bob")))
            .ShouldBe(ResolutionResult.AlreadyResolved);
        await silo.Until("o1", PostingSilo.AllPosted);
        fake.Calls.Where(c => c.Account == "erp").Select(c => c.Kind)
            .ShouldBe([DocumentKind.SalesOrder, .. _erp[..3]]);
        (await desk.Read())!.Status.ShouldBe("resolved");
    }

    [Fact]
    public async Task An_account_that_is_down_is_tried_again_until_it_is_back()
    {
        var calls = 0;
        var fake = new FakeSystem
        {
            Faults = _ => Interlocked.Increment(ref calls) <= 2 ? FakeFault.Down : FakeFault.None,
        };
        await using var silo = await PostingSilo.Start(fake, accounts: [("erp", "sales-order")]);
        await silo.Posting("o1").Record([SampleSteps.Accepted("o1")]);
        var waiting = await silo.Grains.Actor<IDirectory>("demo").Waiting(
            new WaitingQuery("posting", [PostingDecider.AwaitingErp], 10));
        (waiting.Total, waiting.Groups[0].Group, waiting.Rows[0].Row.Key).ShouldBe((1, "web", "o1"));
        waiting.OldestAt.ShouldNotBeNull();
        await silo.Until("o1", PostingSilo.AllPosted);
        fake.Calls.Count.ShouldBe(3);
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
