using System.Text.Json.Serialization;
using RetailActors.Orders;

namespace RetailActors.Returns;

/// <summary>The money of an exchange, in minor units of the order's currency.</summary>
/// <param name="Returned">What the returned goods are worth.</param>
/// <param name="Credit">Of that, what the new order is paid with.</param>
/// <param name="Due">What the customer pays besides.</param>
public sealed record ExchangeMoney(Money Returned, Money Credit, Money Due)
{
    /// <summary>What the customer gets back.</summary>
    [JsonIgnore] public Money Back => Returned - Credit;
}

/// <summary>How far an exchange has come.</summary>
public enum ExchangeStage
{
    /// <summary>Nothing was asked for.</summary>
    None,
    /// <summary>The units that come back are to be reserved.</summary>
    Requested,
    /// <summary>The new order is to be decided.</summary>
    Claimed,
    /// <summary>The return is to be told that its goods may come.</summary>
    Accepted,
    /// <summary>The goods are here; that is to be recorded.</summary>
    Approved,
    /// <summary>Nothing is left to do.</summary>
    Completed,
    /// <summary>Refused; the units are to be given free.</summary>
    Refusing,
    /// <summary>Refused, and nothing is left of it.</summary>
    Refused,
}

/// <summary>One exchange: the fold of its events.</summary>
public sealed record Exchange
{
    /// <summary>Before the first event.</summary>
    public static readonly Exchange None = new();

    private Exchange() { }

    /// <summary>How far it has come.</summary>
    public ExchangeStage Stage { get; init; }
    /// <summary>What was asked for; null while the stage is None.</summary>
    public ExchangeEvent.Requested? Intake { get; init; }
    /// <summary>The money, once the units are reserved.</summary>
    public ExchangeMoney? Money { get; init; }
    /// <summary>Why it was refused.</summary>
    public string? Code { get; init; }
    /// <summary>For people.</summary>
    public string? Detail { get; init; }
    /// <summary>Events folded so far.</summary>
    public long Version { get; init; }
}

/// <summary>What happened to an exchange. Its name in the journal: <see cref="ExchangeDecider.Codec"/>.</summary>
public abstract record ExchangeEvent
{
    private ExchangeEvent() { }

    /// <summary>It was asked for.</summary>
    public sealed record Requested(ExchangeId Id, OrderId NewOrder, RequestExchange Command, DateTimeOffset At)
        : ExchangeEvent;

    /// <summary>The units are reserved; from here on the money is fixed.</summary>
    public sealed record Claimed(ExchangeMoney Money, DateTimeOffset At) : ExchangeEvent;

    /// <summary>The new order is accepted.</summary>
    public sealed record Accepted(DateTimeOffset At) : ExchangeEvent;

    /// <summary>The goods may come.</summary>
    public sealed record Approved(DateTimeOffset At) : ExchangeEvent;

    /// <summary>The return is recorded.</summary>
    public sealed record Completed(DateTimeOffset At) : ExchangeEvent;

    /// <summary>The return or the new order was refused, or nobody has said how the difference is paid.</summary>
    public sealed record Refused(string Code, string Detail, DateTimeOffset At) : ExchangeEvent;

    /// <summary>The units are free again.</summary>
    public sealed record Released(DateTimeOffset At) : ExchangeEvent;
}

/// <summary>The one call that an exchange owes.</summary>
public abstract record ExchangeCall
{
    private ExchangeCall(string call) => Call = call;

    /// <summary>Unique within the exchange.</summary>
    public string Call { get; }

    /// <summary>Ask for the return, without its goods; what it is worth is credited up to an amount.</summary>
    public sealed record Claim(RequestReturn Request) : ExchangeCall("claim");

    /// <summary>Submit the new order.</summary>
    public sealed record Submit(SubmitOrder Order) : ExchangeCall("submit");

    /// <summary>Record that the goods are here.</summary>
    public sealed record Receive(ReceiveReturn Fact) : ExchangeCall("receive");

    /// <summary>The goods may come.</summary>
    public sealed record Approve() : ExchangeCall("approve");

    /// <summary>Give the units free.</summary>
    public sealed record Release() : ExchangeCall("release");
}

/// <summary>What came of a call. A fact is never refused; one that is known already changes nothing.</summary>
public abstract record ExchangeFact
{
    private ExchangeFact() { }

    /// <summary>The return has answered.</summary>
    public sealed record ReturnAnswered(ReturnResult Result) : ExchangeFact;

    /// <summary>The new order has answered.</summary>
    public sealed record OrderAnswered(SubmitResult Result) : ExchangeFact;

    /// <summary>The return has changed, or says why not.</summary>
    public sealed record ReturnChanged(ReturnChange Change) : ExchangeFact;
}

/// <summary>What the directory shows of an exchange.</summary>
public sealed record ExchangeRow(OrderId Order, OrderId NewOrder, DateTimeOffset RequestedAt);

/// <summary>How exchange events stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExchangeEvent.Requested))]
[JsonSerializable(typeof(ExchangeEvent.Claimed))]
[JsonSerializable(typeof(ExchangeEvent.Accepted))]
[JsonSerializable(typeof(ExchangeEvent.Approved))]
[JsonSerializable(typeof(ExchangeEvent.Completed))]
[JsonSerializable(typeof(ExchangeEvent.Refused))]
[JsonSerializable(typeof(ExchangeEvent.Released))]
[JsonSerializable(typeof(ExchangeRow))]
public sealed partial class ExchangeJson : JsonSerializerContext;
