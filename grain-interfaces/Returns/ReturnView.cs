using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Returns;

/// <summary>Where a return stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReturnStatus>))]
public enum ReturnStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Waits for somebody to agree.</summary>
    Requested,
    /// <summary>The goods may come.</summary>
    Approved,
    /// <summary>Refused; ended.</summary>
    Declined,
    /// <summary>Taken back before the goods came; ended.</summary>
    Cancelled,
    /// <summary>The goods are on their way.</summary>
    InTransit,
    /// <summary>The goods are here; stock does not know yet.</summary>
    Received,
    /// <summary>Stock knows; no refund has been asked for yet.</summary>
    Dispositioned,
    /// <summary>Money is on its way back, or its refusal waits for somebody.</summary>
    Refunding,
    /// <summary>All money is paid back.</summary>
    Refunded,
    /// <summary>The tax engine has taken the tax back.</summary>
    TaxAdjusted,
    /// <summary>Credit memo, refund and finance entry are posted.</summary>
    ReversalPosted,
    /// <summary>Nothing is left to do.</summary>
    Closed,
}

/// <summary>A part of a refund read.</summary>
/// <param name="Payment">The payment that it goes back to.</param>
/// <param name="Amount">How much.</param>
/// <param name="Status"><c>owed</c>, <c>pending</c>, <c>refunded</c>, <c>refused</c> or <c>waived</c>.</param>
/// <param name="Code">Why it was refused, or null.</param>
/// <param name="At">When it became final, UTC, or null.</param>
/// <param name="IsCredit">It is not paid back but credited to a new order.</param>
[GenerateSerializer, Immutable, Alias("RefundView")]
public sealed record RefundView(
    PaymentId Payment, Money Amount, string Status, string? Code, DateTimeOffset? At, bool IsCredit = false);

/// <summary>A return read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Order">Whose units.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Location">Where the goods are received, once known.</param>
/// <param name="Units">The units with their money; told apart by disposition.</param>
/// <param name="Amount">What is paid back in all.</param>
/// <param name="Refunds">By payment.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="ReceivedAt">When the goods came, UTC at the store, or null.</param>
/// <param name="ClosedAt">UTC, or null.</param>
/// <param name="Version">Events so far.</param>
[GenerateSerializer, Immutable, Alias("ReturnView")]
public sealed record ReturnView(
    ReturnId Id, OrderId Order, ReturnStatus Status, LocationId? Location, ImmutableArray<ReturnedUnits> Units,
    Money Amount, ImmutableArray<RefundView> Refunds, DateTimeOffset RequestedAt, DateTimeOffset? ReceivedAt,
    DateTimeOffset? ClosedAt, long Version);

/// <summary>What came of asking for a return; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("ReturnResult")]
public abstract record ReturnResult
{
    private ReturnResult() { }

    /// <summary>The id came with other content before.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.RequestedDifferently")]
    public sealed record RequestedDifferently : ReturnResult;
    /// <summary>There is no such active location.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.UnknownLocation")]
    public sealed record UnknownLocation : ReturnResult;
    /// <summary>No such order.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.NotFound")]
    public sealed record NotFound : ReturnResult;
    /// <summary>The order has no such line.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.UnknownLine")]
    public sealed record UnknownLine(LineId LineId) : ReturnResult;
    /// <summary>The order has had too many returns.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.TooMany")]
    public sealed record TooMany : ReturnResult;
    /// <summary>Fewer units of the line can come back.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.ExceedsFulfilled")]
    public sealed record ExceedsFulfilled(LineId LineId, int Returnable) : ReturnResult;
    /// <summary>Taken in, now or before.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnResult.Requested")]
    public sealed record Requested(ReturnView Return, bool Already) : ReturnResult;
}

/// <summary>What came of a change of a return; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("ReturnChange")]
public abstract record ReturnChange
{
    private ReturnChange() { }

    /// <summary>No such return.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnChange.NotFound")]
    public sealed record NotFound : ReturnChange;
    /// <summary>Not from where it stands.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnChange.NotAllowed")]
    public sealed record NotAllowed(ReturnStatus Status) : ReturnChange;
    /// <summary>There is no such active location.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnChange.UnknownLocation")]
    public sealed record UnknownLocation : ReturnChange;
    /// <summary>Not the units that were announced for this line.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnChange.UnitsDiffer")]
    public sealed record UnitsDiffer(LineId LineId, int Announced) : ReturnChange;
    /// <summary>Done, now or before.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnChange.Done")]
    public sealed record Done(ReturnView Return) : ReturnChange;
}
