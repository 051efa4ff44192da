using Orleans;
using RetailActors.Bench.Load;
using RetailActors.Orders;

namespace RetailActors.Bench.Orders;

/// <summary>Submits orders to their actors from inside the silo.</summary>
public sealed class InProcessOrders(IGrainFactory grains, OrderMaker maker, Tally tally, bool pickup)
{
    private static readonly Origin _by = new("bench");

    /// <summary>One order.</summary>
    public async Task<Outcome> Call(int caller, long n)
    {
        var (order, intent) = maker.Next(caller, n);
        var actor = grains.Actor<IOrder>(
            OrderKey.For(OrderMaker.Tenant, order.Channel, order.ExternalId).ToString());
        SubmitResult result;
        try
        {
            result = await actor.Submit(order);
        }
        catch
        {
            tally.Unknown();
            throw;
        }
        return (result, intent) switch
        {
            (SubmitResult.Accepted, Intent.Keep) when pickup => await PickedUp(actor, order),
            (SubmitResult.Accepted, Intent.Keep) => Accepted(order),
            (SubmitResult.Accepted, Intent.Cancel) => await Cancelled(actor, order),
            (SubmitResult.Declined, Intent.Decline) => Refused(tally.Declined),
            (SubmitResult.OutOfStock, Intent.OutOfStock) => Refused(tally.OutOfStock),
            _ => Unexpected(result, intent),
        };
    }

    /// <summary>One order under a given id, accepted.</summary>
    public async Task<IOrder> Accept(ExternalOrderId id)
    {
        var order = maker.Next(0, 0).Order with { ExternalId = id };
        var actor = grains.Actor<IOrder>(OrderKey.For(OrderMaker.Tenant, order.Channel, id).ToString());
        return await actor.Submit(order) is SubmitResult.Accepted
            ? actor
            : throw new InvalidOperationException($"The order {id} was not accepted.");
    }

    /// <summary>Made ready and handed out; stock and payment follow in the background.</summary>
    public async Task HandOut(IOrder actor)
    {
        var ready = new Handover(new FulfilmentId("ready"), null, DateTimeOffset.UtcNow, null, null, _by);
        if (await actor.RecordReadyForPickup(ready) is not RecordResult.Recorded
            || await actor.RecordPickup(ready with { Id = new FulfilmentId("pickup") }) is not RecordResult.Recorded)
        {
            throw new InvalidOperationException("The order was not handed out.");
        }
    }

    private Outcome Accepted(SubmitOrder order)
    {
        tally.Accepted(order.Lines.Length);
        return Outcome.Counted;
    }

    private async Task<Outcome> Cancelled(IOrder actor, SubmitOrder order)
    {
        tally.Accepted(order.Lines.Length);
        if (await actor.Cancel(new CancelOrder("bench", null, _by)) is not CancelResult.Cancelled)
        {
            return Outcome.Failed;
        }
        tally.Cancelled(order.Lines.Length);
        return Outcome.Counted;
    }

    /// <summary>Made ready, then handed out; stock and payment follow in the background.</summary>
    private async Task<Outcome> PickedUp(IOrder actor, SubmitOrder order)
    {
        tally.Accepted(order.Lines.Length);
        var ready = new Handover(new FulfilmentId("ready"), null, DateTimeOffset.UtcNow, null, null, _by);
        if (await actor.RecordReadyForPickup(ready) is not RecordResult.Recorded
            || await actor.RecordPickup(ready with { Id = new FulfilmentId("pickup") }) is not RecordResult.Recorded)
        {
            return Outcome.Failed;
        }
        tally.PickedUp(order.Lines.Length);
        return Outcome.Counted;
    }

    private static Outcome Refused(Action count)
    {
        count();
        return Outcome.Refused;
    }

    private Outcome Unexpected(SubmitResult result, Intent intent)
    {
        tally.Unknown();
        throw new InvalidOperationException($"Wanted {intent}, got {result.GetType().Name}.");
    }
}
