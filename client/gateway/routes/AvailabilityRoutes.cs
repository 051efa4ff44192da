using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Reference;

namespace RetailActors.Gateway;

/// <summary>What can be promised, itemised by location.</summary>
public static class AvailabilityRoutes
{
    private const int MaxSkus = 50;
    private const int MaxLocations = 500;

    /// <summary><c>GET /v1/availability/{sku}</c>.</summary>
    public static async ValueTask<Answer> One(Call call)
    {
        var sku = new Sku(call.PathId("sku"));
        var (location, channel) = (call.QueryId("location"), call.QueryId("channel"));
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var answer = await Of(call, sku, location, channel);
        if (answer.Locations.All(l => l.Version == 0) && !await IsKnown(call, sku))
        {
            return call.Refuse(Problems.NotFound("SKU"));
        }
        return call.Reply(200, answer, GatewayJson.Default.AvailabilityAnswer);
    }

    /// <summary><c>GET /v1/availability?skus=a,b</c>.</summary>
    public static async ValueTask<Answer> Several(Call call)
    {
        var (location, channel) = (call.QueryId("location"), call.QueryId("channel"));
        var skus = string.Join(',', call.Http.Request.Query["skus"].ToArray())
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (skus.Length is 0 or > MaxSkus)
        {
            call.Faults.Add("skus", "out-of-range", $"1 to {MaxSkus} SKUs, separated by commas.");
        }
        else if (!skus.All(Identifier.IsValid))
        {
            call.Faults.Add("skus", "invalid-id", "One of them is not a valid id.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var answers = new AvailabilityAnswer[skus.Length];
        for (var i = 0; i < skus.Length; i++)
        {
            answers[i] = await Of(call, new Sku(skus[i]), location, channel);
        }
        return call.Reply(200, new AvailabilityList(answers), GatewayJson.Default.AvailabilityList);
    }

    private static async ValueTask<AvailabilityAnswer> Of(Call call, Sku sku, string? location, string? channel)
    {
        var complete = true;
        string[] locations = [location ?? ""];
        if (location is null)
        {
            var page = await call.Cluster.Ask<IDirectory, DirectoryPage>(
                call.Tenant.Value, d => d.List(new DirectoryQuery("stock", null, sku.Value, null, MaxLocations)));
            complete = page.Next is null;
            locations = [.. page.Rows.Select(r => r.Key[(r.Key.LastIndexOf('/') + 1)..])];
        }
        var (buffer, days) = channel is null ? (0, 0)
            : (call.Options.Buffers.GetValueOrDefault(channel), call.Options.Horizons.GetValueOrDefault(channel));
        var horizon = call.Now.AddDays(days);
        var found = new LocationAvailability[locations.Length];
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = call.Options.MaxFanOut };
        await Parallel.ForAsync(0, locations.Length, bounds, async (i, _) =>
        {
            var key = new StockKey(call.Tenant, sku, new LocationId(locations[i]));
            found[i] = At(await call.Cluster.Ask<IStock, StockView>(key.ToString(), s => s.Read()), buffer, horizon);
        });
        return new AvailabilityAnswer(
            sku, channel is null ? null : new Channel(channel), found.Sum(f => f.Available),
            found.Sum(f => f.AvailableToPromise), found, complete, call.Now);
    }

    private static LocationAvailability At(StockView view, int buffer, DateTimeOffset horizon)
    {
        var l = view.Levels;
        var available = Math.Max(0, l.Available - buffer);
        var eligible = Eligible(view, horizon);
        return new LocationAvailability(
            view.Key.Location, available, l.OnHand, l.Reserved, l.Committed, l.SafetyStock,
            l.Damaged, l.QualityControl, l.Incoming, buffer, view.Version, view.AsOf, available + eligible, eligible,
            view.MovedAt, view.CountedAt, StockRoutes.Erp(view), StockRoutes.Announced(view));
    }

    /// <summary>A date that has passed is no promise any more, and one beyond the horizon not yet.</summary>
    private static long Eligible(StockView view, DateTimeOffset horizon)
    {
        long units = 0;
        if (!view.Announced.IsDefaultOrEmpty && horizon > view.AsOf)
        {
            foreach (var goods in view.Announced)
            {
                units += goods.ExpectedAt is { } at && at >= view.AsOf && at <= horizon ? goods.Incoming : 0;
            }
        }
        return units;
    }

    private static async ValueTask<bool> IsKnown(Call call, Sku sku)
    {
        var key = new ReferenceKey(call.Tenant, sku.Value).ToString();
        return await call.Cluster.Ask<IProduct, Versioned<Product>?>(key, p => p.Read()) is not null;
    }
}
