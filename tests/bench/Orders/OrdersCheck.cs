using System.Diagnostics;
using RetailActors.Bench.Hosting;

namespace RetailActors.Bench.Orders;

/// <summary>Compares what callers were told with what is in the database.</summary>
public static class OrdersCheck
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until nothing is owed any more, then compares. Empty when everything agrees.</summary>
    public static async Task<IReadOnlyList<string>> Run(
        BenchDatabase database, BenchSilo silo, TallyCounts told, int skus)
    {
        var faults = new List<string>();
        if (!await Settled(database))
        {
            faults.Add($"calls are still owed {_patience.TotalSeconds:N0} s after the last answer");
        }
        var orders = await database.Counts(
            "SELECT status, count(*) FROM directory WHERE kind = 'order' GROUP BY status");
        var payments = await database.Counts(
            "SELECT status, count(*) FROM directory WHERE kind = 'payment' GROUP BY status");
        var kept = told.Accepted - told.Cancelled - told.PickedUp;
        Compare("orders accepted", orders.GetValueOrDefault("accepted"), kept);
        Compare("orders completed", orders.GetValueOrDefault("completed"), told.PickedUp);
        Compare("orders cancelled", orders.GetValueOrDefault("cancelled"), told.Cancelled);
        Compare("orders rejected", orders.GetValueOrDefault("rejected"), told.Declined + told.OutOfStock);
        Compare("orders in all", orders.Values.Sum(), told.Accepted + told.Declined + told.OutOfStock);
        Compare("payments authorised", payments.GetValueOrDefault("authorised"), kept);
        Compare("payments captured", payments.GetValueOrDefault("captured"), told.PickedUp);
        Compare("payments voided", payments.GetValueOrDefault("voided"), told.Cancelled);
        Compare("payments declined", payments.GetValueOrDefault("declined"), told.Declined);
        if (told.Unknown == 0)
        {
            var (committed, left) = await Units(silo, skus);
            Compare("units committed", committed, told.Units);
            Compare("units handed out", left, told.Left);
        }
        if (silo.Psp is { } psp)
        {
            Compare("authorisations at the provider", psp.Authorised, told.Accepted);
            Compare("voids at the provider", psp.Voided, told.Cancelled);
        }
        return faults;

        void Compare(string what, long found, long expected)
        {
            if (found < expected || found > expected + told.Unknown)
            {
                faults.Add($"{what}: {found:N0} found, {expected:N0} told to callers ({told.Unknown:N0} unknown)");
            }
        }
    }

    private static async Task<bool> Settled(BenchDatabase database)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < _patience; await Task.Delay(250))
        {
            if (await database.Scalar("SELECT count(*) FROM outbox") == 0)
            {
                return true;
            }
        }
        return false;
    }

    private static async Task<(long Committed, long Left)> Units(BenchSilo silo, int skus)
    {
        long committed = 0, left = 0;
        await Parallel.ForAsync(0, skus, async (i, _) =>
        {
            var view = await Assortment.Stock(silo.Grains, OrderMaker.SkuAt(i)).Read();
            if (view.Levels.Available + view.Levels.Committed != view.Levels.OnHand)
            {
                throw new InvalidOperationException($"The buckets of {view.Key} do not add up: {view.Levels}");
            }
            Interlocked.Add(ref committed, view.Levels.Committed);
            Interlocked.Add(ref left, Assortment.Plenty - view.Levels.OnHand);
        });
        return (committed, left);
    }
}
