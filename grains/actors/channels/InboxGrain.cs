using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Channels;

/// <summary>Shell of one message from outside.</summary>
[Reentrant, PreferLocalPlacement, GrainType("inbox")]
public sealed class InboxGrain : Grain, IInbox
{
    private readonly Ledgers _ledgers;
    private readonly Ledger<Inbox, InboxEvent> _ledger;
    private readonly InboxProcess _process;

    /// <summary>Made by Orleans.</summary>
    public InboxGrain(Ledgers ledgers, InboundTranslators translators, ILogger<InboxProcess> log)
    {
        var key = InboxKey.Parse(this.GetPrimaryKeyString());
        _ledgers = ledgers;
        _ledger = ledgers.For(this, InboxDecider.Fold, DeactivateOnIdle);
        _process = new InboxProcess(key, _ledger, translators, GrainFactory, ledgers.Clock, log);
    }

    /// <inheritdoc/>
    public async Task<InboxResult> Receive(InboxMessage message)
    {
        var result = await _ledger.Open(s => InboxDecider.Decide(s, message, Now));
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public Task<InboxView?> Read() => _ledger.Read(View).AsTask();

    /// <inheritdoc/>
    public async Task<InboxView?> Settled(TimeSpan patience)
    {
        await _ledger.Load();
        await _process.Wait(patience);
        return View(_ledger.Durable);
    }

    /// <inheritdoc/>
    public async Task<ResolutionResult> Resolve(Resolution decision)
    {
        var result = await _ledger.Commit(s => InboxDecider.Decide(s, decision, Now));
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        _ledger.ContinueTrace();
        await _process.Drive();
        DeactivateOnIdle();
    }

    private DateTimeOffset Now => _ledgers.Clock.GetUtcNow();

    private InboxView? View(Inbox s) => InboxDecider.View(s, _ledger.Version);
}
