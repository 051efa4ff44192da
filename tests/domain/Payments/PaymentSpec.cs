using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using RetailActors.Payments;

namespace RetailActors.Tests.Payments;

/// <summary>A payment of 100.00 USD, its commands, and the history that leads to each of its states.</summary>
public static class PaymentSpec
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);
    public static readonly PaymentKey Key = new(new Tenant("demo"), new PaymentId("pay_1"));
    public static readonly OperationId Auth = new("pay_1:auth");
    public static readonly Origin By = new("web");

    public static Money Usd(long minor) => new(minor, new Currency("USD"));

    public static Authorise Authorise(long minor = 100, string method = "tok_visa") =>
        new(new OrderId("ord_1"), "sandbox", method, Usd(minor), By);

    public static PaymentOperation Operation(string id, long? minor = null) =>
        new(new OperationId(id), minor is { } amount ? Usd(amount) : null, By);

    public static ProviderAnswer Approved(long minor, string reference = "psp_1") =>
        new ProviderAnswer.Approved(reference, Usd(minor), Now);

    public static Flow Given() => new(Payment.None, []);

    public static Flow Requested() => Given().Authorise(Authorise());

    public static Flow Authorised() => Requested().Answer(Auth, Approved(100));

    public static Flow Captured(long minor) => Authorised().Capture("c1", minor).Answer("c1", Approved(minor, "psp_2"));

    public static Flow Direct(long minor) =>
        Authorised().Directly(OperationKind.Capture, "c1", minor).Answer("c1", Approved(minor, "psp_2"));

    public static Flow Refunded(long minor) => Captured(100).Refund("r1", minor).Answer("r1", Approved(minor, "psp_3"));

    public static ProviderEvent Said(
        string id, string type, string? key = null, long minor = 100, int hour = 0, string reference = "psp_9") =>
        new(id, type, key, reference, Usd(minor), Now.AddHours(hour));

    public static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

/// <summary>A payment with all that happened to it; commands are decided, and their events are applied.</summary>
public sealed record Flow(Payment State, ImmutableArray<PaymentEvent> History)
{
    public object? Result { get; private init; }
    public ImmutableArray<PaymentEvent> Events { get; private init; } = [];
    public PaymentStatus Status => PaymentDecider.StatusOf(State);
    public Amounts Sums => ((Payment.Opened)State).Sum();

    public Flow Authorise(Authorise c) => Then(PaymentDecider.Decide(State, PaymentSpec.Key, c, PaymentSpec.Now));
    public Flow Capture(string id, long? minor = null) => Do(OperationKind.Capture, id, minor);
    public Flow Void(string id, long? minor = null) => Do(OperationKind.Void, id, minor);
    public Flow Refund(string id, long? minor = null) => Do(OperationKind.Refund, id, minor);
    public Flow Do(OperationKind kind, string id, long? minor) => Do(kind, PaymentSpec.Operation(id, minor));
    public Flow Do(OperationKind kind, PaymentOperation c) =>
        Then(PaymentDecider.Decide(State, kind, c, PaymentSpec.Now));
    public Flow Directly(OperationKind kind, string id, long? minor) =>
        Do(kind, PaymentSpec.Operation(id, minor) with { Direct = true });
    public Flow Told(string id) =>
        Then(((object?)null, PaymentDecider.Told(State, new OperationId(id), PaymentSpec.Now)));
    public Flow Answer(OperationId id, ProviderAnswer answer) =>
        Then(((object?)null, PaymentDecider.Decide(State, id, answer, PaymentSpec.Now)));
    public Flow Tell(ProviderEvent e) => Then(PaymentDecider.Decide(State, PaymentSpec.Key, e, PaymentSpec.Now));
    public Flow Answer(string id, ProviderAnswer answer) => Answer(new OperationId(id), answer);

    private Flow Then<T>((T Result, PaymentEvent[] Events) decided) => new Flow(
        decided.Events.Aggregate(State, PaymentDecider.Evolve), History.AddRange(decided.Events))
    { Result = decided.Result, Events = [.. decided.Events] };
}
