using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RetailActors.Operations;

namespace RetailActors.Returns;

/// <summary>Something that happened to a return. Its name in the journal: <see cref="ReturnDecider.Codec"/>.</summary>
public abstract record ReturnEvent
{
    private ReturnEvent() { }

    /// <summary>The order has allocated units and money to it.</summary>
    public sealed record Opened(ReturnClaim Claim, DateTimeOffset At) : ReturnEvent
    {
        internal static readonly ReturnClaim Nothing = new(
            new ReturnId(""), new OrderId(""), new Channel(""), new Currency(""),
            new RequestReturn(new OrderId(""), [], null, false, default, Origin.System), [], [], false);
    }

    /// <summary>Somebody has agreed.</summary>
    public sealed record Approved(Origin By, DateTimeOffset At) : ReturnEvent;

    /// <summary>Somebody has refused.</summary>
    public sealed record Declined(Origin By, DateTimeOffset At) : ReturnEvent;

    /// <summary>The customer keeps the goods.</summary>
    public sealed record Cancelled(Origin By, DateTimeOffset At) : ReturnEvent;

    /// <summary>The goods are on their way.</summary>
    public sealed record Sent(Origin By, DateTimeOffset At) : ReturnEvent;

    /// <summary>The goods are here.</summary>
    public sealed record Received(
        LocationId Location, ImmutableArray<ReturnedUnits> Units, DateTimeOffset OccurredAt, Origin By,
        DateTimeOffset At) : ReturnEvent;

    /// <summary>Stock knows of some units.</summary>
    public sealed record UnitsStored(string Call, DateTimeOffset At) : ReturnEvent;

    /// <summary>The order knows how the return has got on.</summary>
    public sealed record OrderTold(string Call) : ReturnEvent;

    /// <summary>A refund was asked for; its outcome is not known yet.</summary>
    public sealed record RefundPending(int Number, DateTimeOffset At) : ReturnEvent;

    /// <summary>A refund is paid.</summary>
    public sealed record Refunded(int Number, DateTimeOffset At) : ReturnEvent;

    /// <summary>A refund was refused for good.</summary>
    public sealed record RefundRefused(int Number, string Code, DateTimeOffset At) : ReturnEvent;

    /// <summary>The refusal is on the exception desk.</summary>
    public sealed record ExceptionRaised(int Number) : ReturnEvent;

    /// <summary>Somebody has decided about a refused refund.</summary>
    public sealed record RefundResolved(
        int Number, string Decision, ResolutionKind Kind, Origin By, DateTimeOffset At) : ReturnEvent;

    /// <summary>The tax engine has taken the tax back.</summary>
    public sealed record TaxAdjusted(DateTimeOffset At) : ReturnEvent;

    /// <summary>Credit memo, refund and finance entry are posted.</summary>
    public sealed record ReversalPosted(DateTimeOffset At) : ReturnEvent;

    /// <summary>Nothing is left to do.</summary>
    public sealed record Closed(DateTimeOffset At) : ReturnEvent;
}

/// <summary>What the directory shows of a return.</summary>
public sealed record ReturnRow(OrderId Order, Money Amount, int Units, DateTimeOffset RequestedAt);

/// <summary>How return events stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReturnEvent.Opened))]
[JsonSerializable(typeof(ReturnEvent.Approved))]
[JsonSerializable(typeof(ReturnEvent.Declined))]
[JsonSerializable(typeof(ReturnEvent.Cancelled))]
[JsonSerializable(typeof(ReturnEvent.Sent))]
[JsonSerializable(typeof(ReturnEvent.Received))]
[JsonSerializable(typeof(ReturnEvent.UnitsStored))]
[JsonSerializable(typeof(ReturnEvent.OrderTold))]
[JsonSerializable(typeof(ReturnEvent.RefundPending))]
[JsonSerializable(typeof(ReturnEvent.Refunded))]
[JsonSerializable(typeof(ReturnEvent.RefundRefused))]
[JsonSerializable(typeof(ReturnEvent.ExceptionRaised))]
[JsonSerializable(typeof(ReturnEvent.RefundResolved))]
[JsonSerializable(typeof(ReturnEvent.TaxAdjusted))]
[JsonSerializable(typeof(ReturnEvent.ReversalPosted))]
[JsonSerializable(typeof(ReturnEvent.Closed))]
[JsonSerializable(typeof(ReturnRow))]
public sealed partial class ReturnJson : JsonSerializerContext;
