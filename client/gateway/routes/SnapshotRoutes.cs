using RetailActors.Inventory;

namespace RetailActors.Gateway;

/// <summary>What the ERP has on its books, compared with what we have.</summary>
public static class SnapshotRoutes
{
    private const int MaxItems = 1_000;
    private const int MaxKeys = 1_000;
    private const int StandardLagSeconds = 600;
    private const int MaxLagSeconds = 172_800;
    private const long MaxQuantity = 1_000_000_000;

    /// <summary><c>POST /v1/inventory-snapshots</c>.</summary>
    public static async ValueTask<Answer> Record(Call call)
    {
        var snapshots = Read(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var results = new SnapshotItemAnswer[snapshots.Count];
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = call.Options.MaxFanOut };
        // The same place twice in one snapshot: the second is told that it differs, or that it is known.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, snapshots.Count).GroupBy(i => snapshots[i].Key), bounds, async (group, _) =>
            {
                foreach (var i in group)
                {
                    results[i] = await RecordOne(call, snapshots[i].Key, snapshots[i].Snapshot);
                }
            });
        var failed = results.Count(r => r.Status is "unknown" or "unreadable");
        return failed > 0
            ? call.Refuse(Problems.OfBatch(results.Any(r => r.Status == "unreadable")) with
            {
                Detail = "Some quantities may not have been recorded. Send the snapshot again: nothing is done twice.",
                More = json => json.WriteNumber("unknown"u8, failed),
            })
            : call.Reply(200, new SnapshotAnswer(
                results.Count(r => r.Status is "agreed" or "uncertain" or "adopted"),
                results.Count(r => r.Status == "gap"),
                results.Count(r => r.Status is "older" or "already-recorded" or "recorded-differently"), results),
                GatewayJson.Default.SnapshotAnswer);
    }

    private static List<(StockKey Key, ErpSnapshot Snapshot)> Read(Call call)
    {
        var body = call.Body;
        var source = body.Id("source");
        var asOf = body.Time("asOf");
        if (asOf is null && !call.Faults.Any)
        {
            body.Fault("asOf", "required", "Must be there.");
        }
        if (asOf > call.Now.AddMinutes(5))
        {
            body.Fault("asOf", "out-of-range", "A cut lies in the past.");
        }
        var lag = TimeSpan.FromSeconds(body.Whole("lagSeconds", 0, MaxLagSeconds) ?? StandardLagSeconds);
        var items = body.Objects("items", 1, MaxItems, true);
        body.Done();
        return items?.ConvertAll(item => ReadItem(call, item, source, asOf ?? default, lag)) ?? [];
    }

    private static (StockKey, ErpSnapshot) ReadItem(
        Call call, Fields item, string source, DateTimeOffset asOf, TimeSpan lag)
    {
        var key = new StockKey(call.Tenant, new Sku(item.Id("sku")), new LocationId(item.Id("location")));
        var onHand = item.Whole("onHand", -MaxQuantity, MaxQuantity, true) ?? 0;
        var keys = item.Ids("acknowledged", MaxKeys);
        item.Done();
        return (key, new ErpSnapshot(
            onHand, asOf, lag, keys is null ? [] : [.. keys], keys is not null, source, call.Client.Origin));
    }

    private static async ValueTask<SnapshotItemAnswer> RecordOne(Call call, StockKey key, ErpSnapshot snapshot)
    {
        try
        {
            var result = await call.Cluster.Ask<IStock, SnapshotResult>(
                key.ToString(), s => s.RecordSnapshot(snapshot));
            return new SnapshotItemAnswer(
                key.Sku, key.Location, StatusOf(result), result is SnapshotResult.Gap(var units) ? units : null);
        }
        catch (Exception e) when (Cluster.IsUnavailable(e))
        {
            // The others go on; the whole snapshot is answered with 503 and can be sent again.
            return new SnapshotItemAnswer(key.Sku, key.Location, "unknown");
        }
        catch (RecordUnreadableException)
        {
            return new SnapshotItemAnswer(key.Sku, key.Location, "unreadable");
        }
    }

    private static string StatusOf(SnapshotResult result) => result switch
    {
        SnapshotResult.Agreed { Certain: true } => "agreed",
        SnapshotResult.Agreed => "uncertain",
        SnapshotResult.Adopted => "adopted",
        SnapshotResult.Gap => "gap",
        SnapshotResult.AlreadyRecorded => "already-recorded",
        SnapshotResult.RecordedDifferently => "recorded-differently",
        _ => "older",
    };
}
