using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Shell of a replay.</summary>
[Reentrant, GrainType("replay")]
public sealed class ReplayGrain : Grain, IReplay
{
    private static readonly TimeSpan _stay = TimeSpan.FromMinutes(2);

    private readonly ReplayKey _key;
    private readonly TimeProvider _clock;
    private readonly Ledger<ReplayRun, ReplayEvent> _ledger;
    private readonly ReplayProcess _process;

    /// <summary>Made by Orleans.</summary>
    public ReplayGrain(Ledgers ledgers, ReplayPace pace, ILogger<ReplayGrain> log)
    {
        _key = ReplayKey.Parse(this.GetPrimaryKeyString());
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, ReplayDecider.Fold, DeactivateOnIdle);
        _process = new ReplayProcess(
            _key, _ledger, new ReplayHands(_key, GrainFactory, pace, _clock, log), () => DelayDeactivation(_stay),
            _clock, log);
    }

    /// <inheritdoc/>
    public async Task<ReplayView> Plan(ReplayPlan plan, Origin by)
    {
        await _ledger.Open(s => (true, ReplayDecider.Plan(s, plan, by, Now)));
        _process.Start();
        return View(_ledger.Durable)!;
    }

    /// <inheritdoc/>
    public async Task<ReplayChange> Start(Origin by)
    {
        var result = await _ledger.Commit(s => ReplayDecider.Start(s, by, Now));
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public Task<ReplayChange> Cancel(Origin by) => _ledger.Commit(s => ReplayDecider.Cancel(s, by, Now)).AsTask();

    /// <inheritdoc/>
    public async Task<ReplayView?> Read()
    {
        var view = await _ledger.Read(View);
        // After a restart whoever looks at it wakes it, sooner than the sweeper would.
        _process.Start();
        return view;
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        // It takes minutes: whoever wakes it does not wait for it.
        await _ledger.TakeUp();
        _process.Start();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _process.Stop();
        return Task.CompletedTask;
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private ReplayView? View(ReplayRun s) => ReplayDecider.View(s, _key, _ledger.Version);
}
