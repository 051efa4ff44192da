using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Tests.Orders;

/// <summary>Which journals belong to an order's lineage.</summary>
public sealed class LineageLinkSpecs
{
    private static readonly Tenant _tenant = new("t");
    private static readonly LineageStream _order = new("order", $"order/{OrderSpec.Key}");
    private static readonly LineageStream _payment = new("payment p", "payment/t/p");

    [Fact]
    public void An_order_names_its_documents_and_payments()
    {
        var order = OrderDecider.Decide(
            Order.None, OrderSpec.Submission([1000, 1200]), OrderSpec.Facts(OrderSpec.Submission()), OrderSpec.Key,
            OrderSpec.Now).Item2.Aggregate(Order.None, OrderDecider.Evolve);
        LineageLinks.Begin(OrderSpec.Key, order).Select(s => s.Stream).ShouldBe(
        [
            $"order/{OrderSpec.Key}", $"posting/{OrderSpec.Key}",
            $"payment/t/{OrderSpec.P1}", $"settlement-line/t/missing:{OrderSpec.P1}",
            $"payment/t/{OrderSpec.P2}", $"settlement-line/t/missing:{OrderSpec.P2}",
        ]);
    }

    [Theory]
    [InlineData(
        "order/t/o", "exception-raised", """{"part":"hold/1","kind":"order-on-hold"}""", "order-on-hold", "hold/1")]
    [InlineData(
        "posting/t/o", "exception-raised", """{"key":"k:1","kind":"posting-rejected"}""", "posting-rejected", "k:1")]
    [InlineData("return/t/r", "exception-raised", """{"number":2}""", "refund-refused", "refund/2")]
    [InlineData("settlement-line/t/s:1", "raised", """{"report":{"part":"1"}}""", "settlement-mismatch", "1")]
    [InlineData("inbox/t/pos/m", "reported", """{"part":"message"}""", "webhook-failed", "message")]
    [InlineData("inbox/t/pos/m", "reported", """{"part":"body:ab"}""", "webhook-differs", "body:ab")]
    public void What_was_put_on_the_desk_names_its_exception(
        string stream, string step, string data, string kind, string part) =>
        Follow(new LineageStream("a", stream), step, data).ShouldBe(
            [$"exception/{ExceptionKey.For(_tenant, kind, stream, part)}"]);

    [Theory]
    [InlineData("settlement-matched")]
    [InlineData("settlement-differed")]
    [InlineData("settlement-accepted")]
    public void A_settled_operation_names_the_line_and_the_entries_of_the_settlement(string step) =>
        Follow(_payment, step, """{"line":"set_1:17"}""").ShouldBe(
            ["settlement-line/t/set_1:17", "posting/t/settlement:set_1"]);

    [Theory]
    [InlineData("""{"by":{"client":"pos","reason":"inbox/t/pos/m-1"}}""")]
    [InlineData("""{"note":{"by":{"client":"pos","reason":"inbox/t/pos/m-1"}}}""")]
    [InlineData("""{"claim":{"request":{"by":{"client":"pos","reason":"inbox/t/pos/m-1"}}}}""")]
    public void What_a_message_has_caused_names_it(string data) =>
        Follow(_order, "picked-up", data).ShouldBe(["inbox/t/pos/m-1"]);

    [Theory]
    [InlineData("inbox/other/pos/m-1")]
    [InlineData("inbox/t/pos")]
    [InlineData("inbox/t/pos/")]
    [InlineData("inbox/t/pos/a b")]
    [InlineData("the customer called")]
    public void A_reason_that_is_no_message_of_the_tenant_names_nothing(string reason) =>
        Follow(_order, "held", $$"""{"by":{"client":"a","reason":"{{reason}}"} }""").ShouldBeEmpty();

    [Theory]
    [InlineData("exception-raised", "{}")]
    [InlineData("exception-raised", """{"part":7,"kind":null}""")]
    [InlineData("received", """{"by":"nobody"}""")]
    public void What_an_older_version_wrote_otherwise_names_nothing(string step, string data) =>
        Follow(_order, step, data).ShouldBeEmpty();

    [Fact]
    public void An_order_that_is_read_for_its_exchanges_names_nothing_else()
    {
        var old = new LineageStream(null, "order/t/old");
        Follow(old, "exception-raised", """{"part":"hold/1","kind":"order-on-hold"}""").ShouldBeEmpty();
        Follow(old, "return-claimed", """{"claim":{"id":"RET-1"}}""").ShouldBeEmpty();
        Follow(old, "return-claimed", """{"claim":{"id":"exchange:EX-1"}}""").ShouldBe(["exchange/t/EX-1"]);
    }

    [Fact]
    public void An_exchange_of_another_order_does_not_concern_this_one()
    {
        var exchange = new LineageStream("exchange EX-1", "exchange/t/EX-1");
        using var asked = JsonDocument.Parse("""{"newOrder":"ord_b","command":{"order":"ord_a"}}""");
        bool Concerns(string order) =>
            LineageLinks.Concerns(new OrderId(order), exchange, "requested", asked.RootElement);
        (Concerns("ord_a"), Concerns("ord_b"), Concerns("ord_c")).ShouldBe((true, true, false));
    }

    [Fact]
    public void A_message_is_told_without_its_body()
    {
        using var received = JsonDocument.Parse("""{"message":{"source":"pos","body":"{}"},"at":"2026-03-01"}""");
        LineageLinks.Detail(new("message", "inbox/t/pos/m"), "received", received.RootElement)
            .ShouldBe("""{"message":{"source":"pos"},"at":"2026-03-01"}""");
    }

    private static string[] Follow(LineageStream from, string step, string data)
    {
        using var document = JsonDocument.Parse(data);
        return [.. LineageLinks.Follow(_tenant, from, step, document.RootElement).Select(s => s.Stream)];
    }
}
