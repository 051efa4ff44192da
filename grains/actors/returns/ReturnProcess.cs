using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Returns;

/// <summary>Makes the calls that a return owes, round by round, and writes what came of a round as one append.
/// </summary>
/// <remarks>Only from durable state. What cannot be settled now stays in the outbox; the sweeper comes back to it,
/// later and later. Grain turns only.</remarks>
public sealed partial class ReturnProcess(
    ReturnKey key, Ledger<Return, ReturnEvent> ledger, ReturnCalls calls, TimeProvider clock, ILogger log, Action rest)
{
    /// <summary>Rounds of calls in one go.</summary>
    public const int RoundsInOneGo = 16;

    /// <summary>Rounds that bring nothing new before the sweeper takes over.</summary>
    public const int PatientRounds = 4;

    private TaskCompletionSource _wake = Waking();
    private readonly Drive _drive = new(clock);

    /// <summary>Makes what is owed in the background. What fails stays in the outbox for the sweeper.</summary>
    public void Start()
    {
        if (ReturnDecider.Calls(ledger.Durable).Count > 0)
        {
            _drive.Begin(Loop, rest, e => LeftToSweeper(key.Id.Value, e.Message));
        }
    }

    /// <summary>What is waited for may have happened: asks at once, and is patient again.</summary>
    public void Wake()
    {
        _wake.TrySetResult();
        Start();
    }

    /// <summary>Waits until what is under way has ended, for a bounded time.</summary>
    public Task Ended(CancellationToken cancellation) => _drive.Ended(cancellation);

    /// <summary>Goes on until nothing is owed or nothing moves. Joins a drive that is under way.</summary>
    public Task Drive() => _drive.Join(Loop);

    private async Task Loop()
    {
        var idle = 0;
        for (var round = 0; round < RoundsInOneGo && idle < PatientRounds; round++)
        {
            if (idle > 0)
            {
                await Task.WhenAny(_wake.Task, Task.Delay(TimeSpan.FromMilliseconds(150 << idle), clock));
            }
            // From here on: who wakes us now may know more than what we are about to hear.
            _wake = Waking();
            var owed = ReturnDecider.Calls(ledger.Durable);
            if (owed.Count == 0)
            {
                return;
            }
            var moved = await Record(await calls.Make(owed, ReturnDecider.View(ledger.Durable)!));
            (round, idle) = _wake.Task.IsCompleted ? (0, 0) : (round, moved ? 0 : idle + 1);
        }
    }

    private static TaskCompletionSource Waking() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> Record(ImmutableArray<ReturnFact> facts)
    {
        var before = ledger.Version;
        if (facts.Length > 0)
        {
            await ledger.Commit(s => (true, ReturnDecider.Decide(s, facts, clock.GetUtcNow())));
        }
        return ledger.Version != before;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Return {Return} leaves its owed calls to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string @return, string cause);
}
