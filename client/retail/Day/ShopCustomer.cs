using System.Globalization;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>Orders in the shop, which tells us by webhook, and collects in its store or has it sent.</summary>
internal sealed class ShopCustomer(DayContext day, int number, int among, bool collects)
{
    private readonly Random _chance = day.ChanceOf(number);

    public async Task Visit()
    {
        var basket = day.Assortment.Basket(_chance);
        if (among % 5 == 2)
            basket[0] = basket[0] with { Quantity = Math.Max(2, basket[0].Quantity) };
        await day.Hours.Until(0.02 + (_chance.NextDouble() * 0.66), day.Cancellation);
        var visit = day.Diary.Begin("shopify", collects ? "collect" : "ship");
        var tax = basket.Sum(l => l.Tax);
        var sold = await day.Outside.Happen("shopify/orders", new
        {
            lines = basket.Select(l => new { sku = l.Article.Sku, l.Quantity, price = l.Article.Price }),
            tax = string.Create(CultureInfo.InvariantCulture, $"{tax / 100}.{tax % 100:00}"), pickup = collects,
        }, day.Cancellation);
        var id = sold.Text("id");
        var order = await day.Decided($"/v1/orders?channel=shopify&externalId={id}");
        visit.Order = order?.Text("id");
        visit.Outcome = order?.Text("status") ?? "never heard of";
        if (visit.Outcome != "accepted")
        {
            day.Diary.Mishap($"order {id} of the shop is {visit.Outcome} here");
            return;
        }
        await Handle(visit, id!, sold);
    }

    private async Task Handle(Visit visit, string id, JsonElement sold)
    {
        var line = sold.Items("line_items").First().Number("id");
        var handling = new Handling(day, number, _chance, visit, visit.Order!);
        switch (among % 5)
        {
            case 1:
                await day.Outside.Happen($"shopify/orders/{id}/cancel", new { reason = "customer" }, day.Cancellation);
                await day.Patiently(async () =>
                    (await day.Api.Find($"/v1/orders/{visit.Order}", day.Cancellation))?.Text("status") == "cancelled");
                visit.Outcome = "cancelled";
                return;
            case 2:
                await Refund(id, line, "cancel");
                // Before the goods are handed over, or there is nothing left to cancel.
                await day.Patiently(async () => (await day.Api.Find($"/v1/orders/{visit.Order}", day.Cancellation))
                    ?.Items("lines").First().Number("cancelled") > 0);
                break;
        }
        if (collects)
            await handling.Collect(Assortment.FirstStore);
        else
            await handling.Ship();
        if (among % 5 == 3 && !visit.IsReturned)
        {
            await Refund(id, line, "return");
            visit.IsReturned = true;
        }
    }

    private Task<JsonElement> Refund(string id, long line, string kind) => day.Outside.Happen(
        $"shopify/orders/{id}/refunds", new { line_item_id = line, quantity = 1, restock_type = kind },
        day.Cancellation);
}
