using Orleans.Concurrency;
using Orleans.GrainDirectory;

namespace RetailActors.Operations;

/// <summary>Shell of one idempotency key. That a request is in flight is known in memory only: after a crash the client
/// sends it again, and the ids of the commands themselves see to it that nothing happens twice. The same holds for two
/// silos that are sent the same request at once: each has an activation of its own.</summary>
[Reentrant, PlacedWhereCalled, GrainDirectory(GrainDirectoryName = NoDirectory.Name), GrainType("idempotency"),
    CollectionAgeLimit(Minutes = 1)]
public sealed class IdempotencyGrain(AnswerBook answers, TimeProvider clock) : Grain, IIdempotency
{
    /// <summary>A request that has not ended after this time is taken for lost.</summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(60);

    private AnswerRow? _answer;
    private bool _read;
    private string? _inFlight;
    private long _since;

    /// <inheritdoc/>
    public async Task<BeginResult> Begin(string bodyHash)
    {
        if (!_read)
        {
            _answer ??= await answers.Read(this.GetPrimaryKeyString());
            _read = true;
        }
        var result = Judge(bodyHash);
        if (result is BeginResult.Proceed)
        {
            (_inFlight, _since) = (bodyHash, clock.GetTimestamp());
        }
        return result;
    }

    /// <inheritdoc/>
    public async Task Complete(string bodyHash, StoredAnswer answer)
    {
        var row = new AnswerRow(this.GetPrimaryKeyString(), bodyHash, clock.GetUtcNow(), answer);
        await answers.Write(row);
        (_answer, _inFlight) = (_answer ?? row, null);
        // A replay is rare and reads the table; most keys never come again.
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public Task Abandon()
    {
        _inFlight = null;
        // The next attempt may succeed on another silo, and the one after that may come here: it has to read.
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private BeginResult Judge(string bodyHash) => (_answer, _inFlight) switch
    {
        ({ } answer, _) when answer.BodyHash != bodyHash => new BeginResult.Different(),
        ({ } answer, _) => new BeginResult.Replay(answer.Answer),
        (_, { } hash) when clock.GetElapsedTime(_since) < LongestRequest =>
            hash == bodyHash ? new BeginResult.InFlight() : new BeginResult.Different(),
        _ => new BeginResult.Proceed(),
    };
}
