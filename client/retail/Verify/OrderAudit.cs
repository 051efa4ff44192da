using RetailActors.Journal;
using RetailActors.Orders;
using RetailActors.Retail.Verify.Books;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the orders one by one, and notes for the other audits what each claims of stock and money.</summary>
internal sealed class OrderAudit(
    Checks checks, OutboxRows outbox, Commitments commitments, Tenders tenders, Acknowledgements acknowledged,
    LiveSample live, ToldSteps told, Happenings happenings) : FoldAudit<Order, OrderEvent>(checks, outbox)
{
    private readonly List<string> _steps = [];
    private int _decisions;
    private bool _accepted;

    protected override Fold<Order, OrderEvent> FoldOf(string[] key) => OrderDecider.Fold;

    public override void Begin(string stream)
    {
        base.Begin(stream);
        _decisions = 0;
        _accepted = false;
        _steps.Clear();
    }

    protected override void Folded(Order before)
    {
        for (var i = before.Untold.Length; i < State.Untold.Length; i++)
            _steps.Add(State.Untold[i].Id);
    }

    protected override void Seen(OrderEvent e)
    {
        switch (e)
        {
            case OrderEvent.Accepted or OrderEvent.Rejected:
                Checks.Decided.Require(++_decisions == 1, this, static x => $"{x.Stream} was decided a second time");
                _accepted |= e is OrderEvent.Accepted;
                break;
            case OrderEvent.MadeReady or OrderEvent.PickedUp or OrderEvent.Shipped:
                Checks.Decided.Require(_accepted, this, static x =>
                    $"{x.Stream}: units were handed over before it was accepted");
                Happened(e);
                break;
        }
    }

    private void Happened(OrderEvent e)
    {
        var effect = e switch
        {
            OrderEvent.PickedUp x => $"{x.Id.Value} pickup",
            OrderEvent.MadeReady x => $"{x.Id.Value} ready-for-pickup",
            OrderEvent.Shipped x => $"{x.Id.Value} shipment",
            _ => "",
        };
        happenings.Met(effect, null, Stream);
    }

    protected override void Judge()
    {
        if (State.Stage == OrderStage.None)
            return;
        told.Expect(Stream, _steps);
        if (State.Intake.Channel.Value == "shopify")
            happenings.ShopOrder(State.Intake.ExternalId.Value, State.Intake.Total, Stream);
        var status = OrderDecider.NameOf(State.Status);
        Checks.Moving.Require(
            State.Status is not (OrderStatus.Received or OrderStatus.Reserved or OrderStatus.Unknown)
            || Outbox.Owes(Stream),
            (Stream, status), static x => $"{x.Stream} is {x.status} and owes nothing: it will stay like that");
        foreach (var line in State.Lines)
            Judge(line);
        Totals();
        Money();
        acknowledged.Seen(Key[1], State);
        live.Offer(Key[0], $"/v1/orders/{Key[1]}", Stream, Version, () => Expected(State));
    }

    private void Judge(OrderLine line)
    {
        Checks.Lines.Require(
            line.Open >= 0 && line.Allocated >= 0 && line.Fulfilled >= 0 && line.Cancelled >= 0
            && line.Ready <= line.Allocated
            && line.Ordered == line.Open + line.Allocated + line.Fulfilled + line.Cancelled,
            (Stream, line), static x => $"{x.Stream} line {x.line.Id}: ordered {x.line.Ordered}, open {x.line.Open}, "
                + $"allocated {x.line.Allocated}, fulfilled {x.line.Fulfilled}, cancelled {x.line.Cancelled}");
        if (line is { Allocated: > 0, Location: { } place })
            Commit(line, new LineSource(line.Reservation, place, line.Allocated - line.Others.Sum(o => o.Units)));
        foreach (var other in line.Others)
            Commit(line, other);
    }

    private void Commit(OrderLine line, LineSource source) => commitments.FromOrder(
        $"stock/{Key[0]}/{line.Intake.Sku.Value}/{source.Location.Value}", source.Reservation.Value, Stream,
        source.Units);

    private void Totals()
    {
        var i = State.Intake;
        var sum = i.Lines.Sum(l => (decimal)l.Quantity * l.UnitPrice) + i.Tax + i.Shipping;
        Checks.Totals.Require(
            sum == i.Total && i.Tenders.Sum(t => (decimal)t.Amount) == i.Total, (Stream, sum, i), static x =>
                $"{x.Stream}: lines, tax and shipping {x.sum}, total {x.i.Total}, tenders "
                + $"{x.i.Tenders.Sum(t => t.Amount)} (minor units of {x.i.Currency})");
    }

    private void Money()
    {
        if (State.Status is OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired)
        {
            tenders.Dead(Stream);
            return;
        }
        if (State.AcceptedAt is null)
            return;
        // What was captured directly counts as far as hand-overs have used it.
        var (value, taken) = (
            State.Lines.Sum(l => l.Charged), State.Payments.Sum(p => p.Captured - p.Direct + p.Covered));
        Checks.Taken.Require(
            value == taken || Outbox.Owes(Stream) || !State.Refused.IsEmpty, (Stream, value, taken), static x =>
                $"{x.Stream}: units worth {x.value} were handed over, {x.taken} was taken for them (minor units)");
        foreach (var payment in State.Payments)
            tenders.Accepted($"payment/{Key[0]}/{payment.Id.Value}", Stream, payment.Intake.Amount);
    }

    private static IEnumerable<(string, string)> Expected(Order order)
    {
        yield return ("status", OrderDecider.NameOf(order.Status));
        yield return ("externalId", order.Intake.ExternalId.Value);
        yield return ("total.minor", $"{order.Intake.Total}");
        for (var i = 0; i < Math.Min(order.Lines.Length, 5); i++)
        {
            var line = order.Lines[i];
            yield return ($"lines.{i}.sku", line.Intake.Sku.Value);
            yield return ($"lines.{i}.allocated", $"{line.Allocated}");
            yield return ($"lines.{i}.fulfilled", $"{line.Fulfilled}");
            yield return ($"lines.{i}.cancelled", $"{line.Cancelled}");
        }
    }
}
