using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using RetailActors.Orders;
using RetailActors.Returns;

namespace RetailActors.Postings;

/// <summary>Units of a line with their amounts; all amounts are of the units, not of one.</summary>
/// <param name="LineId">The line of the order.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">Eaches.</param>
/// <param name="Location">Where they come from or go to, or null while not decided.</param>
/// <param name="Net">Unit price times quantity.</param>
/// <param name="Tax">Their share of the order's tax.</param>
/// <param name="Shipping">Their share of the order's shipping.</param>
/// <param name="TaxCode">Tax class, or null.</param>
/// <param name="Disposition">For returns: what becomes of them.</param>
[GenerateSerializer, Immutable, Alias("StepLine")]
public sealed record StepLine(
    LineId LineId, Sku Sku, int Quantity, LocationId? Location, Money Net, Money Tax, Money Shipping,
    string? TaxCode = null, Disposition Disposition = Disposition.Unknown)
{
    /// <summary>Net, tax and shipping together: what the customer pays for the units.</summary>
    public Money Gross => Net + Tax + Shipping;
}

/// <summary>A means of payment of an order.</summary>
/// <param name="Payment">The payment actor's id.</param>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Amount">Its share of the total.</param>
[GenerateSerializer, Immutable, Alias("StepTender")]
public sealed record StepTender(PaymentId Payment, string Provider, Money Amount);

/// <summary>The parts of an order that do not change any more once it is accepted.</summary>
/// <param name="Id">The order.</param>
/// <param name="Channel">Where it came from.</param>
/// <param name="ExternalId">The channel's id.</param>
/// <param name="Customer">Who buys, or null for a guest.</param>
/// <param name="Currency">Of every amount.</param>
/// <param name="Fulfilment">Pick-up or shipment.</param>
/// <param name="Lines">All lines with their allocation; the sums of their amounts are the totals.</param>
/// <param name="Tax">Total tax, as the channel charged it.</param>
/// <param name="Shipping">Total shipping.</param>
/// <param name="Total">Sum of lines, tax and shipping.</param>
/// <param name="Tenders">Means of payment; they add up to the total.</param>
/// <param name="RoutingRule">The rule that chose the locations.</param>
[GenerateSerializer, Immutable, Alias("AcceptedOrder")]
public sealed record AcceptedOrder(
    OrderId Id, Channel Channel, ExternalOrderId ExternalId, CustomerId? Customer, Currency Currency,
    FulfilmentWish Fulfilment, ImmutableArray<StepLine> Lines, Money Tax, Money Shipping, Money Total,
    ImmutableArray<StepTender> Tenders, string RoutingRule);

/// <summary>
/// Something that has happened to an order or a customer and that systems outside have to learn. A fact: it is
/// taken in once by its id, and documents for the accounts that want to know follow from it.
/// </summary>
/// <param name="Id">Unique within the subject; derived, so that a repetition is recognised.</param>
/// <param name="At">When it happened, UTC.</param>
/// <remarks>The names below stand in journals; they are never used for anything else.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(Accepted), "accepted"), JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(ReadyForPickup), "ready-for-pickup"), JsonDerivedType(typeof(HandedOver), "handed-over")]
[JsonDerivedType(typeof(Captured), "captured"), JsonDerivedType(typeof(Returned), "returned")]
[JsonDerivedType(typeof(Refunded), "refunded"), JsonDerivedType(typeof(CustomerChanged), "customer-changed")]
[JsonDerivedType(typeof(Settled), "settled"), JsonDerivedType(typeof(TaxCorrected), "tax-corrected")]
[GenerateSerializer, Immutable, Alias("Step")]
public abstract record Step(string Id, DateTimeOffset At)
{
    /// <summary>Stock is committed and money authorised. Id: <c>accepted</c>; always the first of an order.</summary>
    [GenerateSerializer, Immutable, Alias("Step.Accepted")]
    public sealed record Accepted(string Id, DateTimeOffset At, AcceptedOrder Order) : Step(Id, At);

    /// <summary>Units were cancelled after acceptance.</summary>
    [GenerateSerializer, Immutable, Alias("Step.Cancelled")]
    public sealed record Cancelled(string Id, DateTimeOffset At, ImmutableArray<StepLine> Lines, bool Whole)
        : Step(Id, At);

    /// <summary>Units wait for the customer in the store.</summary>
    [GenerateSerializer, Immutable, Alias("Step.ReadyForPickup")]
    public sealed record ReadyForPickup(string Id, DateTimeOffset At, ImmutableArray<StepLine> Lines) : Step(Id, At);

    /// <summary>Units have left: collected or shipped. Their amounts are what the customer is charged for them.
    /// </summary>
    /// <param name="Id">The fulfilment id.</param>
    /// <param name="At">UTC, at the store.</param>
    /// <param name="Kind">Pickup or Shipment by its fulfilment method.</param>
    /// <param name="Lines">The units.</param>
    /// <param name="Carrier">For parcels.</param>
    /// <param name="Tracking">For parcels.</param>
    [GenerateSerializer, Immutable, Alias("Step.HandedOver")]
    public sealed record HandedOver(
        string Id, DateTimeOffset At, FulfilmentMethod Kind, ImmutableArray<StepLine> Lines, string? Carrier,
        string? Tracking) : Step(Id, At);

