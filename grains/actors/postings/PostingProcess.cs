using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>Drives the accounts of a posting side by side and writes what came of their calls in few appends.</summary>
/// <remarks>What cannot be settled now stays in the outbox; the sweeper comes back to it. Grain turns only.</remarks>
public sealed partial class PostingProcess(
    PostingKey key, Ledger<Posting, PostingEvent> ledger, PostingWriter writer, PostingCalls calls,
    PostingPolicy policy, TimeProvider clock, Action rest, ILogger log)
{
    /// <summary>Appends in one go; a subject that needs more waits for the sweeper.</summary>
    public const int RoundsInOneGo = 256;

    /// <summary>How long the first answer waits for those of other accounts, to be written together.</summary>
    public static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<string, Task<Attempt>> _running = new(StringComparer.Ordinal);
    private TaskCompletionSource _wake = Waking();
    private readonly Drive _drive = new(clock);
    private Task? _telling;

    /// <summary>Goes on in the background. What fails stays in the outbox for the sweeper.</summary>
    public void Start()
    {
        _wake.TrySetResult();
        _ = _drive.Join(Observed);
    }

    /// <summary>Waits until what is under way has ended, for a bounded time.</summary>
    public Task Ended(CancellationToken cancellation) => _drive.Ended(cancellation);

    private static TaskCompletionSource Waking() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DateTimeOffset Now => clock.GetUtcNow();

    private async Task Observed()
    {
        try
        {
            await Loop();
        }
        catch (Exception e)
        {
            LeftToSweeper(key.Subject, e.Message);
        }
        if (_running.Count == 0 && _wake.Task is { IsCompleted: false })
        {
            rest();
        }
    }

    private async Task Loop()
    {
        await writer.Write(s => PostingDecider.Resume(s, writer.Known, policy, Now));
        for (var round = 0; ; round++)
        {
            _wake = Waking();
            if (round < RoundsInOneGo)
            {
                StartCalls();
                _telling ??= PostingDecider.DeskCalls(ledger.Durable).Count > 0 ? Tell() : null;
            }
            if (_running.Count == 0)
            {
                var told = await Told();
                if ((!told && !_wake.Task.IsCompleted) || round >= RoundsInOneGo)
                {
                    return;
                }
                continue;
            }
            await Task.WhenAny(_running.Values.Append(_wake.Task));
            await Task.WhenAny(Task.WhenAll(_running.Values), Task.Delay(GatherFor, clock));
            await Write();
        }
    }

    private void StartCalls()
    {
        foreach (var call in PostingDecider.Calls(ledger.Durable, Now))
        {
            var id = call.Document.Key;
            if (!_running.ContainsKey(id) && (call.LookUp || writer.TakeIntent(id)))
            {
                _running.Add(id, calls.Try(call));
            }
        }
    }

    private async Task Write()
    {
        var attempts = new List<Attempt>();
        foreach (var (id, call) in _running)
        {
            if (call.IsCompleted)
            {
                attempts.Add(await call);
                _running.Remove(id);
                writer.Forget(id);
            }
        }
        if (attempts.Count > 0)
        {
            // Set before, so that the entry carries the trace of what it is about even when the sweeper has woken us.
            var about = ledger.Durable.Find(attempts[0].Key)!.Step;
            RequestContext.Set(ActorReferences.TraceParent, ledger.Durable.Step(about)?.Trace ?? "");
            await writer.Write(s => PostingDecider.Decide(s, attempts, policy, Now));
        }
    }

    private async Task Tell()
    {
        foreach (var call in PostingDecider.DeskCalls(ledger.Durable))
        {
            await calls.Tell(call);
            await writer.Write(s => PostingDecider.Told(s, call, Now));
        }
    }

    private async Task<bool> Told()
    {
        if (_telling is not { } telling)
        {
            return false;
        }
        _telling = null;
        await telling;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Posting {Subject} leaves its calls to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string subject, string cause);
}
