using System.Text.Json;

namespace RetailActors.Retail.FlashSale;

/// <summary>The buckets of one SKU at the location of the sale, in eaches.</summary>
internal sealed record Buckets(
    long OnHand, long Available, long Committed, long Reserved, long Damaged, long SafetyStock, long QualityControl)
{
    public static readonly Buckets Empty = new(0, 0, 0, 0, 0, 0, 0);

    public long Bound => Committed + Reserved + Damaged + SafetyStock + QualityControl;

    public static Buckets Of(JsonElement json) => new(
        json.Number("onHand"), json.Number("available"), json.Number("committed"), json.Number("reserved"),
        json.Number("damaged"), json.Number("safetyStock"), json.Number("qualityControl"));
}

/// <summary>A SKU on sale and what was there just before the doors opened.</summary>
internal sealed record Article(string Sku, Buckets Before);

/// <summary>What is on sale: the hot SKU first, then the plentiful ones of orders with several lines.</summary>
internal sealed record Shelf(IReadOnlyList<Article> Articles)
{
    public const int UnitPriceMinor = 1_999;

    public Article Hot => Articles[0];

    /// <summary>Puts product, price and location, then counts so that exactly the asked units are free.</summary>
    public static async Task<Shelf> Fill(
        RetailApi api, SaleOptions options, string run, CancellationToken cancellation)
    {
        await OpenStore(api, options.Location, cancellation);
        var hot = options.Sku ?? $"HOT-{run}";
        var articles = new List<Article> { await Stock(api, options.Location, hot, options.Stock, run, cancellation) };
        for (var i = 1; i < options.Lines; i++)
        {
            var sku = $"PLENTY-{run}-{i}";
            articles.Add(await Stock(api, options.Location, sku, options.Buyers, run, cancellation));
        }
        return new Shelf(articles);
    }

    /// <summary>Puts the location only when there is none, so that a sale does not rename somebody's store.</summary>
    private static async Task OpenStore(RetailApi api, string location, CancellationToken cancellation)
    {
        var path = $"/v1/locations/{location}";
        if (await api.Find(path, cancellation) is null)
            await api.Write(
                HttpMethod.Put, path, """{"name":"Flash sale store","kind":"store"}""", null, cancellation);
    }

    private static async Task<Article> Stock(
        RetailApi api, string location, string sku, long units, string run, CancellationToken cancellation)
    {
        await api.Write(
            HttpMethod.Put, $"/v1/products/{sku}", """{"title":"Flash sale article","taxCode":"apparel"}""", null,
            cancellation);
        await api.Write(
            HttpMethod.Put, $"/v1/prices/{sku}",
            $$$"""{"price":{"minor":{{{UnitPriceMinor}}},"currency":"USD"}}""", null, cancellation);
        var path = $"/v1/inventory/{sku}/{location}";
        var present = await api.Find(path, cancellation) is { } found ? Buckets.Of(found) : Buckets.Empty;
        var movement = new
        {
            movementId = $"{run}-count-{sku}", sku, location, kind = "count", quantity = units + present.Bound,
            occurredAt = DateTimeOffset.UtcNow, reason = "flash-sale",
        };
        await api.Write(
            HttpMethod.Post, "/v1/stock-movements", JsonSerializer.Serialize(movement), movement.movementId,
            cancellation);
        var counted = await api.Find(path, cancellation)
            ?? throw new CommandFailedException($"{path} is not there after a count was recorded.");
        var before = Buckets.Of(counted);
        return before.Available == units
            ? new Article(sku, before)
            : throw new CommandFailedException(
                $"{path} says {before.Available} available after a count for {units}: is somebody else selling it?");
    }
}
