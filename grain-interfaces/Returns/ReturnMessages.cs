using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Returns;

/// <summary>A return, named by whoever reports it first.</summary>
[GenerateSerializer, Immutable, Alias("ReturnId"), JsonConverter(typeof(ValueJsonConverter<ReturnId>))]
public readonly record struct ReturnId(string Value) : IValue<ReturnId>
{
    /// <inheritdoc/>
    public static ReturnId Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Units of a line that come back, and what becomes of them.</summary>
[GenerateSerializer, Immutable, Alias("ReturnLine")]
public sealed record ReturnLine(LineId LineId, int Quantity, Disposition Disposition);

/// <summary>Asks for a return.</summary>
/// <param name="Order">Whose units.</param>
/// <param name="Lines">1 to 500; the same line more than once only with different dispositions.</param>
/// <param name="Location">Where they are received, or null when nobody knows yet.</param>
/// <param name="Received">The goods are here: nothing is to be approved. Needs the location.</param>
/// <param name="OccurredAt">When it happened there, UTC.</param>
/// <param name="By">Who and why.</param>
/// <param name="Credit">For an exchange: up to so much is not paid back but credited to a new order; or null.</param>
[GenerateSerializer, Immutable, Alias("RequestReturn")]
public sealed record RequestReturn(
    OrderId Order, ImmutableArray<ReturnLine> Lines, LocationId? Location, bool Received, DateTimeOffset OccurredAt,
    Origin By, Money? Credit = null)
{
    /// <summary>Most lines of a return.</summary>
    public const int MaxLines = 500;

    /// <summary>Most returns of an order, declined ones included.</summary>
    public const int MaxReturns = 200;
}

/// <summary>The goods are here.</summary>
/// <param name="Location">Where.</param>
/// <param name="Lines">What becomes of each unit when that is not as announced, or null. The units of each line have
/// to be those that were announced; one that is not in the parcel is <see cref="Disposition.Missing"/>.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="By">Who.</param>
[GenerateSerializer, Immutable, Alias("ReceiveReturn")]
public sealed record ReceiveReturn(
    LocationId Location, ImmutableArray<ReturnLine>? Lines, DateTimeOffset OccurredAt, Origin By);

/// <summary>Units of a line with what was charged for them and is to be paid back.</summary>
/// <param name="LineId">The line of the order.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">Eaches.</param>
/// <param name="Net">Unit price times quantity.</param>
/// <param name="Tax">Their share of the tax that was charged.</param>
/// <param name="Shipping">Their share of the shipping that was charged.</param>
/// <param name="TaxCode">Tax class, or null.</param>
/// <param name="Disposition">What becomes of them; unknown as long as they are not told apart by it.</param>
[GenerateSerializer, Immutable, Alias("ReturnedUnits")]
public sealed record ReturnedUnits(
    LineId LineId, Sku Sku, int Quantity, Money Net, Money Tax, Money Shipping, string? TaxCode,
    Disposition Disposition = Disposition.Unknown)
{
    /// <summary>What is paid back for them.</summary>
    [JsonIgnore] public Money Gross => Net + Tax + Shipping;
}

/// <summary>A part of the refund and the payment that it goes back to.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Provider">Its provider account; <see cref="RequestExchange.Provider"/> for what is credited to a new
/// order instead.</param>
/// <param name="Amount">How much.</param>
[GenerateSerializer, Immutable, Alias("RefundPart")]
public sealed record RefundPart(PaymentId Payment, string Provider, Money Amount)
{
    /// <summary>It is not paid back but credited to a new order.</summary>
    [JsonIgnore] public bool IsCredit => Provider == RequestExchange.Provider;
}

/// <summary>What an order has allocated to a return: from then on these units and this money are its own.</summary>
/// <param name="Id">The return.</param>
/// <param name="Order">The order.</param>
/// <param name="Channel">The order's channel.</param>
/// <param name="Currency">Of every amount.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Lines">One entry per line, with its money.</param>
/// <param name="Refunds">The same money by payment, in the order of paying back: the last charged first.</param>
/// <param name="Tells">Somebody outside wants to know: reversals are waited for.</param>
/// <param name="PaidBefore">Of the lines' money: what was paid back without a return and so is not paid back for them;
/// null for nothing. Lines = refunds + this.</param>
[GenerateSerializer, Immutable, Alias("ReturnClaim")]
public sealed record ReturnClaim(
    ReturnId Id, OrderId Order, Channel Channel, Currency Currency, RequestReturn Request,
    ImmutableArray<ReturnedUnits> Lines, ImmutableArray<RefundPart> Refunds, bool Tells, Money? PaidBefore = null);

/// <summary>What the order is told of a return; a fact.</summary>
[GenerateSerializer, Immutable, Alias("ReturnProgress")]
public abstract record ReturnProgress(ReturnId Id)
{
    /// <summary>The goods are here.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnProgress.Received")]
    public sealed record Received(
        ReturnId Id, LocationId Location, ImmutableArray<ReturnedUnits> Units, DateTimeOffset OccurredAt)
        : ReturnProgress(Id);

    /// <summary>A refund is final; zero when somebody decided that it is not paid.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnProgress.Refunded")]
    public sealed record Refunded(
        ReturnId Id, PaymentId Payment, Money Amount, DateTimeOffset At, bool IsCredit = false) : ReturnProgress(Id);

    /// <summary>It will not happen: units and money are the order's again.</summary>
    [GenerateSerializer, Immutable, Alias("ReturnProgress.Released")]
    public sealed record Released(ReturnId Id) : ReturnProgress(Id);
}

/// <summary>What came of allocating; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("ClaimResult")]
public abstract record ClaimResult
{
    private ClaimResult() { }

    /// <summary>No such order.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.NotFound")]
    public sealed record NotFound : ClaimResult;
    /// <summary>The return's id came with other units or another location.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.ClaimedDifferently")]
    public sealed record ClaimedDifferently : ClaimResult;
    /// <summary>The order has no such line.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.UnknownLine")]
    public sealed record UnknownLine(LineId LineId) : ClaimResult;
    /// <summary>The order has had <see cref="RequestReturn.MaxReturns"/> returns.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.TooMany")]
    public sealed record TooMany : ClaimResult;
    /// <summary>Fewer units of the line were handed over and have not come back yet; pending returns count.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.ExceedsFulfilled")]
    public sealed record ExceedsFulfilled(LineId LineId, int Returnable) : ClaimResult;
    /// <summary>Allocated, now or before.</summary>
    [GenerateSerializer, Immutable, Alias("ClaimResult.Claimed")]
    public sealed record Claimed(ReturnClaim Claim) : ClaimResult;
}
