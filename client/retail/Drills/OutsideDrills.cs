using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of the systems outside and of the way to them.</summary>
internal static class OutsideDrills
{
    private const string Erp = "erp-d365";
    private const string Psp = "psp";
    private const string OwedDocuments = "SELECT count(*) FROM outbox WHERE stream LIKE 'posting/%'";
    private static readonly TimeSpan _drain = TimeSpan.FromMinutes(5);

    public static IEnumerable<Drill> All =>
    [
        new("erp-down", "the ERP is down", false, s => OfErp(s, new { mode = "down" })),
        new("erp-slow", "the ERP takes 3 s for everything", false, s => OfErp(s, new { latencyMs = 3_000 })),
        new("erp-lost-reply", "the ERP books and its answer does not come", true,
            s => OfErp(s, new { mode = "timeout-after-success" })),
        new("erp-error-after", "the ERP books and answers with 500", false,
            s => OfErp(s, new { mode = "error-after-success" })),
        new("erp-rate-limit", "the ERP answers 429 above 5 a second", false,
            s => OfErp(s, new { mode = "rate-limit", rateLimitPerSecond = 5 })),
        new("erp-garbage", "the ERP books and answers with a web page", false, s => OfErp(s, new { mode = "garbage" })),
        new("erp-errors", "every second request to the ERP ends in 500", false, s => OfErp(s, new { errorRate = 0.5 })),
        new("psp-down", "the payment provider is down", false, s => OfPsp(s, new { mode = "down" })),
        new("psp-lost-reply", "the payment provider books and its answer does not come", true,
            s => OfPsp(s, new { mode = "timeout-after-success" })),
        new("psp-error-after", "the payment provider books and answers with 500", false,
            s => OfPsp(s, new { mode = "error-after-success" })),
        new("psp-rate-limit", "the payment provider answers 429 above 5 a second", false,
            s => OfPsp(s, new { mode = "rate-limit", rateLimitPerSecond = 5 })),
        new("psp-garbage", "the payment provider books and answers with a web page", false,
            s => OfPsp(s, new { mode = "garbage" })),
        new("outside-lost-reply", "one in three replies from outside is lost on the way", false,
            s => OnTheWay(s, new ProxyFault(LoseReplyEvery: 3))),
        new("outside-half-open", "connections to the outside stay open and nothing comes", false,
            s => OnTheWay(s, new ProxyFault(HalfOpen: true))),
        new("outside-closed", "connections to the outside are reset and refused", false,
            s => OnTheWay(s, new ProxyFault(Closed: true))),
    ];

    /// <summary>Customers must not notice: orders are accepted meanwhile, and the ERP hears of them
    /// afterwards.</summary>
    private static async Task OfErp(Stage stage, object dials)
    {
        var accepted = stage.Accepted;
        await stage.Outside.Dial(Erp, dials);
        await Task.Delay(stage.Span(20, 8));
        var (during, owed) = (stage.Accepted - accepted, await stage.Membership.Scalar(OwedDocuments));
        await stage.Outside.Heal(Erp);
        stage.CountFromNow();
        stage.Bit(owed > stage.Load.PerSecond,
            $"the ERP was behind with {owed} orders while {during} were accepted");
        stage.Require(during > stage.Load.PerSecond, "no orders were accepted while the ERP was away");
        await Drained(stage);
    }

    /// <summary>Nobody can be told that an order is paid; it is decided afterwards, with one charge.</summary>
    private static async Task OfPsp(Stage stage, object dials)
    {
        var (accepted, polls, failed) = (stage.Accepted, stage.Load.Tally.Polls, stage.Load.Failed);
        await stage.Outside.Dial(Psp, dials);
        var length = stage.Span(20, 8);
        await Task.Delay(length);
        var (during, waiting) = (stage.Accepted - accepted, stage.Load.InFlight);
        await stage.Outside.Heal(Psp);
        stage.CountFromNow();
        stage.Bit(waiting > stage.Load.PerSecond || during < stage.Load.PerSecond * length.TotalSeconds / 2,
            $"{waiting} orders waited for their payment, {during} were accepted, "
            + $"{stage.Load.Tally.Polls - polls + stage.Load.Failed - failed} times somebody asked again");
        await Decided(stage);
    }

    private static async Task OnTheWay(Stage stage, ProxyFault fault)
    {
        var bites = stage.Cluster.ToSandbox.Bites;
        stage.Cluster.ToSandbox.Fault = fault;
        await Task.Delay(stage.Span(15, 6));
        stage.Cluster.ToSandbox.Fault = ProxyFault.None;
        stage.CountFromNow();
        stage.Bit(stage.Cluster.ToSandbox.Bites > bites,
            $"{stage.Cluster.ToSandbox.Bites - bites} connections or pieces of data were hit, "
            + $"{stage.Load.InFlight} orders waited");
        await Decided(stage);
        await Drained(stage);
    }

    /// <summary>Waits until no more orders are under way than arrive within two seconds.</summary>
    private static async Task Decided(Stage stage)
    {
        var started = DateTime.UtcNow;
        await Stage.Until(
            () => Task.FromResult(stage.Load.InFlight <= 2 * stage.Load.PerSecond), _drain, "the orders that waited");
        stage.Measure(new Figure("orders that waited were decided after", Seconds(started), "s"));
    }

    /// <summary>Waits until no more documents are owed than arrive within two seconds.</summary>
    public static async Task Drained(Stage stage)
    {
        var started = DateTime.UtcNow;
        await Stage.Until(
            async () => await stage.Membership.Scalar(OwedDocuments) <= 2 * stage.Load.PerSecond, _drain,
            "documents that are owed");
        stage.Measure(new Figure("documents that waited were posted after", Seconds(started), "s"));
    }

    private static double Seconds(DateTime since) => (DateTime.UtcNow - since).TotalSeconds;
}
