using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Tests.Simulation;

/// <summary>Some stock, more demand than stock, everything that can go wrong for a minute, and then peace.</summary>
internal sealed class SimWorld
{
    public const int Orders = 12;
    private const long Trouble = 60_000;
    private const long Peace = 240_000;
    private const long SweepEvery = 5_000;

    private static readonly Tenant _tenant = new("t");
    private static readonly Sku[] _skus = [new("tee"), new("cap"), new("mug")];
    private static readonly LocationId[] _locations = [new("store-1"), new("dc-1")];

    private readonly Dictionary<StockKey, SimStock> _stocks = [];
    private readonly Dictionary<PaymentId, SimPayment> _payments = [];
    private readonly Dictionary<ReturnId, SimReturn> _returns = [];
    private readonly List<SimOrder> _orders = [];
    private int _seen;

    /// <summary>A world.</summary>
    /// <param name="seed">Of everything that happens by chance.</param>
    /// <param name="flaw">A bug that is planted.</param>
    /// <param name="direct">Finance moves money at the payments itself.</param>
    public SimWorld(int seed, SimFlaw flaw = SimFlaw.None, bool direct = false)
    {
        IsDirect = direct;
        Clock = new SimClock(seed) { Flaw = flaw };
        Bus = new SimBus(Clock);
        Provider = new SimProvider(Clock);
        foreach (var sku in _skus)
            foreach (var location in _locations)
            {
                var key = new StockKey(_tenant, sku, location);
                _stocks.Add(key, new SimStock(Clock, key, 3 + Clock.Next(8)));
            }
        for (var i = 0; i < Orders; i++)
            AddOrder(i);
    }

    public bool IsDirect { get; }
    public SimClock Clock { get; }
    public SimBus Bus { get; }
    public SimProvider Provider { get; }
    public SimPosting Posting { get; } = new();
    public int Kills { get; private set; }
    public IEnumerable<SimStock> AllStock => _stocks.Values;
    public IReadOnlyDictionary<PaymentId, SimPayment> AllPayments => _payments;
    public IReadOnlyList<SimOrder> AllOrders => _orders;
    public List<SimCustomer> Customers { get; } = [];

    public SimStock Stock(Sku sku, LocationId location) => _stocks[new(_tenant, sku, location)];

    public SimPayment Payment(PaymentId id)
    {
        if (!_payments.TryGetValue(id, out var payment))
            _payments.Add(id, payment = new SimPayment(
                Clock, Provider, new PaymentKey(_tenant, id),
                (order, moved) => Bus.Ask<string>(reply => Order(order).Record(moved, reply))));
        return payment;
    }

    public IReadOnlyDictionary<ReturnId, SimReturn> AllReturns => _returns;

    public static IReadOnlyList<LocationId> Locations => _locations;

    public SimOrder Order(OrderId id) => _orders.Find(o => o.Key.Id == id)!;

    public SimReturn Return(ReturnId id)
    {
        if (!_returns.TryGetValue(id, out var known))
            _returns.Add(id, known = new SimReturn(this, id));
        return known;
    }

    public void Run()
    {
        Clock.Spawn(KillNowAndThen);
        Clock.Spawn(Sweep);
        Clock.RunUntil(Trouble);
        Clock.Faults = false;
        Clock.RunUntil(Trouble + Peace);
    }

    private void AddOrder(int i)
    {
        var isPickup = Clock.Chance(50);
        ImmutableArray<LocationId> candidates = isPickup ? [_locations[0]]
            : Clock.Chance(50) ? [_locations[0], _locations[1]] : [_locations[1], _locations[0]];
        var submission = Submission(i, isPickup);
        var facts = new SubmissionFacts(
            true, [.. submission.Lines.Select(_ => new LineFacts(true, true, null, null))], candidates, "sim",
            true, true, ["psp"], Tells: i % 4 != 0);
        var order = new SimOrder(this, OrderKey.For(_tenant, submission.Channel, submission.ExternalId));
        _orders.Add(order);
        var customer = new SimCustomer(this, order, submission, facts);
        Customers.Add(customer);
        Clock.Spawn(customer.Live);
    }

    private SubmitOrder Submission(int i, bool isPickup)
    {
        var usd = new Currency("USD");
        Money Usd(long minor) => new(minor, usd);
        var lines = _skus.OrderBy(_ => Clock.Next(100)).Take(1 + Clock.Next(3)).Select((sku, n) => new SubmittedLine(
            new($"{n + 1}"), sku, 1 + Clock.Next(3), Usd(100 * (1 + Clock.Next(50))),
            n == 0 && Clock.Chance(25) ? new ReservationId($"hold-{i}") : null)).ToImmutableArray();
        var total = lines.Sum(l => l.Quantity * l.UnitPrice.Minor) + 77;
        string Card() => Clock.Chance(12) ? SimProvider.BadCard : "tok_visa";
        ImmutableArray<Tender> tenders = Clock.Chance(30)
            ? [new("psp", Card(), Usd(total / 3)), new("psp", Card(), Usd(total - total / 3))]
            : [new("psp", Card(), Usd(total))];
        return new SubmitOrder(
            new("web"), new($"W-{i}"), null, usd,
            new(isPickup ? FulfilmentMethod.Pickup : FulfilmentMethod.Ship, isPickup ? _locations[0] : null),
            lines, Usd(70), Usd(7), Usd(total), tenders, TimeSpan.Zero, Origin.System);
    }

    private async Task KillNowAndThen()
    {
        while (Clock.Faults)
        {
            await Clock.Sleep(50 + Clock.Next(1_500));
            if (!Clock.Faults)
                return;
            Kills++;
            switch (Clock.Next(4))
            {
                case 0: _orders[Clock.Next(_orders.Count)].Actor.Kill(); break;
                case 1 when _returns.Count > 0:
                    _returns.Values.ElementAt(Clock.Next(_returns.Count)).Actor.Kill();
                    break;
                case 2: _stocks.Values.ElementAt(Clock.Next(_stocks.Count)).Actor.Kill(); break;
                default:
                    if (_payments.Count > 0)
                        _payments.Values.ElementAt(Clock.Next(_payments.Count)).Actor.Kill();
                    break;
            }
        }
    }

    private async Task Sweep()
    {
        while (true)
        {
            await Clock.Sleep(SweepEvery);
            foreach (var stock in _stocks.Values.Where(s => s.Actor.Owes))
                stock.Resume();
            foreach (var payment in _payments.Values.Where(p => p.Actor.Owes))
                payment.Resume();
            foreach (var some in _returns.Values.Where(r => r.Actor.Owes).ToList())
                some.Resume();
            foreach (var order in _orders.Skip(_seen).Where(o => o.Actor.Owes).ToList())
            {
                _seen = Clock.Flaw == SimFlaw.PollByPosition ? _orders.IndexOf(order) + 1 : 0;
                order.Resume();
            }
        }
    }
}
