using System.Net.Http.Json;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Adapters.Dynamics365;
using RetailActors.Adapters.NetSuite;
using RetailActors.Postings;

namespace RetailActors.Tests.Adapters;

/// <summary>What both ERP adapters owe besides: the same documents come to the same books.</summary>
public abstract class ErpContract : DocumentAdapterContract
{
    /// <summary>The documents that it takes, in the order in which an order has them.</summary>
    private IReadOnlyList<DocumentKind> Kinds => [.. Kind.Capability.Kinds.Order()];

    protected override async Task<DocumentCall> Refusable(Story story)
    {
        await Post(story, DocumentKind.SalesOrder);
        return story.Call(DocumentKind.Invoice);
    }

    [Theory]
    [InlineData("USD")]
    [InlineData("JPY")]
    [InlineData("KWD")]
    public async Task Amounts_arrive_in_the_minor_units_of_the_currency(string currency)
    {
        var story = new Story("ord_1", currency, scale: 1_000_003);
        foreach (var kind in Kinds)
        {
            (await Post(story, kind)).Corrections.ShouldBeEmpty($"{kind}");
            (await Booked(story, kind)).GetProperty("total").GetInt64().ShouldBe(story.TotalOf(kind), $"{kind}");
        }
        var invoice = await Booked(story, DocumentKind.Invoice);
        invoice.GetProperty("currency").GetString().ShouldBe(currency);
        invoice.GetProperty("tax").GetInt64().ShouldBe(565 * 1_000_003L);
        invoice.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("quantity").GetInt32())
            .ShouldBe([2, 1]);
    }

    [Fact]
    public async Task What_the_ERP_books_otherwise_is_taken_over_as_a_correction()
    {
        await Habits(new { taxRoundingDown = true });
        var story = new Story("ord_1");
        var posted = await Post(story, DocumentKind.SalesOrder);
        posted.Corrections.ShouldBe(
            [
                new Correction("total", "80.28", "80.27"), new Correction("tax", "7.30", "7.29"),
                new Correction("lines/1/tax", "4.00", "3.99"),
            ]);
        (await LookUp(story.Call(DocumentKind.SalesOrder))).ShouldBeOfType<PostingAnswer.Posted>().Corrections
            .ShouldBe(posted.Corrections);
        (await Send(story.Call(DocumentKind.SalesOrder))).ShouldBeOfType<PostingAnswer.Posted>().Corrections
            .ShouldBe(posted.Corrections);
    }

    [Fact]
    public async Task A_closed_period_moves_the_date_or_refuses_the_document_until_it_is_edited()
    {
        await Habits(new { closedThrough = "2026-11-30", movesDates = true });
        (await Post(new Story("ord_1"), DocumentKind.SalesOrder)).Corrections
            .ShouldBe([new Correction("date", "2026-11-24", "2026-12-01")]);
        await Habits(new { closedThrough = "2026-11-30" });
        var refused = new Story("ord_2").Call(DocumentKind.SalesOrder);
        (await Send(refused)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("period-closed");
        var edited = refused with { Edits = refused.Edits.SetItem("postingDate", "2026-12-02") };
        (await Send(edited)).ShouldBeOfType<PostingAnswer.Posted>().Corrections.ShouldBeEmpty();
        (await TimesBooked(edited)).ShouldBe(1);
    }

    [Fact]
    public async Task A_deadlock_there_is_not_done_and_sent_again()
    {
        await Habits(new { deadlocks = 1 });
        var call = new Story("ord_1").Call(DocumentKind.SalesOrder);
        (await Send(call)).ShouldBe(new PostingAnswer.Unavailable("rolled-back"));
        (await Send(call)).ShouldBeOfType<PostingAnswer.Posted>();
        (await TimesBooked(call)).ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_requests_at_once_are_turned_away_and_not_done()
    {
        await Habits(new { concurrencyLimit = 1 });
        await Faults(new { latencyMs = 300 });
        var calls = Enumerable.Range(1, 6).Select(i => new Story($"ord_{i}").Call(DocumentKind.SalesOrder)).ToList();
        var answers = await Task.WhenAll(calls.Select(Send));
        answers.ShouldContain(a => a is PostingAnswer.Unavailable && a.ToString().Contains("rate-limited"));
        await Habits(new { });
        await Faults(new { latencyMs = 0 });
        foreach (var call in calls)
        {
            await Resolve(call);
            (await TimesBooked(call)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_ERP_keeps_its_own_rules()
    {
        var story = new Story("ord_1");
        (await Send(story.Call(DocumentKind.Fulfilment))).ShouldBeOfType<PostingAnswer.Rejected>().Code
            .ShouldBe("no-sales-order");
        await Post(story, DocumentKind.SalesOrder);
        (await Send(story.Call(DocumentKind.Refund))).ShouldBeOfType<PostingAnswer.Rejected>();
        (await Send(story.Call(DocumentKind.CreditMemo))).ShouldBeOfType<PostingAnswer.Rejected>();
        await Post(story, DocumentKind.Fulfilment);
        (await Send(story.Call(DocumentKind.Fulfilment, 2))).ShouldBeOfType<PostingAnswer.Rejected>();
        var wrong = new Story("ord_2").Call(DocumentKind.SalesOrder);
        var order = ((Step.Accepted)wrong.Step).Order;
        var dearer = order with { Total = new Money(order.Total.Minor + 1, order.Currency) };
        (await Send(wrong with { Order = dearer, Step = new Step.Accepted("accepted", wrong.Step.At, dearer) }))
            .ShouldBeOfType<PostingAnswer.Rejected>();
    }

    [Fact]
    public async Task Fulfilments_take_from_its_inventory_and_returns_add_to_it()
    {
        await Http.PutAsJsonAsync($"{Root}/inventory", new
        {
            counts = new[]
            {
                new { key = "count-1", item = "TEE-BLK-M", location = "store-12", quantity = 10 },
                new { key = "count-2", item = "TEE-BLK-M", location = "store-7", quantity = 5 },
            },
        }, Cancellation);
        var before = await Inventory("");
        OnHand(before, "store-12").ShouldBe(10);
        var story = new Story("ord_1");
        foreach (var kind in Kinds)
        {
            await Post(story, kind);
        }
        var after = await Inventory($"?after={before.GetProperty("cut").GetInt32()}");
        OnHand(after, "store-12").ShouldBe(8);
        OnHand(after, "store-7").ShouldBe(6);
        after.GetProperty("acknowledged").EnumerateArray().Select(a => a.GetProperty("key").GetString()).ShouldBe(
            [story.Call(DocumentKind.Fulfilment).Key, story.Call(DocumentKind.CreditMemo).Key]);
        OnHand(await Inventory($"?asOf={Uri.EscapeDataString(before.GetProperty("asOf").GetString()!)}"), "store-12")
            .ShouldBe(10);
    }

    [Fact]
    public async Task An_ERP_that_was_restarted_goes_on_where_it_was()
    {
        var story = new Story("ord_1");
        var first = await Post(story, DocumentKind.SalesOrder);
        await Post(story, DocumentKind.SalesOrderCancellation);
        await Restart();
        (await LookUp(story.Call(DocumentKind.SalesOrder))).ShouldBeOfType<PostingAnswer.Posted>().Number
            .ShouldBe(first.Number);
        await Post(story, DocumentKind.Fulfilment);
        await Post(story, DocumentKind.Invoice);
        (await Post(new Story("ord_2"), DocumentKind.SalesOrder)).Number.ShouldBe("SO-000002");
        (await Http.DeleteAsync($"{Root}/books", Cancellation)).EnsureSuccessStatusCode();
        (await Post(new Story("ord_3"), DocumentKind.SalesOrder)).Number.ShouldBe("SO-000001");
    }

    private async Task Habits(object habits) =>
        (await Http.PutAsJsonAsync($"{Root}/habits", habits, Cancellation)).EnsureSuccessStatusCode();

    private Task<JsonElement> Inventory(string query) =>
        Http.GetFromJsonAsync<JsonElement>($"{Root}/inventory{query}", Cancellation);

    private static int OnHand(JsonElement inventory, string location) => inventory.GetProperty("value")
        .EnumerateArray().Single(row => row.GetProperty("locationId").GetString() == location)
        .GetProperty("onHand").GetInt32();

    private async Task<JsonElement> Booked(Story story, DocumentKind kind) => (await Books()).GetProperty("items")
        .EnumerateArray().Single(i => i.GetProperty("key").GetString() == story.Call(kind).Key);
}

/// <summary>The contract on Dynamics 365.</summary>
public sealed class Dynamics365Tests : ErpContract
{
    protected override ISystemKind Kind { get; } = new Dynamics365Kind();
}

/// <summary>The contract on NetSuite.</summary>
public sealed class NetSuiteTests : ErpContract
{
    protected override ISystemKind Kind { get; } = new NetSuiteKind();
}
