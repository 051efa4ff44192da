using RetailActors.Journal;

namespace RetailActors.Orders;

/// <summary>Decides about one order: pure, total, no clock of its own.</summary>
public static partial class OrderDecider
{
    /// <summary>First part of the stream's name.</summary>
    public const string Kind = "order";

    /// <summary>The events as JSON, under names that never change.</summary>
    public static readonly EventCodec<OrderEvent> Codec = new EventCodec<OrderEvent>()
        .Add("received", OrderJson.Default.Received)
        .Add("lines-allocated", OrderJson.Default.LinesAllocated)
        .Add("stray-allocated", OrderJson.Default.StrayAllocated)
        .Add("payment-authorised", OrderJson.Default.PaymentAuthorised)
        .Add("payment-declined", OrderJson.Default.PaymentDeclined)
        .Add("accepted", OrderJson.Default.Accepted)
        .Add("rejected", OrderJson.Default.Rejected)
        .Add("cancel-requested", OrderJson.Default.CancelRequested)
        .Add("units-cancelled", OrderJson.Default.UnitsCancelled)
        .Add("made-ready", OrderJson.Default.MadeReady)
        .Add("picked-up", OrderJson.Default.PickedUp)
        .Add("shipped", OrderJson.Default.Shipped)
        .Add("line-released", OrderJson.Default.LineReleased)
        .Add("line-fulfilled", OrderJson.Default.LineFulfilled)
        .Add("payment-captured", OrderJson.Default.PaymentCaptured)
        .Add("payment-voided", OrderJson.Default.PaymentVoided)
        .Add("money-moved", OrderJson.Default.MoneyMoved)
        .Add("call-refused", OrderJson.Default.CallRefused)
        .Add("steps-told", OrderJson.Default.StepsTold)
        .Add("return-claimed", OrderJson.Default.ReturnClaimed)
        .Add("return-opened", OrderJson.Default.ReturnOpened)
        .Add("return-received", OrderJson.Default.ReturnReceived)
        .Add("return-refunded", OrderJson.Default.ReturnRefunded)
        .Add("return-released", OrderJson.Default.ReturnReleased)
        .Add("units-missing", OrderJson.Default.UnitsMissing)
        .Add("missing-decided", OrderJson.Default.MissingDecided)
        .Add("units-sourced", OrderJson.Default.UnitsSourced)
        .Add("sourcing-failed", OrderJson.Default.SourcingFailed)
        .Add("held", OrderJson.Default.Held)
        .Add("holds-released", OrderJson.Default.HoldsReleased)
        .Add("refusal-decided", OrderJson.Default.RefusalDecided)
        .Add("exception-raised", OrderJson.Default.ExceptionRaised)
        .Add("exception-cleared", OrderJson.Default.ExceptionCleared);

    /// <summary>All that the journal needs to know of orders.</summary>
    public static readonly Fold<Order, OrderEvent> Fold =
        new(Kind, Order.None, Evolve, Outbox, Index, Codec);

    private static Order EvolveAll(Order s, IReadOnlyList<OrderEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
            s = Evolve(s, events[i]);
        return s;
    }

    private static int IndexOf(Order s, LineId id)
    {
        for (var i = 0; i < s.Lines.Length; i++)
            if (s.Lines[i].Id == id) return i;
        return -1;
    }
}
