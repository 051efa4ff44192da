using System.Globalization;
using Spectre.Console;

namespace RetailActors.Retail.FlashSale;

/// <summary>What is sold to whom, and how hard.</summary>
internal sealed record SaleOptions(
    Uri Url, string Key, string? Sku, string Location, int Stock, int Buyers, int Concurrency, int Lines,
    TimeSpan RetryFor, FileInfo? Ledger, FileInfo? Json);

/// <summary>One sale from the empty shelf to the verdict.</summary>
internal static class Sale
{
    public static async Task<int> Run(SaleOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var run = RunId();
        using (var probe = new RetailApi(options.Url, options.Key, TimeSpan.Zero))
            await probe.Find("/v1/locations/" + options.Location, cancellation);
        using var api = new RetailApi(options.Url, options.Key, options.RetryFor);
        var shelf = await Shelf.Fill(api, options, run, cancellation);
        using var ledger = options.Ledger is null ? null : new AckLedger(options.Ledger);
        using var crowd = new Crowd(options, shelf, run, ledger);
        await SaleProgress.Show(crowd, terminal, crowd.LetIn(cancellation));
        terminal.Out.WriteLine("Reading every acknowledged order and the stock back …");
        var verdict = await SaleAudit.Judge(api, options, shelf, crowd, cancellation);
        SaleReport.Print(terminal.Out, options, shelf, crowd, verdict);
        if (options.Json is not null)
            await SaleJson.Write(options.Json, options, shelf, crowd, verdict, cancellation);
        return verdict.Violations.Count == 0 ? Verbs.Green : Verbs.Violated;
    }

    private static string RunId() =>
        string.Create(
            CultureInfo.InvariantCulture,
            // Letters between the digits: sixteen digits in a row look like a card number to the gateway.
            $"fs{DateTime.UtcNow:yyMMdd}t{DateTime.UtcNow:HHmmss}x{Random.Shared.Next(0x10000):x4}");
}
