using RetailActors.Inventory;
using RetailActors.Orders;

namespace RetailActors.Tests.Actors;

/// <summary>Seeded traffic: orders, cancellations, pick-ups, checkout holds and movements, several at a time.</summary>
internal sealed class History(IGrainFactory grains, int seed)
{
    private static readonly Tenant _tenant = new("demo");
    private static readonly LocationId _store = new("store-12");
    private static readonly Currency _usd = new("USD");
    private static readonly Origin _by = new("history");
    private static readonly string[] _skus = ["TEE-BLK-S", "TEE-BLK-M", "TEE-BLK-L"];
    private static readonly string[] _tokens = ["tok_visa", "tok_visa", "tok_visa", "tok_declined"];

    private readonly Random _random = new(seed);

    /// <summary>Orders submitted so far.</summary>
    public List<OrderKey> Orders { get; } = [];

    /// <summary>Plays steps, sixteen side by side.</summary>
    public async Task Play(int steps)
    {
        for (var done = 0; done < steps; done += 16)
            await Task.WhenAll(Enumerable.Range(done, 16).Select(Step));
    }

    private Task Step(int number) => _random.Next(10) switch
    {
        < 4 => Submit(number),
        4 => AnOrder(key => Order(key).Cancel(new CancelOrder($"c{number}", null, _by))),
        5 or 6 => AnOrder(key => Order(key).RecordPickup(
            new Handover(new($"p{number}"), null, DateTimeOffset.UnixEpoch, null, null, _by))),
        7 => Stock().Reserve(new Reserve(new($"h{number}"), 1 + _random.Next(3), DateTimeOffset.UtcNow.AddHours(1))),
        8 => Stock().Release(new Release(new($"h{_random.Next(number + 1)}"), "r", null, _by)),
        _ => Stock().RecordMovement(new Movement(
            new($"m{number}"), MovementKind.Receive, 1 + _random.Next(20), DateTimeOffset.UnixEpoch, null, null, null,
            _by)),
    };

    private Task Submit(int number)
    {
        var id = new ExternalOrderId($"H-{number}");
        var key = OrderKey.For(_tenant, new("web"), id);
        Orders.Add(key);
        var sku = _skus[_random.Next(_skus.Length)];
        var quantity = 1 + _random.Next(3);
        var total = new Money(1999 * quantity, _usd);
        return Order(key).Submit(new SubmitOrder(
            new("web"), id, null, _usd, new(FulfilmentMethod.Pickup, _store),
            [new SubmittedLine(new("1"), new Sku(sku), quantity, new Money(1999, _usd))],
            Money.Zero(_usd), Money.Zero(_usd), total,
            [new Tender("sandbox", _tokens[_random.Next(_tokens.Length)], total)], TimeSpan.FromSeconds(30), _by));
    }

    private Task AnOrder(Func<OrderKey, Task> act) =>
        Orders.Count == 0 ? Task.CompletedTask : act(Orders[_random.Next(Orders.Count)]);

    private IOrder Order(OrderKey key) => grains.GetGrain<IOrder>(key.ToString());

    private IStock Stock() => grains.GetGrain<IStock>(
        new StockKey(_tenant, new Sku(_skus[_random.Next(_skus.Length)]), _store).ToString());
}
