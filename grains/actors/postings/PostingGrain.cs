using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>Shell of what the systems outside have to learn about one subject.</summary>
[Reentrant, PreferLocalPlacement, GrainType("posting")]
public sealed class PostingGrain : Grain, IPosting
{
    private readonly PostingKey _key;
    private readonly PostingPolicy _policy;
    private readonly Ledger<Posting, PostingEvent> _ledger;
    private readonly PostingWriter _writer;
    private readonly PostingProcess _process;
    private readonly TimeProvider _clock;

    /// <summary>Made by Orleans.</summary>
    public PostingGrain(Ledgers ledgers, PostingPolicy policy, IAccounts accounts, ILogger<PostingProcess> log)
    {
        _key = PostingKey.Parse(this.GetPrimaryKeyString());
        (_policy, _clock) = (policy, ledgers.Clock);
        _ledger = ledgers.For(this, PostingDecider.Fold, DeactivateOnIdle);
        _writer = new PostingWriter(_ledger, new PostingNews(_key, GrainFactory).Tell);
        var calls = new PostingCalls(_key, _ledger, accounts, GrainFactory, _clock, log);
        _process = new PostingProcess(_key, _ledger, _writer, calls, policy, _clock, DeactivateOnIdle, log);
    }

    /// <inheritdoc/>
    public async Task Record(IReadOnlyList<Step> steps)
    {
        if (_policy.Rules.IsEmpty)
        {
            return;
        }
        var trace = PostingCalls.Trace;
        await _writer.Write(
            s => PostingDecider.Record(s, _key, steps, _policy, trace, Now), steps.Any(s => s is Step.Accepted));
        _process.Start();
    }

    /// <inheritdoc/>
    public Task<PostingView?> Read() => _ledger.Read(s => PostingDecider.View(s, _key, _ledger.Version)).AsTask();

    /// <inheritdoc/>
    public async Task<ResolutionResult> Resolve(Resolution decision)
    {
        var result = ResolutionResult.Unknown;
        await _writer.Write(s =>
        {
            (result, var events) = PostingDecider.Decide(s, decision, _policy, Now);
            return events;
        });
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.TakeUp();
        // The sweeper does not wait: an account may let it wait for its turn.
        _process.Start();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _process.Ended(cancellationToken);

    private DateTimeOffset Now => _clock.GetUtcNow();
}
