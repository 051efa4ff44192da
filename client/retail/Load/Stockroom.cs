using System.Globalization;
using System.Text.Json;

namespace RetailActors.Retail.Load;

/// <summary>The SKUs of a load. They stay the same from load to load; each load brings new units.</summary>
internal static class Stockroom
{
    public const int UnitPriceMinor = 1_999;
    private const int AtOnce = 16;
    private const int MovementsAtOnce = 500;

    /// <summary>The SKU with this number; 0 is the hot one.</summary>
    public static string Sku(int number) =>
        number == 0 ? "LOAD-HOT" : string.Create(CultureInfo.InvariantCulture, $"LOAD-{number:D5}");

    /// <summary>Puts products and prices where there are none and receives units of each SKU.</summary>
    public static async Task Fill(RetailApi api, LoadOptions options, CancellationToken cancellation)
    {
        var plan = options.Plan;
        if (await api.Find($"/v1/locations/{plan.Location}", cancellation) is null)
            await api.Write(
                HttpMethod.Put, $"/v1/locations/{plan.Location}", """{"name":"Load test store","kind":"store"}""", null,
                cancellation);
        var skus = Enumerable.Range(plan.HotPercent > 0 ? 0 : 1, plan.Skus).Select(Sku).ToArray();
        await Parallel.ForEachAsync(
            skus, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (sku, stop) => await List(api, sku, stop));
        if (options.UnitsPerSku == 0)
            return;
        foreach (var some in skus.Chunk(MovementsAtOnce))
        {
            var movements = some.Select(sku => new
            {
                movementId = $"{plan.Run}-{sku}", sku, location = plan.Location, kind = "receive",
                quantity = options.UnitsPerSku, reason = "load",
            });
            await api.Write(
                HttpMethod.Post, "/v1/stock-movements", JsonSerializer.Serialize(new { movements }),
                $"{plan.Run}-receive-{some[0]}", cancellation);
        }
    }

    private static async Task List(RetailApi api, string sku, CancellationToken cancellation)
    {
        if (await api.Find($"/v1/prices/{sku}", cancellation) is not null)
            return;
        await api.Write(
            HttpMethod.Put, $"/v1/products/{sku}", """{"title":"Load test article","taxCode":"apparel"}""", null,
            cancellation);
        await api.Write(
            HttpMethod.Put, $"/v1/prices/{sku}", $$$"""{"price":{"minor":{{{UnitPriceMinor}}},"currency":"USD"}}""",
            null, cancellation);
    }
}
