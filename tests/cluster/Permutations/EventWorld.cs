using System.Collections.Immutable;
using RetailActors.Adapters;
using RetailActors.Adapters.Pos;
using RetailActors.Adapters.Psp;
using RetailActors.Adapters.Shopify;
using RetailActors.Adapters.Wms;
using RetailActors.Channels;
using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Reference;
using RetailActors.Returns;

namespace RetailActors.Tests.Permutations;

/// <summary>
/// Everything that a message from outside can reach, through the real translators, the real calls and the deciders:
/// inboxes, orders, payments with their provider, returns, stock and products. Nothing waits and nothing is random here
/// but what the seed says: an answer of the provider may be lost, and what is owed may be done later.
/// </summary>
internal sealed partial class EventWorld(ShopifySettings shop, int seed) : IInboundActors
{
    public static readonly Tenant Tenant = new("demo");
    private const int LostAnswers = 20;
    private const int LazyActors = 30;

    private readonly InboundTranslators _translators = new(
        [new ShopifyTranslator(shop), new PosTranslator(), new WmsTranslator(), new PspTranslator()]);

    private readonly Random _random = new(seed);
    private readonly Dictionary<InboxKey, Folded<Inbox, InboxEvent>> _inboxes = [];
    private readonly Dictionary<OrderKey, Folded<Order, OrderEvent>> _orders = [];
    private readonly Dictionary<PaymentKey, Folded<Payment, PaymentEvent>> _payments = [];
    private readonly Dictionary<ReturnKey, Folded<Return, ReturnEvent>> _returns = [];
    private readonly Dictionary<StockKey, Folded<Stock, StockEvent>> _stocks = [];
    private readonly Dictionary<ReferenceKey, Folded<ProductFeed, ProductFeedEvent>> _feeds = [];
    private readonly Dictionary<OperationId, ProviderAnswer.Approved> _provider = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public Dictionary<string, Product> Products { get; } = [];

    public Dictionary<OrderId, List<Step>> Steps { get; } = [];

    /// <summary>What the provider has done and says of its own accord.</summary>
    public Action<PaymentId, OperationKind, string, ProviderAnswer.Approved> Said { get; set; } = (_, _, _, _) => { };

    public IEnumerable<(InboxKey Key, InboxView View)> Inboxes =>
        _inboxes.Select(i => (i.Key, InboxDecider.View(i.Value.State, 0)!));

    public IEnumerable<Order> Orders => _orders.Values.Select(o => o.State);

    public IEnumerable<PaymentView> Payments =>
        _payments.Select(p => PaymentDecider.View(p.Value.State, p.Key, 0)).OfType<PaymentView>();

    public IEnumerable<ReturnView> Returns => _returns.Values.Select(r => ReturnDecider.View(r.State))
        .OfType<ReturnView>();

    public IEnumerable<(StockKey Key, Stock State)> Stocks => _stocks.Select(s => (s.Key, s.Value.State));

    /// <summary>A message arrives and is worked on once.</summary>
    public async Task Receive(InboxKey key, InboxMessage message)
    {
        Now = Now.AddSeconds(1);
        At(_inboxes, key, InboxDecider.Fold).Commit(s => InboxDecider.Decide(s, message, Now));
        await Work(key);
        if (_random.Next(100) >= LazyActors)
        {
            Sweep();
        }
    }

    /// <summary>Hours pass: everything that waits is done, as far as it can be.</summary>
    public async Task Settle()
    {
        for (var round = 0; round < InboxDecider.MaxAttempts + 1; round++)
        {
            Now += InboxDecider.LongestPause;
            Sweep();
            foreach (var key in _inboxes.Keys.ToList())
            {
                await Work(key);
            }
        }
        Sweep();
    }

    private async Task Work(InboxKey key)
    {
        var inbox = _inboxes[key];
        if (!InboxDecider.IsDue(inbox.State, Now))
        {
            return;
        }
        InboxOutcome outcome = _translators.Translate(((Inbox.Kept)inbox.State).Message, key) switch
        {
            Translation.Commands c => await new InboundCalls(key, this).Make(c),
            Translation.Ignored i => new InboxOutcome.Ignored(i.Reason),
            Translation.Unknown u => new InboxOutcome.NotUnderstood(u.Reason),
            Translation.Broken b => new InboxOutcome.Refused("unreadable", b.Reason),
            var other => throw new InvalidOperationException($"{other}"),
        };
        inbox.Commit(s => InboxDecider.Decide(s, outcome, Now));
    }

    private static Folded<TState, TEvent> At<TKey, TState, TEvent>(
        Dictionary<TKey, Folded<TState, TEvent>> all, TKey key, Fold<TState, TEvent> fold)
        where TKey : notnull
        where TState : class
        where TEvent : class
    {
        if (!all.TryGetValue(key, out var known))
        {
            all.Add(key, known = new Folded<TState, TEvent>(fold));
        }
        return known;
    }

    private Folded<Stock, StockEvent> StockAt(StockKey key) => At(_stocks, key, StockDecider.FoldFor(key));

    public void Stock(Sku sku, LocationId location, long units) =>
        StockAt(new StockKey(Tenant, sku, location)).Commit(s => StockDecider.Decide(s, new Movement(
            new("start"), MovementKind.Receive, units, Now, null, null, null, Origin.System), Now));

