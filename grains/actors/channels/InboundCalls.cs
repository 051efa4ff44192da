using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Adapters;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Channels;

/// <summary>Makes the calls that follow from a message and says what they came to.</summary>
public sealed class InboundCalls(InboxKey key, IInboundActors actors)
{
    /// <summary>Most commands of one message.</summary>
    public const int MaxCommands = 5_000;

    /// <summary>How long a submission may take to be decided before it is looked at again later.</summary>
    public static readonly TimeSpan OrderPatience = TimeSpan.FromSeconds(8);

    private static readonly InboxOutcome _applied = new InboxOutcome.Applied(1);

    /// <summary>Makes all of them in their order; one that cannot have its effect does not keep the others from theirs.
    /// </summary>
    /// <param name="translated">At most <see cref="MaxCommands"/> commands.</param>
    public async Task<InboxOutcome> Make(Translation.Commands translated)
    {
        if (translated.Items.Length > MaxCommands)
        {
            return new InboxOutcome.Refused("too-many-commands", $"At most {MaxCommands} follow from one message.");
        }
        InboxOutcome worst = translated switch
        {
            { Unreadable: { } why } => new InboxOutcome.Refused("unreadable", why),
            { NotUnderstood: { } why } => new InboxOutcome.NotUnderstood(why),
            _ => new InboxOutcome.Applied(translated.Items.Length),
        };
        foreach (var command in translated.Items)
        {
            var outcome = await Make(command);
            worst = Weight(outcome) > Weight(worst) ? outcome : worst;
        }
        return worst;
    }

    // What may still come is waited for first; then somebody decides about the rest.
    private static int Weight(InboxOutcome outcome) => outcome switch
    {
        InboxOutcome.TooEarly => 4,
        InboxOutcome.Refused => 3,
        InboxOutcome.NotUnderstood => 2,
        InboxOutcome.Ignored => 1,
        _ => 0,
    };

    private Task<InboxOutcome> Make(InboundCommand command) => command switch
    {
        InboundCommand.Submit c => Submit(c.Order),
        InboundCommand.Cancel c => Cancel(c),
        InboundCommand.HandOver c => HandOver(c),
        InboundCommand.Move c => Move(c),
        InboundCommand.ChangeProduct c => Change(c),
        InboundCommand.TakeBack c => TakeBack(c),
        InboundCommand.PaymentEvent c => Tell(c),
        _ => throw new UnreachableException(),
    };

