using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Reference;

namespace RetailActors.Returns;

/// <summary>Shell of one return.</summary>
[Reentrant, PreferLocalPlacement, GrainType("return")]
public sealed class ReturnGrain : Grain, IReturn
{
    private readonly ReturnKey _key;
    private readonly TimeProvider _clock;
    private readonly Catalogue _catalogue;
    private readonly Ledger<Return, ReturnEvent> _ledger;
    private readonly ReturnProcess _process;

    /// <summary>Made by Orleans.</summary>
    public ReturnGrain(Ledgers ledgers, Catalogue catalogue, ILogger<ReturnProcess> log)
    {
        _key = ReturnKey.Parse(this.GetPrimaryKeyString());
        (_clock, _catalogue) = (ledgers.Clock, catalogue);
        _ledger = ledgers.For(this, ReturnDecider.Fold, DeactivateOnIdle);
        var calls = new ReturnCalls(_key, GrainFactory);
        _process = new ReturnProcess(_key, _ledger, calls, ledgers.Clock, log, Rest);
    }

    /// <inheritdoc/>
    public async Task<ReturnResult> Request(RequestReturn command)
    {
        var result = await _ledger.Commit(s => (ReturnDecider.Known(s, command), Array.Empty<ReturnEvent>()))
            ?? await Ask(command);
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public Task Open(ReturnClaim claim) =>
        Then(_ledger.Commit(s => (true, ReturnDecider.Open(s, claim, Now))));

    /// <inheritdoc/>
    public Task<ReturnChange> Approve(Origin by) => Change(ReturnStage.Approved, by);

    /// <inheritdoc/>
    public Task<ReturnChange> Decline(Origin by) => Change(ReturnStage.Declined, by);

    /// <inheritdoc/>
    public Task<ReturnChange> Cancel(Origin by) => Change(ReturnStage.Cancelled, by);

    /// <inheritdoc/>
    public Task<ReturnChange> DecideExchange(bool accepted, Origin by) =>
        Then(_ledger.Commit(s => ReturnDecider.Decide(s, accepted, by, Now)));

    /// <inheritdoc/>
    public Task<ReturnChange> RecordSent(Origin by) => Change(ReturnStage.InTransit, by);

    /// <inheritdoc/>
    public async Task<ReturnChange> RecordReceived(ReceiveReturn fact)
    {
        var known = await _catalogue.Knows(_key.Tenant, fact.Location);
        return await Then(_ledger.Commit(s => ReturnDecider.Decide(s, fact, known, Now)));
    }

    /// <inheritdoc/>
    public Task<ReturnView?> Read() => _ledger.Read(ReturnDecider.View).AsTask();

    /// <inheritdoc/>
    public Task<ResolutionResult> Resolve(Resolution decision) =>
        Then(_ledger.Commit(s => ReturnDecider.Decide(s, decision, Now)));

    /// <inheritdoc/>
    public async Task DocumentsDone()
    {
        await _ledger.Load();
        _process.Wake();
        Rest();
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.TakeUp();
        _ledger.ContinueTrace();
        await _process.Drive();
        Rest();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _process.Ended(cancellationToken);

    private DateTimeOffset Now => _clock.GetUtcNow();

    private Task<ReturnChange> Change(ReturnStage to, Origin by) =>
        Then(_ledger.Commit(s => ReturnDecider.Decide(s, to, by, Now)));

    /// <summary>
    /// The order allocates first. Should this activation end before the allocation is taken over, the order owes that
    /// itself (<see cref="Open"/>), so nothing stays allocated to a return that nobody knows of.
    /// </summary>
    private async Task<ReturnResult> Ask(RequestReturn command)
    {
        if (command.Location is { } location && !await _catalogue.Knows(_key.Tenant, location))
        {
            return new ReturnResult.UnknownLocation();
        }
        var order = GrainFactory.Actor<IOrder>(new OrderKey(_key.Tenant, command.Order).ToString());
        switch (await order.ClaimReturn(_key.Id, command))
        {
            case ClaimResult.Claimed(var claim):
                await _ledger.Commit(s => (true, ReturnDecider.Open(s, claim, Now)));
                return new ReturnResult.Requested(ReturnDecider.View(_ledger.Durable)!, false);
            case ClaimResult.ClaimedDifferently:
                return new ReturnResult.RequestedDifferently();
            case ClaimResult.UnknownLine(var line):
                return new ReturnResult.UnknownLine(line);
            case ClaimResult.TooMany:
                return new ReturnResult.TooMany();
            case ClaimResult.ExceedsFulfilled(var line, var returnable):
                return new ReturnResult.ExceedsFulfilled(line, returnable);
            default:
                return new ReturnResult.NotFound();
        }
    }

    /// <summary>Ends the activation when nothing is owed: a return is busy for moments and then waits for
    /// days.</summary>
    private void Rest()
    {
        if (_ledger is { IsLoaded: true, IsQuiet: true } && ReturnDecider.Calls(_ledger.Durable).Count == 0)
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>Answers, and lets what is owed now go on without the caller waiting for it.</summary>
    private async Task<T> Then<T>(ValueTask<T> committed)
    {
        var result = await committed;
        _process.Start();
        return result;
    }
}
