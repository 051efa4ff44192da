using Microsoft.Extensions.Logging;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Goes through the lists of a replay, a page and an append at a time. Grain turns only.</summary>
/// <remarks>A page is written down before it is worked on. One that a crash has cut off is gone through again: what was
/// decided already is decided under the same id and counts as it did.</remarks>
public sealed partial class ReplayProcess(
    ReplayKey key, Ledger<ReplayRun, ReplayEvent> ledger, ReplayHands hands, Action stay, TimeProvider clock,
    ILogger log)
{
    /// <summary>Times that a page is tried; what cannot be decided then counts as failed.</summary>
    public const int MaxTries = 5;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    private Task? _driving;
    private bool _stopped;

    /// <summary>Goes on in the background. What fails stays in the outbox for the sweeper.</summary>
    public void Start()
    {
        if (ledger.Durable.IsMoving && _driving is not { IsCompleted: false })
        {
            (_driving = Loop()).Watched(e => LeftToSweeper(key.ToString(), e.Message));
        }
    }

    /// <summary>Ends after the page under way.</summary>
    public void Stop() => _stopped = true;

    private async Task Loop()
    {
        while (!_stopped && ledger.Durable is { IsMoving: true } run)
        {
            stay();
            await (run switch
            {
                { Standing: ReplayStanding.Looking } => Look(run),
                { Taken: { } page } => Work(run, page),
                _ => Take(run),
            });
        }
    }

    private async Task Look(ReplayRun run)
    {
        var step = await hands.Look(run);
        await ledger.Commit(s => (true, ReplayDecider.Looked(s, run.Place, step, clock.GetUtcNow())));
    }

    private async Task Take(ReplayRun run)
    {
        var page = await hands.Take(run);
        await ledger.Commit(s => (true, ReplayDecider.Take(s, run.Place, page, clock.GetUtcNow())));
    }

    private async Task Work(ReplayRun run, ReplayPage page)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (counts, open) = await hands.Work(page, run.StartedBy ?? run.By);
            // What does not answer now may do so in a moment. When our own silo leaves, somebody else goes on.
            if (open == 0 || (attempt == MaxTries && !_stopped))
            {
                counts = open == 0 ? counts : counts.Add(ReplayRules.Failed, open);
                await ledger.Commit(s => (true, ReplayDecider.Worked(s, page, counts, clock.GetUtcNow())));
                return;
            }
            if (_stopped)
            {
                return;
            }
            stay();
            await Task.Delay(_pause * attempt, clock);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replay {Replay} is left to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string replay, string cause);
}
