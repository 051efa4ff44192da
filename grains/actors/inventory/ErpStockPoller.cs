using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>Asks ERPs for their stock, one consistent cut at a time, and has it compared with ours.</summary>
/// <remarks>Goods also come and go without a document of ours, so nobody knows whether what happened within the lag is
/// on its books, unless a document says so. What to make of it is decided by the stock actors
/// (<see cref="IStock.RecordSnapshot"/>). A look that fails is made again from the same cut, with pauses that double.
/// </remarks>
public sealed partial class ErpStockPoller(
    ErpStocks stocks, IGrainFactory grains, TimeProvider clock, ILogger<ErpStockPoller> log) : BackgroundService
{
    /// <summary>Most pages of one look.</summary>
    public const int MaxPages = 200;

    /// <summary>Places compared side by side.</summary>
    public const int SideBySide = 32;

    /// <summary>A pause doubles so many times at most.</summary>
    public const int MaxDoublings = 5;

    private static readonly Origin _by = new("erp-stock");
    private readonly string _silo = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(stocks.All.Select(s => Watch(s, stoppingToken)));

    /// <summary>One look. False: the ERP could not be asked, or some places could not be told.</summary>
    public async Task<bool> Look(IErpStock stock, CancellationToken stopping)
    {
        var watch = grains.Actor<IStockWatch>($"{stock.Tenant.Value}/{stock.Account}");
        if (await watch.Begin(_silo, stock.Pause * 2) is not (true, var cut, var last))
        {
            return true;
        }
        var (asOf, booked) = (clock.GetUtcNow(), new List<string>());
        for (var page = 0; page < MaxPages; page++)
        {
            if (await stock.Read(asOf, cut, stopping) is not { } read)
            {
                return false;
            }
            booked.AddRange(read.Booked);
            if (read.IsWhole)
            {
                if (read.AsOf <= last)
                {
                    return true;
                }
                var told = await Compare(stock, read, booked, stopping);
                if (told)
                {
                    await watch.Advance(read.Cut, read.AsOf);
                }
                return told;
            }
            if (read.Cut <= cut)
            {
                return false;
            }
            cut = read.Cut;
        }
        return false;
    }

    /// <summary>Tells every place; those that are told again hear the same.</summary>
    private async Task<bool> Compare(
        IErpStock stock, ErpStockPage page, List<string> booked, CancellationToken stopping)
    {
        var known = await new BookedChanges(stock.Tenant, grains).Of(booked, stopping);
        var failed = 0;
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stopping };
        await Parallel.ForEachAsync(page.Quantities, bounds, async (q, _) =>
        {
            try
            {
                await grains.Actor<IStock>(new StockKey(stock.Tenant, q.Sku, q.Location).ToString()).RecordSnapshot(
                    new ErpSnapshot(
                        q.OnHand, page.AsOf, stock.Lag, [.. known[(q.Sku, q.Location)]], false, stock.Account, _by));
            }
            catch (Exception e) when (Unanswered.Is(e))
            {
                Interlocked.Increment(ref failed);
            }
        });
        Compared(stock.Account, page.Quantities.Length, page.AsOf, failed);
        return failed == 0;
    }

    private async Task Watch(IErpStock stock, CancellationToken stopping)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            await Task.Delay(stock.Pause * (1 << Math.Min(failures, MaxDoublings)), clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                failures = stopping.IsCancellationRequested || await Look(stock, stopping) ? 0 : failures + 1;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                failures++;
                LookFailed(stock.Account, e.Message);
            }
            catch (OperationCanceledException)
            {
                // The process stops; the next one looks from where the watch stands.
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "{Account}: {Places} places compared as of {AsOf}, {Failed} not told")]
    private partial void Compared(string account, int places, DateTimeOffset asOf, int failed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stock of {Account} could not be compared: {Cause}")]
    private partial void LookFailed(string account, string cause);
}
