using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Sees to it that every business process of every tenant is looked at every few seconds, whatever else
/// happens. Every silo does; the watch itself knows when it was looked at last.</summary>
public sealed partial class SlaWatcher(
    IJournalStore store, SlaOptions options, IGrainFactory grains, TimeProvider clock, ILogger<SlaWatcher> log)
    : BackgroundService
{
    /// <summary>Most tenants that are watched.</summary>
    public const int MaxTenants = 1_000;

    /// <summary>Watches asked side by side.</summary>
    public const int SideBySide = 8;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Pause, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var tenants = await store.Tenants(MaxTenants, stoppingToken);
                await Parallel.ForEachAsync(
                    tenants.SelectMany(t => SlaProcess.All.Select(p => new SlaKey(new Tenant(t), p.Name))),
                    new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stoppingToken },
                    (key, _) => Look(key));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                RoundFailed(e.Message);
            }
            catch (OperationCanceledException)
            {
                // The process stops; another silo, or the next start, looks anew.
                return;
            }
        }
    }

    private async ValueTask Look(SlaKey key)
    {
        try
        {
            await grains.Actor<ISlaWatch>(key.ToString()).Look();
        }
        catch (Exception e)
        {
            // The next round comes; one process that cannot be read does not keep the others from being watched.
            NotLooked(key.ToString(), e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tenants could not be read for their targets: {Cause}")]
    private partial void RoundFailed(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Watch} could not be looked at: {Cause}")]
    private partial void NotLooked(string watch, string cause);
}
