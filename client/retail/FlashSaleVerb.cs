using System.CommandLine;
using RetailActors.Retail.FlashSale;

namespace RetailActors.Retail;

/// <summary><c>retail flash-sale</c>: many buyers, few units, all at once.</summary>
internal static class FlashSaleVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var json = CommonOptions.Json();
        var sku = CommonOptions.Id("--sku", "SKU to sell; a fresh one when it is not given.");
        var location = CommonOptions.Id("--location", "Store that sells. Default store-12.");
        var stock = CommonOptions.Count("--stock", "Units for sale.", 1_000, 0, 10_000_000);
        var buyers = CommonOptions.Count("--buyers", "Buyers; each wants one unit.", 10_000, 1, 2_000_000);
        var concurrency = CommonOptions.Count("--concurrency", "Requests in flight.", 128, 1, 10_000);
        var lines = CommonOptions.Count("--lines", "Lines per order; all but the first are plentiful.", 1, 1, 20);
        var retryFor = CommonOptions.Duration(
            "--retry-for", "How long a buyer keeps trying while the system is away.", TimeSpan.FromSeconds(120));
        var ledger = new Option<FileInfo?>("--ledger")
        {
            Description = "Appends the id of every acknowledged order to this file, for verify.",
        };
        var noLive = new Option<bool>("--no-live") { Description = "Plain lines instead of a live display." };
        var command = new Command("flash-sale", "Sells few units to many buyers at once and checks every promise.")
        {
            sku, location, stock, buyers, concurrency, lines, retryFor, url, key, ledger, json, noLive,
        };
        command.SetAction((parsed, cancellation) => Sale.Run(
            new SaleOptions(
                parsed.GetValue(url)!, parsed.GetValue(key)!, parsed.GetValue(sku),
                parsed.GetValue(location) ?? "store-12", parsed.GetValue(stock), parsed.GetValue(buyers),
                parsed.GetValue(concurrency), parsed.GetValue(lines), parsed.GetValue(retryFor),
                parsed.GetValue(ledger), parsed.GetValue(json)),
            parsed.GetValue(noLive) ? terminal with { Interactive = false } : terminal,
            cancellation));
        return command;
    }
}