    private async Task<InboxOutcome> Submit(SubmitOrder order)
    {
        var actor = Order(OrderKey.For(key.Tenant, order.Channel, order.ExternalId).Id);
        return await actor.Submit(order with { Patience = OrderPatience, By = Because(order.By) }) switch
        {
            SubmitResult.Accepted => _applied,
            SubmitResult.Deciding => new InboxOutcome.TooEarly("deciding"),
            SubmitResult.OutOfStock(_, var shortages) => new InboxOutcome.Refused("out-of-stock", string.Join(
                ", ", shortages.Select(s => $"line {s.LineId}: {s.Available} of {s.Requested}"))),
            SubmitResult.Declined(_, var code) => new InboxOutcome.Refused("payment-declined", code),
            SubmitResult.SubmittedDifferently(var view) => new InboxOutcome.Refused(
                "order-differs", $"The channel told us other content of {view.Id} before."),
            SubmitResult.Invalid(var faults) => new InboxOutcome.Refused(
                faults[0].Code, string.Join(" ", faults.Take(5).Select(f => $"{f.Field}: {f.Message}"))),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<InboxOutcome> Tell(InboundCommand.PaymentEvent c)
    {
        var payment = actors.Payment(new PaymentKey(key.Tenant, c.Payment));
        var told = new ProviderEvent(c.EventId, c.Type, c.Key, c.Reference, c.Amount, c.OccurredAt);
        return await payment.RecordEvent(told) switch
        {
            RecordEventResult.NotFound => new InboxOutcome.TooEarly("unknown-payment"),
            RecordEventResult.NotUnderstood => new InboxOutcome.NotUnderstood("unknown-type"),
            RecordEventResult.TooMany => new InboxOutcome.Refused("too-many-events", "More than a payment ever has."),
            _ => _applied,
        };
    }

    private async Task<InboxOutcome> Cancel(InboundCommand.Cancel c)
    {
        var actor = Order(OrderKey.For(key.Tenant, c.Channel, c.ExternalId).Id);
        var command = c.Command with { By = Because(c.Command.By) };
        if (command.Lines is { } lines && await actor.Read() is { } view)
        {
            command = command with { Lines = LineParts.Spread(view.Lines, lines, static l => l.Open + l.Allocated) };
        }
        return await actor.Cancel(command) switch
        {
            CancelResult.Cancelled or CancelResult.AlreadyCancelled => _applied,
            CancelResult.NotFound => new InboxOutcome.TooEarly("unknown-order"),
            CancelResult.UnknownLine(var line) => new InboxOutcome.Refused("unknown-line", $"Line {line}."),
            // An earlier cancellation may wait for the decision: until then the view shows its units as open.
            CancelResult.AlreadyFulfilled({ Status: OrderStatus.Received or OrderStatus.Reserved }) =>
                new InboxOutcome.TooEarly("deciding"),
            CancelResult.AlreadyFulfilled => new InboxOutcome.Refused(
                "already-fulfilled", "The channel cancelled units that have left."),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<InboxOutcome> HandOver(InboundCommand.HandOver c)
    {
        var actor = Order(c.Order);
        var fact = c.Fact with { By = Because(c.Fact.By) };
        var result = c.Kind switch
        {
            "ready-for-pickup" => await actor.RecordReadyForPickup(fact),
            "pickup" => await actor.RecordPickup(fact),
            "shipment" => await actor.RecordShipment(fact),
            "missing" => await actor.RecordMissing(fact),
            _ => throw new ArgumentException($"'{c.Kind}' is no hand-over.", nameof(c)),
        };
        return result switch
        {
            RecordResult.Recorded or RecordResult.AlreadyRecorded => _applied,
            RecordResult.NotFound => new InboxOutcome.TooEarly("unknown-order"),
            RecordResult.NotAccepted(var view) when view.Status is OrderStatus.Received or OrderStatus.Reserved =>
                new InboxOutcome.TooEarly("deciding"),
            // The notice came after the cancellation of all of it: nobody waits for anything.
            RecordResult.NotAccepted(var view) when c.Kind == "ready-for-pickup"
                && view.Status == OrderStatus.Cancelled => new InboxOutcome.Ignored("cancelled-before"),
            RecordResult.NotAccepted => new InboxOutcome.Refused(
                "order-not-accepted", "Goods left for an order that was rejected or cancelled."),
            RecordResult.UnknownLine(var line) => new InboxOutcome.Refused("unknown-line", $"Line {line}."),
            RecordResult.OnHold when c.Kind == "ready-for-pickup" => new InboxOutcome.TooEarly("order-on-hold"),
            RecordResult.OnHold => new InboxOutcome.Refused(
                "order-on-hold", "Goods left for an order that somebody holds; release it, then try again."),
            // The notice came after the customer: what it announced has happened.
            RecordResult.ExceedsOpen when c.Kind == "ready-for-pickup" => new InboxOutcome.Ignored("collected-before"),
            RecordResult.ExceedsOpen => new InboxOutcome.Refused("exceeds-open", "More units left than were open."),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<InboxOutcome> TakeBack(InboundCommand.TakeBack c)
    {
        if (await Order(c.Order).Read() is not { } order)
        {
            return new InboxOutcome.TooEarly("unknown-order");
        }
        var actor = actors.Return(new ReturnKey(key.Tenant, new ReturnId(c.ReturnId)));
        var by = Because(c.By);
        var spread = LineParts.Spread(order.Lines, c.Lines, static l => l.Fulfilled - l.Returned);
        ImmutableArray<ReturnLine> lines =
            [.. spread.Select(l => new ReturnLine(l.LineId, l.Quantity, c.Disposition))];
        if (await actor.Read() is not null)
        {
            // Announced before, or asked again after a crash: then it is received already, and whatever the parts of
            // its lines look like by now, it is the same return.
            return await actor.RecordReceived(new ReceiveReturn(c.Location, lines, c.OccurredAt, by)) switch
            {
                ReturnChange.Done => _applied,
                ReturnChange.UnknownLocation => new InboxOutcome.Refused("unknown-location", $"{c.Location}."),
                ReturnChange.UnitsDiffer(var line, var announced) => new InboxOutcome.Refused(
                    "return-differs", $"{announced} of line {line} were announced for return {c.ReturnId}."),
                ReturnChange.NotAllowed(var status) => new InboxOutcome.Refused(
                    "return-not-open", $"Goods of return {c.ReturnId} came back, but it is {status}."),
                _ => throw new UnreachableException(),
            };
        }
        return await actor.Request(new RequestReturn(
            c.Order, lines, c.Location, true, c.OccurredAt, by)) switch
        {
            ReturnResult.Requested => _applied,
            ReturnResult.NotFound => new InboxOutcome.TooEarly("unknown-order"),
            // The hand-over may be on its way to us: stores and shops are not heard in one order.
            ReturnResult.ExceedsFulfilled => new InboxOutcome.TooEarly("not-handed-over"),
            ReturnResult.RequestedDifferently => new InboxOutcome.Refused(
                "return-differs", $"Return {c.ReturnId} came with other units before."),
            ReturnResult.UnknownLocation => new InboxOutcome.Refused("unknown-location", $"{c.Location}."),
            ReturnResult.UnknownLine(var line) => new InboxOutcome.Refused("unknown-line", $"Line {line}."),
            ReturnResult.TooMany => new InboxOutcome.Refused("too-many-returns", "The order has had too many returns."),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<InboxOutcome> Move(InboundCommand.Move c)
    {
        var stock = actors.Stock(new StockKey(key.Tenant, c.Sku, c.Location));
        return await stock.RecordMovement(c.Movement) switch
        {
            MovementResult.Recorded or MovementResult.AlreadyRecorded => _applied,
            MovementResult.RecordedDifferently => new InboxOutcome.Refused(
                "movement-differs", $"Movement {c.Movement.Id} came with another kind or quantity before."),
            MovementResult.CountStale(var onHand) => new InboxOutcome.Refused(
                "count-stale", $"On hand of {c.Sku} at {c.Location} is {onHand} by now."),
            MovementResult.InsufficientStock(var available) => new InboxOutcome.Refused(
                "insufficient-stock", $"{available} of {c.Sku} are available at {c.Location}."),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<InboxOutcome> Change(InboundCommand.ChangeProduct c)
    {
        var feed = actors.ProductFeed(new ReferenceKey(key.Tenant, c.Sku.Value));
        return await feed.Put(key.Source, c) == FeedResult.Outdated
            ? new InboxOutcome.Ignored("outdated")
            : _applied;
    }

    /// <summary>Who, and why: because of this message, unless the sender has said another reason. An order finds the
    /// messages of its lineage by that.</summary>
    private Origin Because(Origin by) => by.Reason is null ? by with { Reason = InboxDecider.StreamOf(key) } : by;

    private IOrder Order(OrderId id) => actors.Order(new OrderKey(key.Tenant, id));
}
