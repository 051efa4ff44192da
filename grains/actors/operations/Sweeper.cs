using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>
/// Takes up owed calls that nobody is making: after a crash, after a time-out, when a hold has run out. Every silo
/// sweeps; a claim with a lease sees to it that two silos do not take up the same rows.
/// </summary>
public sealed partial class Sweeper(
    IJournalStore store, IAnswerStore answers, ActorKinds kinds, TimeProvider clock, ILogger<Sweeper> log)
    : BackgroundService
{
    /// <summary>Pause after a sweep that found nothing.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a sweep that found something: where one document of a burst is due, more are soon.
    /// </summary>
    public static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a claim keeps others away.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>Most calls claimed at once.</summary>
    public const int BatchCalls = 500;

    /// <summary>Entities resumed side by side.</summary>
    public const int SideBySide = 32;

    /// <summary>Sweeps between two purges of old answers.</summary>
    public const int SweepsPerPurge = 60;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var sweep = 0; !stoppingToken.IsCancellationRequested; sweep++)
        {
            var pause = Pause;
            try
            {
                var claimed = await store.Claim(clock.GetUtcNow(), Lease, BatchCalls, stoppingToken);
                await Parallel.ForEachAsync(
                    claimed,
                    new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stoppingToken },
                    (stream, _) => Resume(stream.Stream));
                if (sweep % SweepsPerPurge == 0)
                {
                    await answers.Purge(clock.GetUtcNow() - 2 * IIdempotency.KeptFor, 10_000, stoppingToken);
                }
                if (claimed.Count >= BatchCalls / 2)
                {
                    continue;
                }
                pause = claimed.Count > 0 ? ShortPause : Pause;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                SweepFailed(e.Message);
            }
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask Resume(string stream)
    {
        try
        {
            await kinds.Resume(stream);
        }
        catch (Exception e)
        {
            // The rows are due again when the lease ends; one entity that cannot go on does not stop the others.
            NotResumed(stream, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sweep failed and is tried again: {Cause}")]
    private partial void SweepFailed(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stream} could not go on and is tried again: {Cause}")]
    private partial void NotResumed(string stream, string cause);
}