    IOrder IInboundActors.Order(OrderKey key) => Shell.Of<IOrder>((name, a) =>
    {
        var order = At(_orders, key, OrderDecider.Fold);
        return name switch
        {
            nameof(IOrder.Submit) => Submit(key, order, (SubmitOrder)a[0]!),
            nameof(IOrder.Read) => order.State.Stage == OrderStage.None ? null : OrderDecider.View(order.State),
            nameof(IOrder.Cancel) => order.Commit(s => OrderDecider.Decide(s, (CancelOrder)a[0]!, Now)),
            nameof(IOrder.RecordReadyForPickup) => Hand(order, a, HandoverKind.ReadyForPickup),
            nameof(IOrder.RecordPickup) => Hand(order, a, HandoverKind.Pickup),
            nameof(IOrder.RecordShipment) => Hand(order, a, HandoverKind.Shipment),
            _ => throw new NotSupportedException(name),
        };
    });

    IPayment IInboundActors.Payment(PaymentKey key) => Shell.Of<IPayment>((name, a) => name switch
    {
        nameof(IPayment.RecordEvent) => At(_payments, key, PaymentDecider.Fold)
            .Commit(s => PaymentDecider.Decide(s, key, (ProviderEvent)a[0]!, Now)),
        _ => throw new NotSupportedException(name),
    });

    IReturn IInboundActors.Return(ReturnKey key) => Shell.Of<IReturn>((name, a) =>
    {
        var some = At(_returns, key, ReturnDecider.Fold);
        return name switch
        {
            nameof(IReturn.Read) => ReturnDecider.View(some.State),
            nameof(IReturn.RecordReceived) =>
                some.Commit(s => ReturnDecider.Decide(s, (ReceiveReturn)a[0]!, true, Now)),
            nameof(IReturn.Request) => Request(key, some, (RequestReturn)a[0]!),
            _ => throw new NotSupportedException(name),
        };
    });

    IStock IInboundActors.Stock(StockKey key) => Shell.Of<IStock>((name, a) => name switch
    {
        nameof(IStock.RecordMovement) => StockAt(key).Commit(s => StockDecider.Decide(s, (Movement)a[0]!, Now)),
        _ => throw new NotSupportedException(name),
    });

    IProductFeed IInboundActors.ProductFeed(ReferenceKey key) => Shell.Of<IProductFeed>((name, a) =>
    {
        var (source, change) = ((string)a[0]!, (InboundCommand.ChangeProduct)a[1]!);
        var verdict = change.Version is { } version
            ? At(_feeds, key, ProductFeedDecider.Fold)
                .Commit(s => ProductFeedDecider.Decide(s, source, version, Now))
            : FeedResult.Applied;
        if (verdict == FeedResult.Applied)
        {
            Products[key.Id] = change.Product with
            {
                TaxCode = change.Product.TaxCode ?? Products.GetValueOrDefault(key.Id)?.TaxCode,
            };
        }
        return verdict;
    });

    private RecordResult Hand(Folded<Order, OrderEvent> order, object?[] a, HandoverKind kind) =>
        order.Commit(s => OrderDecider.Decide(s, (Handover)a[0]!, kind, Now));

    private SubmitResult Submit(OrderKey key, Folded<Order, OrderEvent> order, SubmitOrder c)
    {
        var location = c.Fulfilment.Location ?? new LocationId("dc-1");
        var lines = c.Lines.Select(l => Products.GetValueOrDefault(l.Sku.Value))
            .Select(p => new LineFacts(p is not null, Catalogue.MayBeOrdered(p, ownPrices: true), p?.TaxCode, null));
        var facts = new SubmissionFacts(
            true, [.. lines], [location], "sim", true, true, ["sandbox", "sandbox2"], Tells: true);
        var decision = order.Commit(s => OrderDecider.Decide(s, c, facts, key, Now));
        if (decision is SubmitDecision.Invalid(var faults))
        {
            return new SubmitResult.Invalid(faults);
        }
        if (decision is SubmitDecision.SubmittedDifferently)
        {
            return new SubmitResult.SubmittedDifferently(OrderDecider.View(order.State));
        }
        while (order.State.Stage == OrderStage.Deciding && Drive(key, order))
        {
        }
        return OrderDecider.Answer(order.State, decision is SubmitDecision.AlreadySubmitted);
    }

    private ReturnResult Request(ReturnKey key, Folded<Return, ReturnEvent> some, RequestReturn c)
    {
        if (ReturnDecider.Known(some.State, c) is { } known)
        {
            return known;
        }
        var order = At(_orders, new OrderKey(key.Tenant, c.Order), OrderDecider.Fold);
        switch (order.Commit(s => OrderDecider.Decide(s, key.Id, c, Now)))
        {
            case ClaimResult.Claimed(var claim):
                some.Commit(s => ReturnDecider.Open(s, claim, Now));
                return new ReturnResult.Requested(ReturnDecider.View(some.State)!, false);
            case ClaimResult.ClaimedDifferently:
                return new ReturnResult.RequestedDifferently();
            case ClaimResult.UnknownLine(var line):
                return new ReturnResult.UnknownLine(line);
            case ClaimResult.ExceedsFulfilled(var line, var returnable):
                return new ReturnResult.ExceedsFulfilled(line, returnable);
            default:
                return new ReturnResult.NotFound();
        }
    }
}
