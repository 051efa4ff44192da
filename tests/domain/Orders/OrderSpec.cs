using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;

namespace RetailActors.Tests.Orders;

/// <summary>A command or facts for an order: what came of it, and the events.</summary>
internal delegate (object Result, OrderEvent[] Events) Step(Order s);

/// <summary>Given some steps, when another is taken, then: the words of the specifications.</summary>
internal static class OrderSpec
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    public static readonly Currency Usd = new("USD");
    public static readonly LocationId Store = new("store-12");
    public static readonly LocationId Warehouse = new("dc-1");
    public static readonly Origin By = new("web");
    public static readonly OrderKey Key = OrderKey.For(new("t"), new("web"), new("W-1"));
    public static readonly PaymentId P1 = new($"{Key.Id}.p1");
    public static readonly PaymentId P2 = new($"{Key.Id}.p2");

    public static Money Money(long minor) => new(minor, Usd);

    public static SubmittedLine Line(string id, int quantity = 2, long price = 1000) =>
        new(new(id), new($"SKU-{id}"), quantity, Money(price));

    /// <summary>By default one line of 2 at 1,000 with 165 tax and 35 shipping, and one tender of 2,200.</summary>
    public static SubmitOrder Submission(params SubmittedLine[] lines) => Submission([], lines);

    public static SubmitOrder Submission(long[] tenders, params SubmittedLine[] lines)
    {
        lines = lines.Length == 0 ? [Line("1")] : lines;
        var total = lines.Sum(l => l.UnitPrice.Minor * l.Quantity) + 200;
        tenders = tenders.Length == 0 ? [total] : tenders;
        return new SubmitOrder(
            new("web"), new("W-1"), new CustomerId("C-9"), Usd, new FulfilmentWish(FulfilmentMethod.Pickup, Store),
            [.. lines], Money(165), Money(35), Money(total),
            [.. tenders.Select(t => new Tender("sandbox", "tok_visa", Money(t)))], TimeSpan.FromSeconds(5), By);
    }

    public static SubmitOrder Free() => Submission(Line("1", 2, 0)) with
    {
        Tax = Money(0),
        Shipping = Money(0),
        Total = Money(0),
        Tenders = [],
    };

    public static SubmissionFacts Facts(SubmitOrder c) => new(
        true, [.. c.Lines.Select(_ => new LineFacts(true, true, "apparel", null))], [Store, Warehouse], "pickup-store",
        true, true, ["sandbox"]);

    public static Step Submitted(SubmitOrder? order = null, bool tells = false) => s =>
    {
        var c = order ?? Submission();
        return OrderDecider.Decide(s, c, Facts(c) with { Tells = tells }, Key, Now);
    };

    public static Step Told(params OrderFact[] facts) => s => ("facts", OrderDecider.Decide(s, facts, Now));

    /// <summary>Every line that waits for stock gets it at the store.</summary>
    public static Step Allocated() => s => Told(new OrderFact.LinesAllocated(
        [.. s.Lines.Select(l => new LineAllocation(l.Id, Store))], []))(s);

    public static Step AllocatedAt(string line, LocationId location) =>
        Told(new OrderFact.LinesAllocated([new(new(line), location)], []));

    public static Step OutOfStock(params string[] lines) => s => Told(new OrderFact.LinesAllocated(
        [.. s.Lines.Where(l => !lines.Contains(l.Id.Value)).Select(l => new LineAllocation(l.Id, Store))],
        [.. lines.Select(l => new Shortage(new(l), 2, 1))]))(s);

    public static Step Authorised(PaymentId? id = null) => Told(new OrderFact.PaymentAuthorised(id ?? P1));

    public static Step Declined(PaymentId? id = null) => Told(new OrderFact.PaymentDeclined(id ?? P1, "do-not-honour"));

    public static Step Released(string call) => Told(new OrderFact.LineReleased(call));

    public static Step Fulfilled(string call) => Told(new OrderFact.LineFulfilled(call));

    public static Step Captured(string call, OperationResult? result = null) => s =>
        Told(new OrderFact.PaymentCaptured(call, result ?? new OperationResult.Done(AmountOf(s, call))))(s);

    public static Step Voided(string call, OperationResult? result = null) => s =>
        Told(new OrderFact.PaymentVoided(call, result ?? new OperationResult.Done(AmountOf(s, call))))(s);

    public static Step Cancel(string id, params (string Line, int Quantity)[] lines) => s =>
        OrderDecider.Decide(s, new CancelOrder(id, Quantities(lines), By), Now);

    public static Step Ready(string id, params (string Line, int Quantity)[] lines) =>
        Handed(id, HandoverKind.ReadyForPickup, lines);

    public static Step PickUp(string id, params (string Line, int Quantity)[] lines) =>
        Handed(id, HandoverKind.Pickup, lines);

    public static Step Ship(string id, params (string Line, int Quantity)[] lines) =>
        Handed(id, HandoverKind.Shipment, lines);

    public static Step Missing(string id, params (string Line, int Quantity)[] lines) =>
        Handed(id, HandoverKind.Missing, lines);

    public static Step Hold(string id, HoldReason reason = HoldReason.FraudCheck) => s =>
        OrderDecider.Decide(s, new HoldOrder(id, reason, By), Now);

    public static Step ReleaseHold(string? id = null) => s =>
        OrderDecider.Decide(s, new ReleaseOrder(id, By), Now);

    public static Step Resolve(
        string part, ResolutionKind kind, string id = "d1", params (string Field, string Value)[] edits) => s =>
        OrderDecider.Decide(s, new Resolution(
            id, part, kind, edits.ToImmutableDictionary(e => e.Field, e => e.Value), By), Now);

    public static Step Sourced(string call, params LocationId[] locations) =>
        Told(new OrderFact.UnitsSourced(call, [.. locations]));

    public static Step DeskTold(string part, string kind, bool raised = true) =>
        Told(new OrderFact.DeskTold(new DeskPart(part, kind), raised));

    public static readonly Step[] Accepted = [Submitted(), Allocated(), Authorised()];

    public static Step[] AcceptedOf(SubmitOrder order) => [Submitted(order), Allocated(), Authorised()];

    public static Situation Given(params Step[] steps) => new(Run(Order.None, steps));

    public static Order Run(Order s, params Step[] steps)
    {
        foreach (var step in steps)
            s = step(s).Events.Aggregate(s, OrderDecider.Evolve);
        return s;
    }

    /// <summary>All of a state as text, to compare states by.</summary>
    public static string Show(Order s) => string.Join('\n',
        OrderJsonText.Of(s), string.Join('\n', OrderDecider.Calls(s).Select(c => OrderJsonText.Of(c))));

    private static Step Handed(string id, HandoverKind kind, (string, int)[] lines) => s => OrderDecider.Decide(
        s, new Handover(new(id), Quantities(lines), Now.AddHours(1), null, null, By), kind, Now);

    private static ImmutableArray<LineQuantity>? Quantities((string Line, int Quantity)[] lines) =>
        lines.Length == 0 ? null : [.. lines.Select(l => new LineQuantity(new(l.Line), l.Quantity))];

    private static Money AmountOf(Order s, string call) =>
        s.Following.Concat(s.Refused.Select(r => r.Call)).FirstOrDefault(c => c.Call == call) switch
        {
            OrderCall.CapturePayment c => c.Amount,
            OrderCall.VoidPayment v => v.Amount,
            _ => Money(0),
        };

    /// <summary>A state that waits for its command.</summary>
    public sealed record Situation(Order State)
    {
        public Outcome When(Step step)
        {
            var (result, events) = step(State);
            return new Outcome(result, events, events.Aggregate(State, OrderDecider.Evolve));
        }
    }

    /// <summary>What a command came to.</summary>
    public sealed record Outcome(object Result, OrderEvent[] Events, Order After)
    {
        public Outcome Then<TResult>(params string[] events)
        {
            Result.ShouldBeOfType<TResult>();
            return ThenEvents(events);
        }

        public Outcome ThenEvents(params string[] events)
        {
            Events.Select(OrderDecider.Codec.NameOf).ShouldBe(events);
            return this;
        }

        public Outcome Owing(params string[] calls)
        {
            OrderDecider.Calls(After).Select(c => c.Call).ShouldBe(calls, ignoreOrder: true);
            OrderDecider.Outbox(After).Select(o => o.Call).ShouldBe(calls, ignoreOrder: true);
            return this;
        }

        public Outcome Being(OrderStatus status)
        {
            After.Status.ShouldBe(status);
            return this;
        }
    }
}
