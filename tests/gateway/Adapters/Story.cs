using System.Collections.Immutable;
using RetailActors.Adapters;
using RetailActors.Orders;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Tests.Adapters;

/// <summary>
/// One order from acceptance to refund, as documents: two lines of two units, one unit cancelled, three collected and
/// paid, one returned in another store.
/// </summary>
public sealed class Story(string order, string currency = "USD", long scale = 1)
{
    public const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly DateTimeOffset _at = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Tenant _tenant = new("demo");

    private readonly Currency _currency = new(currency);

    /// <summary>Numbers that the documents so far have got.</summary>
    public ImmutableDictionary<string, string> Numbers { get; private set; } =
        ImmutableDictionary<string, string>.Empty;

    public string Order => order;

    /// <summary>Where the order came from, and its id there.</summary>
    public (Channel Channel, ExternalOrderId ExternalId) Origin { get; set; } =
        (new Channel("web"), new ExternalOrderId("W-1001"));

    /// <summary>The channel's ids of the two lines.</summary>
    public (string First, string Second) LineIds { get; set; } = ("1", "2");

    /// <summary>What each kind of document is to come to, in minor units.</summary>
    public long TotalOf(DocumentKind kind) => kind switch
    {
        DocumentKind.SalesOrder => 8028 * scale,
        DocumentKind.Invoice or DocumentKind.Payment => 6238 * scale,
        DocumentKind.CreditMemo or DocumentKind.Refund => 2224 * scale,
        _ => 0,
    };

    /// <summary>The document of a kind, ready to be sent.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="sequence">Of the documents of this kind.</param>
    /// <param name="step">What has caused it; without one, the step that mostly does.</param>
    public DocumentCall Call(DocumentKind kind, int sequence = 1, Step? step = null) => new(
        _tenant, $"demo:{PostingPlan.Slug(kind)}:{order}:{sequence}", kind, order, Accepted, step ?? StepOf(kind),
        Numbers, ImmutableDictionary<string, string>.Empty, Trace);

    public void Remember(DocumentCall call, PostingAnswer answer) => Numbers = answer is PostingAnswer.Posted posted
        ? Numbers.SetItem(call.Key, posted.Number)
        : Numbers;

    private AcceptedOrder Accepted => new(
        new OrderId(order), Origin.Channel, Origin.ExternalId, new CustomerId("C-9"), _currency,
        new FulfilmentWish(FulfilmentMethod.Pickup, new LocationId("store-12")),
        [Line(LineIds.First, "TEE-BLK-M", 2, 1999, 200), Line(LineIds.Second, "CAP-RED", 2, 1600, 165)],
        Money(730), Money(100), Money(8028),
        [new StepTender(new PaymentId("pay_1"), "sandbox", Money(8028))], "pickup");

    /// <summary>The step that causes a kind of document.</summary>
    public Step StepOf(DocumentKind kind) => kind switch
    {
        DocumentKind.SalesOrderCancellation or DocumentKind.PickupRevocation or DocumentKind.WarehouseCancellation =>
            new Step.Cancelled("cancel-1", _at, [Line(LineIds.Second, "CAP-RED", 1, 1600, 165)], Whole: false),
        DocumentKind.Fulfilment or DocumentKind.Invoice or DocumentKind.TaxCommit or DocumentKind.JournalEntry =>
            new Step.HandedOver("pickup-1", _at, FulfilmentMethod.Pickup, HandedOver, null, null),
        DocumentKind.Payment =>
            new Step.Captured("capture-1", _at, new PaymentId("pay_1"), "sandbox", Money(6238)),
        DocumentKind.TaxReversal =>
            new Step.Returned("return-1", _at, new LocationId("store-7"), Returned),
        DocumentKind.CreditMemo or DocumentKind.Refund => new Step.Refunded(
            "refund-1", _at, "return-1", new PaymentId("pay_1"), "sandbox", Money(2224), Returned),
        DocumentKind.CustomerRecord =>
            new Step.CustomerChanged("customer-3", _at, new CustomerId("C-9"), 3, "gold", Active: true),
        _ => new Step.Accepted("accepted", _at, Accepted),
    };

    private ImmutableArray<StepLine> HandedOver =>
        [Line(LineIds.First, "TEE-BLK-M", 2, 1999, 200), Line(LineIds.Second, "CAP-RED", 1, 1600, 165)];

    private ImmutableArray<StepLine> Returned =>
    [
        Line(LineIds.First, "TEE-BLK-M", 1, 1999, 200) with
        {
            Location = new LocationId("store-7"), Disposition = Disposition.Restocked,
        },
    ];

    private StepLine Line(string id, string sku, int quantity, long price, long tax) => new(
        new LineId(id), new Sku(sku), quantity, new LocationId("store-12"), Money(price * quantity),
        Money(tax * quantity), Money(25 * quantity), "apparel");

    private Money Money(long minor) => new(minor * scale, _currency);
}
