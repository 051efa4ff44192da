using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Tests.Returns;

/// <summary>A command or facts for a return: what came of it, and the events.</summary>
internal delegate (object Result, ReturnEvent[] Events) Step(Return s);

/// <summary>The words of the specifications of returns: two units of one line, paid with two payments.</summary>
internal static class ReturnSpec
{
    public static readonly DateTimeOffset Now = new(2026, 3, 5, 10, 0, 0, TimeSpan.Zero);
    public static readonly Currency Usd = new("USD");
    public static readonly LocationId Store = new("store-7");
    public static readonly Origin By = new("pos", "counter 3");
    public static readonly OrderId Order = new("ord_1");
    public static readonly ReturnId Id = new("RMA-1");
    public static readonly PaymentId P1 = new("ord_1.p1");
    public static readonly PaymentId P2 = new("ord_1.p2");

    public static Money Money(long minor) => new(minor, Usd);

    public static ReturnLine Line(int quantity, Disposition disposition = Disposition.Restocked, string id = "1") =>
        new(new(id), quantity, disposition);

    public static ReturnClaim Claim(bool received = true, bool tells = true, params ReturnLine[] lines) => new(
        Id, Order, new("web"), Usd,
        new RequestReturn(
            Order, [.. lines is [] ? [Line(2)] : lines], received ? Store : null, received, Now.AddHours(-1), By),
        [new(new("1"), new("SKU-1"), 2, Money(2000), Money(165), Money(35), "apparel")],
        [new(P2, "sandbox", Money(700)), new(P1, "sandbox", Money(1500))], tells);

    public static Step Opened(ReturnClaim? claim = null) => s =>
        ("opened", ReturnDecider.Open(s, claim ?? Claim(), Now));

    public static Step Change(ReturnStage to) => s => ReturnDecider.Decide(s, to, By, Now);

    public static Step Receive(params ReturnLine[] lines) => s => ReturnDecider.Decide(
        s, new ReceiveReturn(Store, lines is [] ? null : [.. lines], Now, By), true, Now);

    public static Step ReceiveNowhere() => s => ReturnDecider.Decide(
        s, new ReceiveReturn(new("nowhere"), null, Now, By), false, Now);

    public static Step Told(params ReturnFact[] facts) => s => ("facts", ReturnDecider.Decide(s, facts, Now));

    public static Step Stored(int number = 1) => Told(new ReturnFact.UnitsStored($"stock/{number}"));

    public static Step OrderTold(string call) => Told(new ReturnFact.OrderTold(call));

    public static Step Refund(int number, OperationResult? result = null) =>
        Told(new ReturnFact.RefundAnswered(number, result ?? new OperationResult.Done(Money(1))));

    public static Step Documents(bool tax, bool all) => Told(new ReturnFact.DocumentsStand(tax, all));

    public static Step Resolve(string id, ResolutionKind kind, int number = 1) => s => ReturnDecider.Decide(
        s, new Resolution(id, $"refund/{number}", kind, ImmutableDictionary<string, string>.Empty, By), Now);

    public static readonly OperationResult Refused = new OperationResult.Refused("account-closed");
    public static readonly OperationResult Pending = new OperationResult.Pending(Money(1));

    /// <summary>Everything that is to be done in this house is done.</summary>
    public static Step[] PaidBack(bool tells = true) =>
    [
        Opened(Claim(tells: tells)), Stored(), OrderTold("tell/received"), Refund(1), Refund(2),
        OrderTold("tell/refund/1"), OrderTold("tell/refund/2"),
    ];

    public static Return Run(params Step[] steps) => steps.Aggregate(
        Return.None, (s, step) => step(s).Events.Aggregate(s, ReturnDecider.Evolve));

    public static (object Result, string[] Events, Return After) When(Step[] given, Step step)
    {
        var state = Run(given);
        var (result, events) = step(state);
        return (result, [.. events.Select(ReturnDecider.Codec.NameOf)], events.Aggregate(state, ReturnDecider.Evolve));
    }

    public static string[] Owed(Return s) => [.. ReturnDecider.Calls(s).Select(c => c.Call)];
}
