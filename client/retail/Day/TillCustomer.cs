namespace RetailActors.Retail.Day;

/// <summary>Buys in a store and carries it home; some bring it back. The till tells us afterwards.</summary>
internal sealed class TillCustomer(DayContext day, int number)
{
    private readonly Random _chance = day.ChanceOf(number);

    public async Task Visit()
    {
        var store = _chance.Next(2) == 0 ? Assortment.FirstStore : Assortment.SecondStore;
        await day.Hours.Until(0.02 + (_chance.NextDouble() * 0.85), day.Cancellation);
        var visit = day.Diary.Begin("tills", "carry");
        var basket = day.Assortment.Basket(_chance);
        await Sell(day, store, $"{day.Run}-S{number}", basket);
        visit.Outcome = "carried";
        if (_chance.NextDouble() >= 0.12)
            return;
        await day.Hours.Until(Math.Min(0.95, day.Hours.Now + 0.1), day.Cancellation);
        await day.Outside.Happen($"pos/stores/{store}/returns", new
        {
            returnId = $"{day.Run}-Z{number}",
            lines = new[] { new { lineId = "1", sku = basket[0].Article.Sku, quantity = 1 } },
        }, day.Cancellation);
        visit.IsReturned = true;
    }

    /// <summary>While the store has no line it sells pairs that the web has sold before.</summary>
    public static async Task SellTheLast(DayContext day)
    {
        await day.Hours.Until(0.42, day.Cancellation);
        for (var i = 0; i < 2; i++)
        {
            var visit = day.Diary.Begin("tills", "carry");
            await Sell(day, Assortment.SecondStore, $"{day.Run}-L{i}", [new("1", day.Assortment.Scarce, 1)]);
            visit.Outcome = "carried";
        }
    }

    /// <summary>A till with a loose contact: nobody can make sense of what it says.</summary>
    public static async Task Stutter(DayContext day)
    {
        await day.Hours.Until(0.6, day.Cancellation);
        await day.Outside.Happen($"pos/stores/{Assortment.FirstStore}/sales", new
        {
            saleId = $"{day.Run}-X",
            lines = new[] { new { lineId = "1", sku = day.Assortment.Scarce.Sku, quantity = -1 } },
        }, day.Cancellation);
    }

    /// <summary>A count that finds one unit too many.</summary>
    public static async Task Count(DayContext day)
    {
        await day.Hours.Until(0.5, day.Cancellation);
        var sku = day.Assortment.Articles[3].Sku;
        await day.Outside.Happen($"pos/stores/{Assortment.FirstStore}/counts", new
        {
            countId = $"{day.Run}-K", lines = new[] { new { lineId = "1", sku, counted = 31, expected = 30 } },
        }, day.Cancellation);
    }

    private static Task Sell(DayContext day, string store, string saleId, IEnumerable<BasketLine> basket) =>
        day.Outside.Happen($"pos/stores/{store}/sales", new
        {
            saleId, lines = basket.Select(l => new { l.LineId, sku = l.Article.Sku, l.Quantity }),
        }, day.Cancellation);
}
