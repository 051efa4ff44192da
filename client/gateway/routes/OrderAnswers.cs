using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Turns orders into answers.</summary>
public static class OrderAnswers
{
    /// <summary>An order as the API shows it.</summary>
    public static OrderAnswer Of(OrderView o) => new(
        o.Id, o.Status, o.ChargeStatus, o.Channel, o.ExternalId,
        o.Customer is { } customer ? new CustomerReference(customer) : null, o.Currency,
        new FulfilmentBody(o.Fulfilment.Method, o.Fulfilment.Location), Lines(o.Lines), o.Tax, o.Shipping, o.Total,
        o.SubmittedAt, o.AcceptedAt, o.RoutingRule, Payments(o.Payments), Reservations(o.Lines),
        Fulfilments(o.Fulfilments), Returns(o), Shortages(o.Shortages), o.DeclineCode, o.Version, Links(o.Id))
    {
        Holds = o.Holds.IsDefaultOrEmpty ? null
            : [.. o.Holds.Select(h => new HoldAnswer(h.Id, h.Reason, h.By.Client, h.By.Reason, h.At))],
        Missing = o.Missing.IsDefaultOrEmpty ? null
            : [.. o.Missing.Select(m => new MissingAnswer(
                m.Part, m.LineId, m.Quantity, m.Location, m.Status, m.At, m.Until))],
    };

    /// <summary>What the outside systems were told, or are to be told.</summary>
    public static DocumentAnswer[] Documents(PostingView? posting) => posting is null ? [] :
    [
        .. posting.Documents.Select(d => new DocumentAnswer(
            d.Key, d.Account, d.Kind, d.Step, d.Status, d.Number, d.Attempts, d.PlannedAt, d.DoneAt, d.NextAt, d.Code,
            [.. d.Corrections.Select(c => new CorrectionAnswer(c.Field, c.Ours, c.Theirs))])),
    ];

    /// <summary>Where to go on.</summary>
    public static OrderLinks Links(OrderId id)
    {
        var self = Location(id);
        return new OrderLinks(self, self + "/lineage", self + "/cancel");
    }

    /// <summary>The address of an order.</summary>
    public static string Location(OrderId id) => "/v1/orders/" + id.Value;

    /// <summary>The lines that could not be had, as a member of a problem.</summary>
    public static void WriteShortages(Utf8JsonWriter json, ImmutableArray<Shortage> shortages)
    {
        json.WriteStartArray("lines"u8);
        foreach (var shortage in shortages)
        {
            json.WriteStartObject();
            json.WriteString("lineId"u8, shortage.LineId.Value);
            json.WriteNumber("requested"u8, shortage.Requested);
            json.WriteNumber("available"u8, shortage.Available);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static OrderLineAnswer[] Lines(ImmutableArray<OrderLineView> lines)
    {
        var answers = new OrderLineAnswer[lines.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            var l = lines[i];
            answers[i] = new OrderLineAnswer(
                l.LineId, l.Sku, l.Ordered, l.UnitPrice, l.Open, l.Allocated, l.Ready, l.Fulfilled, l.Cancelled,
                l.Returned, l.TaxCode, l.Location);
        }
        return answers;
    }

    private static OrderReservationAnswer[] Reservations(ImmutableArray<OrderLineView> lines)
    {
        var answers = new List<OrderReservationAnswer>(lines.Length);
        foreach (var l in lines)
        {
            if (l is { Reservation: { } reservation, Location: { } location, Allocated: > 0 })
            {
                var elsewhere = l.Others.IsDefaultOrEmpty ? 0 : l.Others.Sum(o => o.Units);
                answers.Add(new OrderReservationAnswer(
                    reservation, l.LineId, l.Sku, location, l.Allocated - elsewhere));
            }
            foreach (var other in l.Others.IsDefaultOrEmpty ? [] : l.Others)
            {
                answers.Add(new OrderReservationAnswer(
                    other.Reservation, l.LineId, l.Sku, other.Location, other.Units));
            }
        }
        return [.. answers];
    }

    private static OrderPaymentAnswer[] Payments(ImmutableArray<OrderPaymentView> payments)
    {
        var answers = new OrderPaymentAnswer[payments.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            var p = payments[i];
            answers[i] = new OrderPaymentAnswer(
                p.Id, p.Status, p.Provider, p.Amount, p.Captured, p.Refunded);
        }
        return answers;
    }

    private static FulfilmentAnswer[] Fulfilments(ImmutableArray<FulfilmentView> fulfilments) =>
        fulfilments.IsDefaultOrEmpty ? [] : [.. fulfilments.Select(f => new FulfilmentAnswer(
            f.Id, f.Kind, [.. f.Lines.Select(l => new LineQuantityBody(l.LineId, l.Quantity))],
            f.OccurredAt, f.Carrier, f.Tracking))];

    private static OrderReturnAnswer[] Returns(OrderView o) =>
        o.Returns.IsDefaultOrEmpty ? [] : [.. o.Returns.Select(r => new OrderReturnAnswer(
            r.Id, r.Status, r.Amount, r.Refunded,
            [.. r.Lines.Select(l => new LineQuantityBody(l.LineId, l.Quantity))], ReturnRoutes.Location(r.Id)))];

    private static ShortageAnswer[]? Shortages(ImmutableArray<Shortage> shortages) =>
        shortages.IsDefaultOrEmpty ? null
            : [.. shortages.Select(s => new ShortageAnswer(s.LineId, s.Requested, s.Available))];
}
