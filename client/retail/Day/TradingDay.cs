using System.Diagnostics;
using System.Globalization;
using RetailActors.Retail.Verify;

namespace RetailActors.Retail.Day;

/// <summary>What came of a day.</summary>
/// <param name="Context">The day.</param>
/// <param name="IsQuiet">Nothing was owed and nothing was left on the desk in the end.</param>
/// <param name="Settled">The provider's report, or null when nothing was due.</param>
/// <param name="Totals">Documents and money, ours and theirs.</param>
/// <param name="Findings">What the checks found.</param>
/// <param name="Took">All of it.</param>
internal sealed record DayResult(
    DayContext Context, bool IsQuiet, SettledReport? Settled, DayTotals Totals, Findings Findings, TimeSpan Took)
{
    /// <summary>One line each; empty when all went as it should.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. IsQuiet ? Enumerable.Empty<string>() : ["The systems have not become quiet in time."],
        .. Context.Diary.Mishaps, .. Totals.Wrong,
        .. Settled is { Status: not "reconciled" } s ? [$"Settlement {s.Id} is {s.Status}."] : Array.Empty<string>(),
    ];

    public bool IsGreen => Faults.Count == 0 && Findings.IsGreen;
}

/// <summary>One trading day from opening stock to the verdict.</summary>
internal static class TradingDay
{
    public static async Task<int> Run(DayOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using (var probe = new RetailApi(options.Url, options.Key, TimeSpan.Zero))
            await probe.Find("/v1/locations/none", cancellation);
        using var api = new RetailApi(options.Url, options.Key, TimeSpan.FromSeconds(60));
        using var outside = new StandIns(options.Sandbox, options.Key);
        if (!await outside.AreThere(cancellation))
            throw new CommandFailedException($"There is no sandbox at {options.Sandbox}: a day needs one.");
        var run = RunId();
        var hours = new ShopHours(options.Duration);
        var day = new DayContext(
            options, run, api, outside, hours, new Diary(hours), new Assortment(run, options.Customers), cancellation);
        var result = await DayBoard.Show(day, terminal, Live(day, terminal, started));
        DayReport.Print(terminal.Out, result);
        if (options.Json is not null)
            await DayJson.Write(options.Json, result, cancellation);
        if (options.Report is not null)
            await DayPage.Write(options.Report, result, cancellation);
        return result.IsGreen ? Verbs.Green : Verbs.Violated;
    }

    private static async Task<DayResult> Live(DayContext day, Terminal terminal, long started)
    {
        await day.Outside.Repair(day.Cancellation);
        await day.Assortment.Fill(day.Api, day.Run, day.Cancellation);
        var desk = new Desk(day);
        var evening = new Evening(day, desk);
        await evening.Begin();
        try
        {
            day.Hours.Open();
            day.Diary.Enter("open");
            var customers = Customers.Come(day);
            var shift = desk.Work(0.78);
            await new Troubles(day.Outside).Run(day.Hours, day.Diary, day.Cancellation);
            await day.Hours.Until(1, day.Cancellation);
            day.Diary.Enter("closing: the last customers are served");
            await Task.WhenAll(customers, shift);
        }
        finally
        {
            // Whatever happened: nobody finds a sandbox that is out of order because a day was broken off.
            await day.Outside.Repair(CancellationToken.None);
        }
        day.Diary.Enter("evening: what is owed is done, what failed is decided");
        var isQuiet = await evening.Settle();
        day.Diary.Enter("settlement: the provider's report and the bank's");
        var settling = new Settling(day);
        var settled = await settling.Take();
        isQuiet &= await evening.Settle();
        if (settled is not null)
            await settling.Finish(settled);
        isQuiet &= await evening.Settle();
        day.Diary.Enter("reading all books");
        var totals = await DayTotals.Read(day);
        var findings = await Verification.Judge(
            new VerifyOptions(
                day.Options.Url, day.Options.Key, day.Options.Database, day.Options.Sandbox, null,
                TimeSpan.FromSeconds(20), null),
            terminal with { Interactive = false }, day.Cancellation);
        return new DayResult(day, isQuiet, settled, totals, findings, Stopwatch.GetElapsedTime(started));
    }

    private static string RunId() => string.Create(
        CultureInfo.InvariantCulture,
        // Letters between the digits: sixteen digits in a row look like a card number to the gateway.
        $"day{DateTime.UtcNow:MMdd}t{DateTime.UtcNow:HHmmss}x{Random.Shared.Next(0x1000):x3}");
}

/// <summary>Everybody who comes today.</summary>
internal static class Customers
{
    /// <summary>Lets them all come at their times; returns when the last one has been served.</summary>
    public static Task Come(DayContext day)
    {
        var all = Enumerable.Range(0, day.Options.Customers).Select(n => Of(day, n)())
            .Concat(Enumerable.Range(0, 8).Select(n => WebCustomer.WantTheLast(day, n)))
            .Append(TillCustomer.SellTheLast(day)).Append(TillCustomer.Stutter(day)).Append(TillCustomer.Count(day))
            .Append(new Members(day).Live());
        return Task.WhenAll(all);
    }

    /// <summary>Of ten, five order on the web, two in the shop, and three buy in a store.</summary>
    private static Func<Task> Of(DayContext day, int number)
    {
        var (ten, one) = Math.DivRem(number, 10);
        return one switch
        {
            < 5 => new WebCustomer(day, number, (ten * 5) + one, collects: one < 3).Visit,
            < 7 => new ShopCustomer(day, number, (ten * 2) + one - 5, collects: one == 5).Visit,
            _ => new TillCustomer(day, number).Visit,
        };
    }
}
