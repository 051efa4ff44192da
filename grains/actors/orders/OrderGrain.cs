using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.GrainDirectory;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>Shell of one order.</summary>
[Reentrant, PlacedByKey, GrainDirectory(GrainDirectoryName = NoDirectory.Name), GrainType("order")]
public sealed class OrderGrain : Grain, IOrder
{
    private readonly OrderKey _key;
    private readonly Ledgers _ledgers;
    private readonly Catalogue _catalogue;
    private readonly Ledger<Order, OrderEvent> _ledger;
    private readonly OrderProcess _process;

    /// <summary>Made by Orleans.</summary>
    public OrderGrain(Ledgers ledgers, Catalogue catalogue, ILogger<OrderProcess> log)
    {
        _key = OrderKey.Parse(this.GetPrimaryKeyString());
        (_ledgers, _catalogue) = (ledgers, catalogue);
        _ledger = ledgers.For(this, OrderDecider.Fold, DeactivateOnIdle);
        var calls = new OrderCalls(_key, GrainFactory, ledgers.Clock);
        _process = new OrderProcess(_key, _ledger, calls, ledgers.Clock, log, Rest);
    }

    /// <inheritdoc/>
    public async Task<SubmitResult> Submit(SubmitOrder command)
    {
        var began = _ledgers.Clock.GetTimestamp();
        var decision = await Known(command)
            ?? await Decide(command, await _catalogue.Facts(_key.Tenant, command, fresh: false));
        if (decision is SubmitDecision.Invalid)
        {
            // The catalogue may lag behind a change by a moment; a refusal is never made from an old copy.
            decision = await Decide(command, await _catalogue.Facts(_key.Tenant, command, fresh: true));
        }
        var result = decision switch
        {
            SubmitDecision.Invalid invalid => new SubmitResult.Invalid(invalid.Faults),
            SubmitDecision.SubmittedDifferently => new SubmitResult.SubmittedDifferently(View()),
            _ => await _process.Outcome(command.Patience, decision is SubmitDecision.AlreadySubmitted),
        };
        Rest();
        Count(command.Channel, result, began);
        return result;
    }

    /// <inheritdoc/>
    public async Task<OrderView?> Read()
    {
        var view = await _ledger.Read(s => s.Stage == OrderStage.None ? null : View());
        Rest();
        return view;
    }

    /// <inheritdoc/>
    public Task<CancelResult> Cancel(CancelOrder command) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, command, Now)));

    /// <inheritdoc/>
    public Task<RecordResult> RecordReadyForPickup(Handover fact) => Record(fact, HandoverKind.ReadyForPickup);

    /// <inheritdoc/>
    public Task<RecordResult> RecordPickup(Handover fact) => Record(fact, HandoverKind.Pickup);

    /// <inheritdoc/>
    public Task<RecordResult> RecordShipment(Handover fact) => Record(fact, HandoverKind.Shipment);

    /// <inheritdoc/>
    public Task<RecordResult> RecordMissing(Handover fact) => Record(fact, HandoverKind.Missing);

    /// <inheritdoc/>
    public Task<HoldResult> Hold(HoldOrder command) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, command, Now)));

    /// <inheritdoc/>
    public Task<HoldResult> Release(ReleaseOrder command) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, command, Now)));

    /// <inheritdoc/>
    public Task<ResolutionResult> Resolve(Resolution decision) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, decision, Now)));

    /// <inheritdoc/>
    public Task<ClaimResult> ClaimReturn(ReturnId id, RequestReturn command) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, id, command, Now)));

    /// <inheritdoc/>
    public Task RecordReturn(ReturnProgress fact) =>
        Then(_ledger.Commit(s => (true, OrderDecider.Decide(s, fact))));

    /// <inheritdoc/>
    public Task<MoneyMovedResult> RecordPayment(MoneyMoved fact) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, fact)));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LineageStep>> Lineage()
    {
        await _ledger.Load();
        var steps = await OrderLineage.Read(_ledgers.Journal, _key, _ledger.Durable);
        Rest();
        return steps;
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

    private void Count(Channel channel, SubmitResult result, long began)
    {
        if (Signals.Orders.Enabled)
        {
            Signals.Orders.Took(_ledgers.Clock.GetElapsedTime(began), ("channel", channel.Value),
                ("result", System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(result.GetType().Name)));
        }
    }

    private DateTimeOffset Now => _ledgers.Clock.GetUtcNow();

    private OrderView View() => OrderDecider.View(_ledger.Durable);

    private ValueTask<SubmitDecision> Decide(SubmitOrder command, SubmissionFacts facts) =>
        _ledger.Open(s => OrderDecider.Decide(s, command, facts, _key, Now));

    /// <summary>What a retry is told, without a look at the reference data, which may have changed since.</summary>
    private async ValueTask<SubmitDecision?> Known(SubmitOrder command) =>
        _ledger.IsLoaded && OrderDecider.Known(_ledger.Current, command) is not null
            ? await _ledger.Commit(s => (OrderDecider.Known(s, command), Array.Empty<OrderEvent>()))
            : null;

    private Task<RecordResult> Record(Handover fact, HandoverKind kind) =>
        Then(_ledger.Commit(s => OrderDecider.Decide(s, fact, kind, Now)));

    /// <summary>
    /// Ends the activation when nothing is owed. An order is busy for milliseconds and then waits for days; kept for
    /// half a minute each, the orders of a peak were a gigabyte that the garbage collector walked over and over. And
    /// while silos come and go its home may be elsewhere for a while: what is not here cannot be out of date later.
    /// </summary>
    private void Rest()
    {
        if (_ledger is { IsLoaded: true, IsQuiet: true } && OrderDecider.Calls(_ledger.Durable).Count == 0)
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
