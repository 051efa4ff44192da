using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Payments;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>The order as others read it; its version counts its events.</summary>
    public static OrderView View(Order s)
    {
        var i = s.Intake;
        var lines = ImmutableArray.CreateBuilder<OrderLineView>(s.Lines.Length);
        foreach (var line in s.Lines)
            lines.Add(ViewOf(line, i.Currency));
        var payments = ImmutableArray.CreateBuilder<OrderPaymentView>(s.Payments.Length);
        foreach (var p in s.Payments)
        {
            if (s.Stage == OrderStage.Rejected && p.Money == TenderMoney.Undecided)
                continue;
            payments.Add(new OrderPaymentView(
                p.Id, p.Intake.Provider, new Money(p.Intake.Amount, i.Currency), StatusOf(p),
                new Money(p.Captured, i.Currency), new Money(p.Charged - p.Covered + p.Direct, i.Currency),
                new Money(p.Refunded, i.Currency)));
        }
        return new OrderView(
            i.Id, i.Channel, i.ExternalId, i.Customer, i.Currency, s.Status, ChargeOf(s), i.Fulfilment,
            lines.MoveToImmutable(), new Money(i.Tax, i.Currency), new Money(i.Shipping, i.Currency),
            new Money(i.Total, i.Currency), payments.DrainToImmutable(), s.Fulfilments, s.Shortages, s.DeclineCode,
            i.At, s.AcceptedAt, i.RoutingRule, s.Version, s.Returns.IsEmpty ? [] : ReturnsOf(s), s.Holds,
            s.Shortfalls.IsEmpty ? [] : MissingOf(s));
    }

    /// <summary>The row in the directory; none while the order is being decided, which the outbox shows.</summary>
    public static IndexRow? Index(Order s) => s.Stage is OrderStage.None or OrderStage.Deciding
        ? null
        : new IndexRow(NameOf(s.Status), s.Intake.Channel.Value, s.IndexData, WaitsForStoreSince(s));

    /// <summary>Since when a pick-up waits to be made ready: from its acceptance on, until all that is still to leave
    /// lies there. Null for every other order, so only these are in the index of what waits.</summary>
    private static DateTimeOffset? WaitsForStoreSince(Order s)
    {
        if (s.Stage != OrderStage.Accepted || s.Intake.Fulfilment.Method != FulfilmentMethod.Pickup)
            return null;
        foreach (var line in s.Lines)
            if (line.Allocated + line.Open > line.Ready) return s.AcceptedAt;
        return null;
    }

    /// <summary>A status as it stands in the directory and in HTTP.</summary>
    public static string NameOf(OrderStatus status) => status switch
    {
        OrderStatus.Received => "received",
        OrderStatus.Reserved => "reserved",
        OrderStatus.Accepted => "accepted",
        OrderStatus.ReadyForPickup => "ready-for-pickup",
        OrderStatus.InFulfilment => "in-fulfilment",
        OrderStatus.Completed => "completed",
        OrderStatus.Closed => "closed",
        OrderStatus.OnHold => "on-hold",
        OrderStatus.Backordered => "backordered",
        OrderStatus.Rejected => "rejected",
        OrderStatus.Cancelled => "cancelled",
        OrderStatus.Expired => "expired",
        _ => "unknown",
    };

    private static OrderLineView ViewOf(OrderLine line, Currency currency) => new(
        line.Id, line.Intake.Sku, line.Ordered, line.Open, line.Allocated, line.Ready, line.Fulfilled, line.Cancelled,
        new Money(line.Intake.UnitPrice, currency), line.Intake.TaxCode, line.Location,
        line.Location is null ? null : line.Reservation, line.Returned, OthersOf(line));

    private static ImmutableArray<LineSourceView> OthersOf(OrderLine line) =>
        [.. line.Others.Select(o => new LineSourceView(o.Reservation, o.Location, o.Units))];

    private static ImmutableArray<MissingView> MissingOf(Order s) =>
    [
        .. s.Shortfalls.Where(f => f.Standing != ShortfallStanding.Withdrawn).Select(f => new MissingView(
            f.Part, f.LineId, f.Quantity, f.From, f.Standing switch
            {
                ShortfallStanding.Waiting => "undecided",
                ShortfallStanding.Sourcing => "re-sourcing",
                _ => "backordered",
            }, f.At, f.Until)),
    ];

    // Apart, so that the view of an order without returns, which is most of them, pays nothing for them.
    private static ImmutableArray<OrderReturnView> ReturnsOf(Order s) => [.. s.Returns.Select(r => ViewOf(s, r))];

    private static OrderReturnView ViewOf(Order s, OrderReturn r)
    {
        var refunds = r.Claim.Refunds;
        var status = r.IsReleased ? "released"
            : !r.IsReceived ? "requested"
            : r.Settled.Length < refunds.Length ? "received" : "refunded";
        return new OrderReturnView(
            r.Claim.Id, status, new Money(refunds.Sum(x => x.Amount.Minor), s.Intake.Currency),
            new Money(r.Refunded, s.Intake.Currency),
            [.. r.Claim.Lines.Select(l => new LineQuantity(l.LineId, l.Quantity))], IsTold(s, r.Claim.Id));
    }

    private static PaymentStatus StatusOf(OrderPayment p) => p.Money switch
    {
        TenderMoney.Undecided => PaymentStatus.Processing,
        TenderMoney.Declined => PaymentStatus.Declined,
        _ when p.Refunded > 0 => p.Refunded < p.Captured ? PaymentStatus.PartiallyRefunded : PaymentStatus.Refunded,
        _ when p.Captured == 0 => p.Voided > 0 ? PaymentStatus.Voided : PaymentStatus.Authorised,
        _ => p.Captured + p.Voided < p.Intake.Amount ? PaymentStatus.PartiallyCaptured : PaymentStatus.Captured,
    };

    private static ChargeStatus ChargeOf(Order s)
    {
        var (due, captured) = (0L, 0L);
        foreach (var line in s.Lines)
            due += OrderValue.NotCancelled(line);
        foreach (var payment in s.Payments)
            captured += payment.Captured;
        return captured == 0 ? ChargeStatus.None
            : captured < due ? ChargeStatus.Partial
            : captured == due ? ChargeStatus.Full
            : ChargeStatus.Overcharged;
    }

    private static string IndexDataOf(OrderEvent.Received e)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("externalId"u8, e.ExternalId.Value);
            json.WriteNumber("total"u8, e.Total);
            json.WriteString("currency"u8, e.Currency.Value);
            json.WriteString("submittedAt"u8, e.At);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
