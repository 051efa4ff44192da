namespace RetailActors.Retail.Day;

/// <summary>Something that is out of order for a while.</summary>
/// <param name="Name">For people.</param>
/// <param name="System">Whose.</param>
/// <param name="From">Part of the day.</param>
/// <param name="To">Part of the day.</param>
/// <param name="On">Begins it.</param>
/// <param name="Off">Ends it.</param>
internal sealed record Trouble(
    string Name, string System, double From, double To, Func<CancellationToken, Task> On,
    Func<CancellationToken, Task> Off);

/// <summary>What goes wrong today. The times are the same every day, the customers are not.</summary>
internal sealed class Troubles(StandIns outside)
{
    private static readonly object _well = new { mode = "none" };

    /// <summary>In the order of their beginning.</summary>
    public IReadOnlyList<Trouble> All =>
    [
        new("shop loses every 6th webhook", "storefront", 0.02, 0.20,
            c => outside.Webhooks("shopify", new { loseEvery = 6 }, c),
            c => outside.Webhooks("shopify", new { doubleEvery = 2, shuffle = 2 }, c)),
        Erp("ERP is down", 0.12, 0.26, new { mode = "down" }),
        new("shop sends webhooks twice and out of order", "storefront", 0.20, 0.85,
            _ => Task.CompletedTask, c => outside.Webhooks("shopify", new { doubleEvery = 0 }, c)),
        new("tills send events twice and out of order", "tills", 0.22, 0.80,
            c => outside.Webhooks("pos", new { doubleEvery = 3, shuffle = 2 }, c),
            c => outside.Webhooks("pos", new { doubleEvery = 0 }, c)),
        new("Harbour Mall is offline", "tills", 0.28, 0.56,
            c => outside.Happen($"pos/stores/{Assortment.SecondStore}/offline", new { }, c),
            c => outside.Happen($"pos/stores/{Assortment.SecondStore}/online", new { }, c)),
        Fault("payment provider is slow and fails 1 in 10", "payments", "psp", 0.30, 0.44,
            new { latencyMs = 250, errorRate = 0.1 }),
        Fault("CRM is down", "crm", "crm", 0.34, 0.48, new { mode = "down" }),
        Fault("tax engine is down", "tax", "tax", 0.38, 0.54, new { mode = "down" }),
        Erp("ERP takes 10 requests a second", 0.42, 0.56, new { mode = "rate-limit", rateLimitPerSecond = 10 }),
        new("warehouse sends shipments twice", "warehouse", 0.45, 0.70,
            c => outside.Webhooks("wms", new { doubleEvery = 1 }, c),
            c => outside.Webhooks("wms", new { doubleEvery = 0 }, c)),
        Erp("ERP books, and its answers are lost", 0.58, 0.64, new { mode = "timeout-after-success" }),
        new("ERP has closed the period by mistake", "erp", 0.70, 0.75,
            c => outside.Habits(new { closedThrough = $"{DateTime.UtcNow.AddDays(1):yyyy-MM-dd}" }, c),
            c => outside.Habits(new { }, c)),
        Fault("ledger fails 1 in 3", "finance", "finance", 0.72, 0.86, new { errorRate = 0.34 }),
        Fault("shop answers with HTML", "storefront", "shopify", 0.80, 0.88, new { mode = "garbage" }),
    ];

    /// <summary>Runs them all.</summary>
    public Task Run(ShopHours hours, Diary diary, CancellationToken cancellation) =>
        Task.WhenAll(All.Select(t => Run(t, hours, diary, cancellation)));

    private static async Task Run(Trouble trouble, ShopHours hours, Diary diary, CancellationToken cancellation)
    {
        await hours.Until(trouble.From, cancellation);
        await trouble.On(cancellation);
        using (diary.Trouble(trouble))
        {
            await hours.Until(trouble.To, cancellation);
            await trouble.Off(cancellation);
        }
    }

    private Trouble Fault(string name, string of, string system, double from, double to, object dials) => new(
        name, of, from, to, c => outside.Faults(system, dials, c), c => outside.Faults(system, _well, c));

    /// <summary>Whichever of the two is in use.</summary>
    private Trouble Erp(string name, double from, double to, object dials)
    {
        async Task Both(object settings, CancellationToken cancellation)
        {
            await outside.Faults("erp-d365", settings, cancellation);
            await outside.Faults("erp-netsuite", settings, cancellation);
        }
        return new Trouble(name, "erp", from, to, c => Both(dials, c), c => Both(_well, c));
    }
}
