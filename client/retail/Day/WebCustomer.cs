using System.Net;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>What is special about a web customer; every kind comes once among eleven.</summary>
internal enum WebStory
{
    Declined,
    TwoCards,
    SlowCard,
    Hold,
    CancelsAll,
    CancelsPart,
    NeverCollects,
    LostCard,
    Plain,
}

/// <summary>Orders on the web and collects in a store or has it sent.</summary>
internal sealed class WebCustomer(DayContext day, int number, int among, bool collects)
{
    private readonly Random _chance = day.ChanceOf(number);
    private readonly WebStory _story = (WebStory)Math.Min(among % 11, (int)WebStory.Plain);

    public async Task Visit()
    {
        var comes = 0.02 + (_chance.NextDouble() * 0.68);
        var store = _chance.Next(2) == 0 ? Assortment.FirstStore : Assortment.SecondStore;
        var basket = day.Assortment.Basket(_chance);
        if (_story == WebStory.CancelsPart)
            basket[0] = basket[0] with { Quantity = Math.Max(2, basket[0].Quantity) };
        await day.Hours.Until(comes, day.Cancellation);
        var visit = day.Diary.Begin("web", collects ? "collect" : "ship");
        var hold = _story == WebStory.Hold ? await Hold(basket[0], store) : null;
        if (await Submit(visit, basket, store, hold) is not { } order)
            return;
        visit.Order = order;
        var handling = new Handling(day, number, _chance, visit, order);
        switch (_story)
        {
            case WebStory.CancelsAll:
                await Cancel(visit, order, "cancelled", null);
                return;
            case WebStory.NeverCollects when collects:
                await handling.Ready(store);
                await day.Hours.Until(0.9, day.Cancellation);
                await Cancel(visit, order, "not-collected", null);
                return;
            case WebStory.CancelsPart:
                await Cancel(visit, order, visit.Outcome, basket[0].LineId);
                break;
        }
        if (collects)
            await handling.Collect(store);
        else
            await handling.Ship();
    }

    /// <summary>Fewer pairs than people who want them: some are told so.</summary>
    public static async Task WantTheLast(DayContext day, int number)
    {
        await day.Hours.Until(0.03 + (0.025 * number), day.Cancellation);
        var customer = new WebCustomer(day, 9_000 + number, (int)WebStory.Plain, true);
        var visit = day.Diary.Begin("web", "collect");
        BasketLine[] basket = [new("1", day.Assortment.Scarce, 1)];
        if (await customer.Submit(visit, basket, Assortment.SecondStore, null) is { } order)
        {
            visit.Order = order;
            await new Handling(day, 9_000 + number, customer._chance, visit, order).Collect(Assortment.SecondStore);
        }
    }

    private async Task<string?> Submit(Visit visit, IReadOnlyList<BasketLine> basket, string store, string? hold)
    {
        var externalId = $"{day.Run}-W{number}";
        var answer = await day.Post("/v1/orders", Body(basket, store, hold, externalId), externalId);
        var order = answer.Status switch
        {
            HttpStatusCode.Created or HttpStatusCode.OK => answer.Body,
            HttpStatusCode.Accepted => await day.Decided($"/v1/orders/{answer.Body.Text("id")}"),
            _ => null,
        };
        visit.Outcome = (DayContext.Slug(answer), order?.Text("status")) switch
        {
            ("payment-declined", _) => "declined",
            ("out-of-stock", _) => "out-of-stock",
            (_, "rejected") => order!.Value.Text("declineCode") is null ? "out-of-stock" : "declined",
            (_, "accepted") => "accepted",
            var (slug, status) => $"unexpected: {(int)answer.Status} {slug} {status}",
        };
        if (visit.Outcome.StartsWith("unexpected", StringComparison.Ordinal))
            day.Diary.Mishap($"web order {externalId}: {visit.Outcome} {answer.Problem}");
        return visit.Outcome == "accepted" ? order?.Text("id") : null;
    }

    private object Body(IReadOnlyList<BasketLine> basket, string store, string? hold, string externalId)
    {
        var (tax, shipping) = (basket.Sum(l => l.Tax), collects ? 0 : 499L);
        var total = basket.Sum(l => l.Net) + tax + shipping;
        var lines = basket.Select((l, i) => hold is not null && i == 0
            ? (object)new { l.LineId, sku = l.Article.Sku, l.Quantity, unitPrice = Price(l), reservationId = hold }
            : new { l.LineId, sku = l.Article.Sku, l.Quantity, unitPrice = Price(l) });
        object fulfilment = collects ? new { method = "pickup", location = store } : new { method = "ship" };
        return new
        {
            channel = "web", externalId, customer = new { id = "C-9" }, currency = "USD", fulfilment, lines,
            tax = DayContext.Usd(tax), shipping = DayContext.Usd(shipping), total = DayContext.Usd(total),
            payments = Tenders(total),
        };
    }

    private object[] Tenders(long total) => _story switch
    {
        WebStory.Declined => [Tender("sandbox", "tok_declined", total)],
        WebStory.SlowCard => [Tender("sandbox", "tok_slow", total)],
        WebStory.LostCard => [Tender("sandbox", "tok_timeout", total)],
        WebStory.TwoCards => [Tender("sandbox", "tok_visa", total - (total / 3)),
            Tender("sandbox2", "tok_visa", total / 3)],
        _ => [Tender("sandbox", "tok_visa", total)],
    };

    private static object Tender(string provider, string method, long minor) =>
        new { provider, method, amount = DayContext.Usd(minor) };

    private static object Price(BasketLine line) => DayContext.Usd(line.Article.Minor);

    /// <summary>Puts the first line aside while the customer types the address, and again for one who leaves.</summary>
    private async Task<string?> Hold(BasketLine line, string store)
    {
        var id = $"{day.Run}-H{number}";
        object Wish(string reservationId, int quantity, int ttlSeconds) =>
            new { reservationId, sku = line.Article.Sku, location = store, quantity, ttlSeconds };
        await day.Post("/v1/reservations", Wish($"{id}-left", 1, 3), $"{id}-left");
        var placed = await day.Post("/v1/reservations", Wish(id, line.Quantity, 600), id);
        return placed.IsSuccess && collects ? id : null;
    }

    private async Task Cancel(Visit visit, string order, string outcome, string? line)
    {
        var id = $"{day.Run}-C{number}";
        var lines = new[] { new { lineId = line, quantity = 1 } };
        object body = line is null
            ? new { cancellationId = id, reason = "changed my mind" }
            : new { cancellationId = id, reason = "one is enough", lines };
        var answer = await day.Post($"/v1/orders/{order}/cancel", body, id);
        if (answer.IsSuccess)
            visit.Outcome = outcome;
        else
            day.Diary.Mishap($"{order} could not be cancelled: {answer.Problem}");
    }
}
