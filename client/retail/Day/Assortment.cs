using System.Globalization;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>An article of the day.</summary>
/// <param name="Sku">Of this day only.</param>
/// <param name="Title">For people.</param>
/// <param name="TaxCode">Tax class.</param>
/// <param name="Minor">Price in cents.</param>
/// <param name="Stock">Units per location.</param>
internal sealed record Article(string Sku, string Title, string TaxCode, long Minor, int Stock)
{
    /// <summary>As a shop writes it.</summary>
    public string Price => string.Create(CultureInfo.InvariantCulture, $"{Minor / 100}.{Minor % 100:00}");
}

/// <summary>Units of an article in a basket.</summary>
internal sealed record BasketLine(string LineId, Article Article, int Quantity)
{
    public long Net => Article.Minor * Quantity;

    /// <summary>As the tax engine computes it, so that few lines need a true-up: half up, per line.</summary>
    public long Tax => Article.TaxCode == "apparel" ? ((Net * 825) + 5_000) / 10_000 : 0;
}

/// <summary>What is for sale today: articles of its own, so that a day disturbs nobody and can be repeated.</summary>
internal sealed class Assortment
{
    public const string FirstStore = "store-12";
    public const string SecondStore = "store-7";
    public const string Warehouse = "warehouse-1";

    private static readonly (string Id, string Name, string Kind)[] _locations =
    [
        (FirstStore, "Main Street", "store"), (SecondStore, "Harbour Mall", "store"),
        (Warehouse, "Central Warehouse", "warehouse"),
    ];

    /// <param name="run">Of this day.</param>
    /// <param name="customers">How many will come.</param>
    public Assortment(string run, int customers)
    {
        var stock = 20 + (customers * 3);
        Articles =
        [
            new($"{run}-TEE", "Tee black", "apparel", 1_999, stock),
            new($"{run}-HOODIE", "Hoodie grey", "apparel", 4_999, stock),
            new($"{run}-CAP", "Cap navy", "apparel", 1_499, stock),
            new($"{run}-NOVEL", "Novel", "books", 1_295, stock),
        ];
        Scarce = new Article($"{run}-SNEAKER", "Sneaker, the last pairs", "apparel", 8_999, 6);
    }

    /// <summary>There is enough of these.</summary>
    public IReadOnlyList<Article> Articles { get; }

    /// <summary>There is not enough of this one.</summary>
    public Article Scarce { get; }

    /// <summary>Puts products, prices and stock.</summary>
    public async Task Fill(RetailApi api, string run, CancellationToken cancellation)
    {
        foreach (var (id, name, kind) in _locations)
        {
            if (await api.Find($"/v1/locations/{id}", cancellation) is null)
                await Put(api, $"/v1/locations/{id}", new { name, kind }, cancellation);
        }
        foreach (var article in Articles.Append(Scarce))
        {
            await Put(api, $"/v1/products/{article.Sku}", new { title = article.Title, article.TaxCode }, cancellation);
            await Put(api, $"/v1/prices/{article.Sku}",
                new { price = new { minor = article.Minor, currency = "USD" } }, cancellation);
        }
        var movements = _locations.SelectMany(l => Articles.Append(Scarce).Select(a => new
        {
            movementId = $"{run}-open-{l.Id}", sku = a.Sku, location = l.Id, kind = "receive", quantity = a.Stock,
            reason = "opening stock",
        }));
        await api.Write(
            HttpMethod.Post, "/v1/stock-movements", JsonText.Of(new { movements }), $"{run}-open", cancellation);
    }

    /// <summary>What a customer wants: one to three articles, one to three of each.</summary>
    public List<BasketLine> Basket(Random chance)
    {
        var lines = new List<BasketLine>();
        foreach (var article in Articles.OrderBy(_ => chance.Next()).Take(chance.Next(1, 4)))
            lines.Add(new BasketLine($"{lines.Count + 1}", article, chance.Next(1, 4)));
        return lines;
    }

    private static Task<JsonElement> Put(RetailApi api, string path, object body, CancellationToken cancellation) =>
        api.Write(HttpMethod.Put, path, JsonText.Of(body), null, cancellation);
}

/// <summary>Bodies of requests.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _web = new(JsonSerializerDefaults.Web);

    public static string Of(object body) => JsonSerializer.Serialize(body, _web);
}
