using System.Text.Json;

namespace RetailActors.Tests;

/// <summary>Finance captures and pays back at the payment itself: order, ERP and ledger know of it, and nobody moves
/// the same money again.</summary>
public sealed class DirectMoneyTests(SharedShop shop)
{
    private readonly HttpClient _http = shop.Http;

    [Fact]
    public async Task What_is_captured_directly_is_in_the_books_and_is_not_captured_again()
    {
        var order = (await Sample.Accepted(_http, await Sample.NewSku(_http, 5), 2))["id"];
        var capture = $$"""{"captureId":"cap-1","amount":{"minor":1000,"currency":"USD"} }""";
        (await _http.Post($"/v1/payments/{order}.p1/capture", capture)).ShouldBe("200");
        (await _http.Post($"/v1/payments/{order}.p1/capture", capture)).ShouldBe("200");
        await Booked(order, "psp-clearing:sandbox", 1000);
        (await Balance(order, "deferred-revenue")).ShouldBe(-1000, "nothing was handed over for it yet");
        await Until.True("the ERP has the payment", async () => (await Erp(order, "payment")).SequenceEqual([1000L]));

        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the rest is taken", async () =>
            (await _http.Get($"/v1/payments/{order}.p1"))["status"] == "captured");
        (await Provider(order, "capture")).ShouldBe([1000, 1330], ignoreOrder: true);
        await Booked(order, "psp-clearing:sandbox", 2330);
        await Booked(order, "deferred-revenue", 0);
        (await _http.Get($"/v1/orders/{order}"))["status"].ShouldBe("completed");
        await Until.True("the ERP has both payments", async () => (await Erp(order, "payment")).Sum() == 2330);
    }

    [Fact]
    public async Task What_is_paid_back_directly_is_in_the_books_and_no_return_pays_it_again()
    {
        var order = await Collected();
        (await _http.Post($"/v1/payments/{order}.p1/refunds", Refund("ref-1", 500))).ShouldBe("200");
        await Booked(order, "returns", 500);
        await Booked(order, "psp-clearing:sandbox", 1830);
        await Until.True("the ERP has the refund", async () => (await Erp(order, "refund")).SequenceEqual([500L]));

        await Returned(order);
        (await Provider(order, "refund")).ShouldBe([500, 1830], ignoreOrder: true);
        await Booked(order, "psp-clearing:sandbox", 0);
        (await Balance(order, "refunds-payable")).ShouldBe(0);
        (await Balance(order, "returns")).ShouldBe(2000, "the goods without their tax");
        (await Erp(order, "refund")).Sum().ShouldBe(2330);
    }

    [Fact]
    public async Task Goods_whose_money_was_all_paid_back_come_back_with_a_credit_memo_and_no_refund()
    {
        var order = await Collected();
        (await _http.Post($"/v1/payments/{order}.p1/refunds", Refund("ref-1", 2330))).ShouldBe("200");
        await Booked(order, "psp-clearing:sandbox", 0);
        await Returned(order);
        (await Provider(order, "refund")).ShouldBe([2330]);
        (await Erp(order, "refund")).ShouldBe([2330]);
        (await Erp(order, "credit-memo")).ShouldBe([2330]);
        await Booked(order, "refunds-payable", 0);
        (await Balance(order, "returns")).ShouldBe(2000);
    }

    private async Task<string> Collected()
    {
        var order = (await Sample.Accepted(_http, await Sample.NewSku(_http, 5), 2))["id"];
        (await _http.Post($"/v1/orders/{order}/pickup", (string?)null)).ShouldBe("200");
        await Until.True("the money is taken", async () =>
            (await _http.Get($"/v1/payments/{order}.p1"))["status"] == "captured");
        return order;
    }

    private async Task Returned(string order)
    {
        var id = Requests.NewId("R");
        (await _http.Post("/v1/returns", $$"""
            {"returnId":"{{id}}","orderId":"{{order}}","location":"store-7",
             "lines":[{"lineId":"1","quantity":2,"disposition":"restocked"}]}
            """)).ShouldBe("201");
        await Until.True("the return is in all books", async () =>
            (await _http.Get($"/v1/returns/{id}"))["status"] == "closed", 60);
    }

    private static string Refund(string id, long minor) =>
        $$"""{"refundId":"{{id}}","amount":{"minor":{{minor}},"currency":"USD"},"reason":"goodwill"}""";

    private Task Booked(string order, string account, long minor) => Until.True(
        $"{account} of the order is {minor}", async () => await Balance(order, account) == minor, 30);

    private async Task<long> Balance(string order, string account) => (await Books("finance"))
        .Where(e => e.GetProperty("subject").GetString() == order)
        .SelectMany(e => e.GetProperty("lines").EnumerateArray())
        .Where(l => l.GetProperty("account").GetString() == account)
        .Sum(l => l.GetProperty("minor").GetInt64());

    private async Task<long[]> Erp(string order, string kind) =>
    [
        .. (await Books("erp-d365"))
            .Where(d => d.GetProperty("kind").GetString() == kind && d.GetProperty("reference").GetString() == order)
            .Select(d => d.GetProperty("total").GetInt64()),
    ];

    private async Task<long[]> Provider(string order, string kind) =>
    [
        .. (await Books("psp"))
            .Where(e => e.GetProperty("kind").GetString() == kind
                && e.GetProperty("payment").GetString() == $"{order}.p1")
            .Select(e => e.GetProperty("amount").GetProperty("minor").GetInt64()),
    ];

    private async Task<IReadOnlyList<JsonElement>> Books(string system)
    {
        var items = new List<JsonElement>();
        for (var after = ""; ;)
        {
            var page = (await _http.Get($"/sandbox/{system}/books?limit=2000{after}")).Json;
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("next", out var next) || next.GetString() is not { } text)
                return items;
            after = $"&after={Uri.EscapeDataString(text)}";
        }
    }
}
