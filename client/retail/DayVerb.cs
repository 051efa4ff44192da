using System.CommandLine;
using RetailActors.Retail.Day;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail;

/// <summary><c>retail day</c>: an omnichannel trading day on the sandbox systems, with troubles.</summary>
internal static class DayVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var json = CommonOptions.Json();
        var books = CommonOptions.Books();
        var database = CommonOptions.Database();
        var orders = CommonOptions.Count("--orders", "Customers of all channels together.", 160, 20, 2_000);
        var seed = CommonOptions.Count("--seed", "Of customers and troubles.", 20_261_126, 0, int.MaxValue);
        var duration = CommonOptions.Duration(
            "--duration", "From opening to closing time, 10 s to 10 m.", TimeSpan.FromSeconds(40));
        duration.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<TimeSpan>() is var time && (time < _shortest || time > _longest))
                result.AddError("--duration: 10s to 10m.");
        });
        var quiesce = CommonOptions.Duration(
            "--quiesce", "How long the systems may take to become quiet.", TimeSpan.FromSeconds(180));
        var report = new Option<FileInfo?>("--report") { Description = "Also writes the result as a page." };
        var noLive = new Option<bool>("--no-live") { Description = "Plain lines instead of a live display." };
        var command = new Command("day", "A trading day of shop, web, stores and warehouse, with troubles.")
        {
            orders, duration, seed, quiesce, url, key, books, database, json, report, noLive,
        };
        command.SetAction((parsed, cancellation) => TradingDay.Run(
            new DayOptions(
                parsed.GetValue(url)!, parsed.GetValue(key)!,
                parsed.GetValue(books) ?? BooksReader.Beside(parsed.GetValue(url)!), parsed.GetValue(database),
                parsed.GetValue(orders), parsed.GetValue(duration), parsed.GetValue(quiesce), parsed.GetValue(seed),
                parsed.GetValue(json), parsed.GetValue(report)),
            parsed.GetValue(noLive) ? terminal with { Interactive = false } : terminal,
            cancellation));
        return command;
    }

    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);
}