    /// <summary>Money was taken.</summary>
    [GenerateSerializer, Immutable, Alias("Step.Captured")]
    public sealed record Captured(string Id, DateTimeOffset At, PaymentId Payment, string Provider, Money Amount)
        : Step(Id, At);

    /// <summary>Goods came back. Amounts are what is to be paid back for them.</summary>
    /// <param name="Id">The return's id.</param>
    /// <param name="At">UTC, at the store.</param>
    /// <param name="Location">The store or warehouse that received them; any may.</param>
    /// <param name="Lines">The units with their disposition.</param>
    /// <param name="PaidBefore">Of their amounts: what had been paid back without a return, so it is not paid back for
    /// them; null for nothing.</param>
    [GenerateSerializer, Immutable, Alias("Step.Returned")]
    public sealed record Returned(
        string Id, DateTimeOffset At, LocationId Location, ImmutableArray<StepLine> Lines, Money? PaidBefore = null)
        : Step(Id, At);

    /// <summary>Money was paid back, finally.</summary>
    /// <param name="Id">Derived from return and payment, or from payment and operation.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Return">The return's id; empty when it was paid back without one.</param>
    /// <param name="Payment">From which payment.</param>
    /// <param name="Provider">Name of the provider account.</param>
    /// <param name="Amount">How much, tax and shipping included.</param>
    /// <param name="Lines">With the last refund of a return: its units, for the credit memo; else empty.</param>
    /// <param name="Unearned">Of an amount without a return: what had been taken although nothing was handed over for
    /// it; null for nothing.</param>
    [GenerateSerializer, Immutable, Alias("Step.Refunded")]
    public sealed record Refunded(
        string Id, DateTimeOffset At, string Return, PaymentId Payment, string Provider, Money Amount,
        ImmutableArray<StepLine> Lines, Money? Unearned = null) : Step(Id, At);

    /// <summary>The tax engine has made another tax of a step than was charged or paid back.</summary>
    /// <param name="Id">Derived from the engine's document.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Of">The step: of a hand-over or a return.</param>
    /// <param name="Told">Tax of that step, as it was told to the other systems.</param>
    /// <param name="Due">Tax as the engine has it.</param>
    /// <param name="IsReturn">Tax that is taken back.</param>
    [GenerateSerializer, Immutable, Alias("Step.TaxCorrected")]
    public sealed record TaxCorrected(
        string Id, DateTimeOffset At, string Of, Money Told, Money Due, bool IsReturn) : Step(Id, At);

    /// <summary>A customer's master record has a new version. Subject: <c>customer:ID</c>.</summary>
    [GenerateSerializer, Immutable, Alias("Step.CustomerChanged")]
    public sealed record CustomerChanged(
        string Id, DateTimeOffset At, CustomerId Customer, long Version, string? Segment, bool Active) : Step(Id, At);

    /// <summary>A provider's payout was reconciled, or a line of it was decided later. Subject:
    /// <c>settlement:ID</c>.</summary>
    /// <param name="Id"><c>reconciled</c>, or <c>decided/PART</c>.</param>
    /// <param name="At">UTC.</param>
    /// <param name="Settlement">Id of the settlement.</param>
    /// <param name="Provider">Name of the provider account.</param>
    /// <param name="Amounts">What moves where; the amounts of each currency add up to nothing.</param>
    [GenerateSerializer, Immutable, Alias("Step.Settled")]
    public sealed record Settled(
        string Id, DateTimeOffset At, string Settlement, string Provider, ImmutableArray<SettledAmount> Amounts)
        : Step(Id, At);
}

/// <summary>What an amount of a settlement is. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SettledPurpose>))]
public enum SettledPurpose
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Money that arrives at the bank.</summary>
    Payout,
    /// <summary>What the provider keeps for its service.</summary>
    Fee,
    /// <summary>Captures and refunds that the provider has now settled.</summary>
    Cleared,
    /// <summary>Kept by the provider for a later payout, or paid now from an earlier one.</summary>
    Carried,
    /// <summary>Taken back because of disputes.</summary>
    Chargeback,
    /// <summary>Differences within the tolerance.</summary>
    Rounding,
    /// <summary>The two sides of an exchange between currencies.</summary>
    Exchange,
    /// <summary>Received or taken without an explanation so far.</summary>
    Unidentified,
    /// <summary>Differences that somebody has accepted with a reason.</summary>
    WrittenOff,
}

/// <summary>An amount of a settlement; more than zero for a debit, less than zero for a credit.</summary>
[GenerateSerializer, Immutable, Alias("SettledAmount")]
public sealed record SettledAmount(SettledPurpose Purpose, Money Amount);
