using System.Diagnostics;
using System.Globalization;
using System.Text;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Faults that come with what is sent to us: late, wrong, too much of it, at a wrong time.</summary>
internal static class InputDrills
{
    private const string Store = "store-7";
    private static readonly byte[] _secret = Encoding.UTF8.GetBytes("dev-secret-dev-secret-dev");

    public static IEnumerable<Drill> All =>
    [
        new("store-offline", "a store sells without a line and reports in one burst", true, StoreOffline),
        new("poison", "messages that nobody can read, between good ones", true, Poison),
        new("poison-state", "an entry of one order in the journal is damaged, and restored", false,
            PoisonStateDrill.Damage) { Needs = DrillNeeds.PostgreSql },
        new("clock", "the clock of one silo is an hour ahead", false, Clock)
            { Needs = DrillNeeds.PostgreSql },
        new("retry-storm", "a crowd that gives up after a second and tries again at once", false, Storm),
    ];

    private static async Task StoreOffline(Stage stage)
    {
        const int sales = 60;
        var inventory = new Uri(stage.Cluster.Url, $"/v1/inventory/CAP-NVY/{Store}");
        async Task<long> OnHand() => (await Outside.Get(inventory, stage.Key)).Number("onHand");
        var before = await OnHand();
        await stage.Outside.Post($"pos/stores/{Store}/counts", new
        {
            countId = RunId.Next("count"),
            lines = new[] { new { sku = "CAP-NVY", counted = before + 200, expected = before } },
        });
        await Stage.Until(async () => await OnHand() == before + 200, TimeSpan.FromSeconds(30), "the count");
        await stage.Outside.Post($"pos/stores/{Store}/offline", new { });
        for (var i = 0; i < sales; i++)
        {
            await stage.Outside.Post($"pos/stores/{Store}/sales", new
            {
                saleId = RunId.Next("sale") + i.ToString(CultureInfo.InvariantCulture),
                lines = new[] { new { lineId = "1", sku = "CAP-NVY", quantity = 1 } },
            });
        }
        await Task.Delay(stage.Span(5, 2));
        var heard = before + 200 - await OnHand();
        await stage.Outside.Post($"pos/stores/{Store}/online", new { });
        stage.CountFromNow();
        var started = Stopwatch.StartNew();
        await Stage.Until(
            async () => await OnHand() == before + 200 - sales, TimeSpan.FromSeconds(60), $"{sales} sales, each once");
        stage.Bit(heard == 0, $"{sales} sales were made that nobody here had heard of");
        stage.Measure(new Figure("all sales are on record after", started.Elapsed.TotalSeconds, "s", 30));
    }

    private static async Task Poison(Stage stage)
    {
        const int messages = 20;
        var failed = stage.Load.Failed;
        var list = new Uri(stage.Cluster.Url, "/v1/operations/worklists/exceptions");
        var before = (await Outside.Get(list, stage.Key)).Number("count");
        var taken = 0;
        for (var i = 0; i < messages; i++)
        {
            using var answer = await Send(stage.Cluster.Url, i);
            taken += answer.IsSuccessStatusCode ? 1 : 0;
        }
        stage.CountFromNow();
        long raised = 0;
        await Stage.Until(
            async () => (raised = (await Outside.Get(list, stage.Key)).Number("count") - before) >= messages,
            TimeSpan.FromSeconds(30),
            $"an exception with an owner for each of {messages} messages, {raised} are there");
        stage.Bit(taken == messages && raised == messages,
            $"{taken} messages were taken that cannot be read, {raised} exceptions have an owner");
        stage.Measure(new Figure("failed requests of everybody else", stage.Load.Failed - failed, "requests", 0));
    }

    /// <summary>A till's message with a good signature and a quantity that is none.</summary>
    private static Task<HttpResponseMessage> Send(Uri url, int number)
    {
        var id = RunId.Next("poison") + number.ToString(CultureInfo.InvariantCulture);
        var body = $$$"""
            {"specversion":"1.0","id":"{{{id}}}","source":"/stores/{{{Store}}}","type":"pos.sale",
             "time":"2026-11-26T00:00:00Z","data":{"store":"{{{Store}}}","saleId":"{{{id}}}",
             "lines":[{"sku":"CAP-NVY","quantity":"many"}]}}
            """;
        return Outside.Send(TillMessage.Signed(new Uri(url, "/webhooks/pos/sale"), id, body, _secret));
    }

    private static async Task Clock(Stage stage)
    {
        var silo = stage.Ready[2];
        await LocalCluster.Leave(silo);
        silo.Start("--Clock:OffsetSeconds=3600");
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
        // Those that have left are dead too.
        var dead = await stage.Membership.CountDead();
        await Task.Delay(stage.Span(15, 6));
        await stage.NobodyLost(dead);
        var ahead = await stage.Membership.Scalar(
            "SELECT count(*) FROM journal WHERE at > now() + interval '30 minutes'");
        await LocalCluster.Leave(silo);
        silo.Start();
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
        stage.CountFromNow();
        stage.Bit(ahead > 0, $"{ahead} appends have a time that has not come yet");
        stage.Require(stage.Cluster.Silos.All(s => s.State != NodeState.Failed), "a silo has ended by itself");
    }

    /// <summary>Peak and storm are measured alike, by clients that differ in their number and patience only; the better
    /// of two peaks counts, one before the storm and one after it.</summary>
    private static async Task Storm(Stage stage)
    {
        const int crowd = 1_500;
        Crowding Calm() => new(stage, 64, TimeSpan.FromSeconds(10));
        // Silos that have just been started get faster for a while: that must not be told as an effect of the storm.
        await Calm().Run(TimeSpan.FromSeconds(40));
        var before = await Calm().Run(TimeSpan.FromSeconds(10));
        stage.Tell(string.Create(CultureInfo.InvariantCulture, $"peak before {before.Rate:N0} orders/s"));
        var storm = new Crowding(stage, crowd, TimeSpan.FromSeconds(1));
        var goodput = await storm.Run(TimeSpan.FromSeconds(15));
        stage.CountFromNow();
        // What the orders of the storm have left to do, postings above all, must not make the second peak a small one.
        await Task.Delay(stage.Span(10, 5));
        var after = await Calm().Run(TimeSpan.FromSeconds(10));
        var peak = before.Rate > after.Rate ? before : after;
        stage.Bit(storm.GaveUp + storm.TurnedAway > crowd, string.Create(
            CultureInfo.InvariantCulture,
            $"{storm.GaveUp} times one of {crowd} clients gave up and {storm.TurnedAway} times one was turned away, "
            + $"and tried again at once; this process (crowd, steady load, proxies) used {goodput.OwnCpu:P0} of the "
            + $"cores, {peak.OwnCpu:P0} at the peak"));
        stage.Measure(new Figure("peak, 64 clients", peak.Rate, "orders/s"));
        stage.Measure(new Figure("goodput in the storm", goodput.Rate, "orders/s"));
        stage.Measure(new Figure("goodput of the peak", goodput.Rate / peak.Rate * 100, "%", 70, IsFloor: true));
    }
}
