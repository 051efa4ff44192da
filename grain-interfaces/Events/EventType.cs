using System.Collections.Frozen;

namespace RetailActors.Events;

/// <summary>A kind of business event. Each one that exists is a member here, so an unregistered one does not compile;
/// tests demand a schema, a sample and a row in <c>docs/events</c> for every member.</summary>
public sealed class EventType
{
    /// <summary>Stream namespace of orders and their hand-overs.</summary>
    public const string OrderFamily = "order";
    /// <summary>Stream namespace of money.</summary>
    public const string PaymentFamily = "payment";
    /// <summary>Stream namespace of stock movements.</summary>
    public const string StockFamily = "stock";
    /// <summary>Stream namespace of availability.</summary>
    public const string AvailabilityFamily = "availability";
    /// <summary>Stream namespace of settlement lines.</summary>
    public const string SettlementFamily = "settlement";
    /// <summary>Stream namespace of customers.</summary>
    public const string CustomerFamily = "customer";
    /// <summary>Stream namespace of business processes that are late.</summary>
    public const string SlaFamily = "sla";

    /// <summary>Stock is committed and money authorised.</summary>
    public static readonly EventType OrderAccepted = new("order.accepted", OrderFamily);
    /// <summary>Units were cancelled after acceptance.</summary>
    public static readonly EventType OrderCancelled = new("order.cancelled", OrderFamily);
    /// <summary>Units wait for the customer in the store.</summary>
    public static readonly EventType OrderReadyForPickup = new("order.ready-for-pickup", OrderFamily);
    /// <summary>Units were collected or shipped: the shipment confirmation.</summary>
    public static readonly EventType OrderHandedOver = new("order.handed-over", OrderFamily);
    /// <summary>Goods came back.</summary>
    public static readonly EventType OrderReturned = new("order.returned", OrderFamily);
    /// <summary>Money was taken.</summary>
    public static readonly EventType PaymentCaptured = new("payment.captured", PaymentFamily);
    /// <summary>Money was paid back, finally.</summary>
    public static readonly EventType PaymentRefunded = new("payment.refunded", PaymentFamily);
    /// <summary>Stock moved at a location.</summary>
    public static readonly EventType StockMoved = new("stock.moved", StockFamily);
    /// <summary>What can be sold at a location, as a state and not as a difference.</summary>
    public static readonly EventType AvailabilityChanged = new("availability.changed", AvailabilityFamily);
    /// <summary>A line of a settlement file does not.</summary>
    public static readonly EventType SettlementMismatched = new("settlement.mismatched", SettlementFamily);
    /// <summary>A payout was reconciled, or a line of it was decided later.</summary>
    public static readonly EventType SettlementReconciled = new("settlement.reconciled", SettlementFamily);
    /// <summary>A customer's master record has a new version.</summary>
    public static readonly EventType CustomerChanged = new("customer.changed", CustomerFamily);
    /// <summary>Something has waited longer than the target of its business process.</summary>
    public static readonly EventType SlaBreached = new("sla.breached", SlaFamily);
    /// <summary>It has gone on.</summary>
    public static readonly EventType SlaRestored = new("sla.restored", SlaFamily);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<EventType> All =
    [
        OrderAccepted, OrderCancelled, OrderReadyForPickup, OrderHandedOver, OrderReturned, PaymentCaptured,
        PaymentRefunded, StockMoved, AvailabilityChanged, SettlementMismatched,
        SettlementReconciled, CustomerChanged, SlaBreached, SlaRestored,
    ];

    private static readonly FrozenDictionary<string, EventType> _byName = All.ToFrozenDictionary(t => t.Name);

    private EventType(string name, string family) => (Name, Family) = (name, family);

    /// <summary>CloudEvents <c>type</c>.</summary>
    public string Name { get; }

    /// <summary>Namespace of the stream on which it is published.</summary>
    public string Family { get; }

    /// <summary>CloudEvents <c>dataschema</c>. The number changes only with a breaking change, which is a new type.
    /// </summary>
    public string Schema => $"urn:retailactors:event:{Name}:1";

    /// <summary>The type of this name, or null when it is not registered.</summary>
    public static EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
