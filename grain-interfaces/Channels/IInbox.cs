using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using RetailActors.Inventory;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Reference;

namespace RetailActors.Channels;

/// <summary>One message from a system outside: stored first, then worked off, once.</summary>
/// <remarks>Grain key: <see cref="InboxKey"/>. Durable before each reply; throws <see
/// cref="OutcomeUnknownException"/> or
/// <see cref="BusyException"/>, both answered by a retry.</remarks>
[Alias("IInbox")]
public interface IInbox : IGrainWithStringKey, IResolvable
{
    /// <summary>Stores the message; what follows from it goes on by itself after the reply.</summary>
    /// <remarks>Idempotent on the key. The same id with another body changes nothing and raises an
    /// exception.</remarks>
    [Alias("Receive")] Task<InboxResult> Receive(InboxMessage message);

    /// <summary>Where it stands, or null.</summary>
    [Alias("Read"), ReadOnly] Task<InboxView?> Read();

    /// <summary>Works it off. Called by the sweeper.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a message.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Source"><c>shopify</c>, <c>pos</c>, <c>psp</c>, <c>wms</c>, <c>erp</c>, …</param>
/// <param name="Id">The sender's id of the message; one that is no valid identifier is hashed.</param>
[GenerateSerializer, Immutable, Alias("InboxKey")]
public readonly record struct InboxKey(Tenant Tenant, string Source, string Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static InboxKey Parse(string key) => key.Split('/') is [var t, var s, var id]
        ? new InboxKey(new Tenant(t), s, id)
        : throw new FormatException($"Not an inbox key: {key}");

    /// <summary>The grain key: <c>tenant/source/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Source}/{Id}";
}

/// <summary>A message as received; signature checked, personal data taken out, unknown fields kept.</summary>
/// <param name="Source">Which kind of system; chooses the translator.</param>
/// <param name="Topic">What it is about: <c>orders/create</c>, <c>sale</c>.</param>
/// <param name="Account">Which one of them: a shop's domain, a till's store; may be empty.</param>
/// <param name="Body">JSON.</param>
/// <param name="BodyHash">Of the bytes as they came, hex.</param>
/// <param name="ReceivedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("InboxMessage")]
public sealed record InboxMessage(
    string Source, string Topic, string Account, string Body, string BodyHash, DateTimeOffset ReceivedAt);

/// <summary>What came of storing a message. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InboxResult>))]
public enum InboxResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The id came before with another body; an exception is raised, nothing else is done.</summary>
    ReceivedDifferently,
    /// <summary>Stored before.</summary>
    AlreadyReceived,
    /// <summary>Stored.</summary>
    Received,
}

/// <summary>A message read.</summary>
/// <param name="Message">As received.</param>
/// <param name="Status"><c>received</c>, <c>parked</c>, <c>done</c>, <c>ignored</c>, <c>failed</c> or <c>waived</c>.
/// </param>
/// <param name="Reason">Why it is parked, ignored or failed, a slug, or null.</param>
/// <param name="Attempts">Times worked on.</param>
/// <param name="NextAt">When it is tried again, UTC, or null.</param>
/// <param name="Version">Appends so far.</param>
[GenerateSerializer, Immutable, Alias("InboxView")]
public sealed record InboxView(
    InboxMessage Message, string Status, string? Reason, int Attempts, DateTimeOffset? NextAt, long Version);

/// <summary>What a message means for our actors. A translator makes them; it decides nothing and calls
/// nobody.</summary>
[GenerateSerializer, Immutable, Alias("InboundCommand")]
public abstract record InboundCommand
{
    private InboundCommand() { }

    /// <summary>An order came in.</summary>
    [GenerateSerializer, Immutable, Alias("InboundCommand.Submit")]
    public sealed record Submit(SubmitOrder Order) : InboundCommand;

    /// <summary>Units of an order were cancelled in the channel; the order is named by channel and external
    /// id.</summary>
    [GenerateSerializer, Immutable, Alias("InboundCommand.Cancel")]
    public sealed record Cancel(Channel Channel, ExternalOrderId ExternalId, CancelOrder Command) : InboundCommand;

    /// <summary>Units of an order were made ready, collected or shipped.</summary>
    /// <param name="Order">Our order id.</param>
    /// <param name="Kind"><c>ready-for-pickup</c>, <c>pickup</c> or <c>shipment</c>.</param>
    /// <param name="Fact">The fact.</param>
    [GenerateSerializer, Immutable, Alias("InboundCommand.HandOver")]
    public sealed record HandOver(OrderId Order, string Kind, Handover Fact) : InboundCommand;

    /// <summary>Stock moved.</summary>
    [GenerateSerializer, Immutable, Alias("InboundCommand.Move")]
    public sealed record Move(Sku Sku, LocationId Location, Movement Movement) : InboundCommand;

    /// <summary>Units came back, in a store or through the channel.</summary>
    /// <param name="Order">Our order id.</param>
    /// <param name="ReturnId">Idempotency key.</param>
    /// <param name="Location">Where.</param>
    /// <param name="Lines">Units per line.</param>
    /// <param name="Disposition">What becomes of them.</param>
    /// <param name="OccurredAt">UTC.</param>
    /// <param name="By">Who.</param>
    [GenerateSerializer, Immutable, Alias("InboundCommand.TakeBack")]
    public sealed record TakeBack(
        OrderId Order, string ReturnId, LocationId Location, ImmutableArray<LineQuantity> Lines,
        Returns.Disposition Disposition, DateTimeOffset OccurredAt, Origin By) : InboundCommand;

    /// <summary>A product's reference data changed in the channel.</summary>
    [GenerateSerializer, Immutable, Alias("InboundCommand.ChangeProduct")]
    public sealed record ChangeProduct(Sku Sku, Product Product, Origin By) : InboundCommand;

    /// <summary>The provider says what became of an operation; folded as a set, in any order.</summary>
    /// <param name="Payment">Our payment id.</param>
    /// <param name="EventId">The provider's id of the event.</param>
    /// <param name="Type">Slug: <c>authorised</c>, <c>captured</c>, <c>voided</c>, <c>refunded</c>, <c>disputed</c>,
    /// …</param>
    /// <param name="Key">Our operation's key, or null.</param>
    /// <param name="Reference">The provider's reference.</param>
    /// <param name="Amount">How much.</param>
    /// <param name="OccurredAt">By the provider's clock, UTC.</param>
    [GenerateSerializer, Immutable, Alias("InboundCommand.PaymentEvent")]
    public sealed record PaymentEvent(
        PaymentId Payment, string EventId, string Type, string? Key, string? Reference, Money Amount,
        DateTimeOffset OccurredAt) : InboundCommand;
}
