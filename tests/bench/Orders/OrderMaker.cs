using System.Collections.Immutable;
using System.Globalization;
using RetailActors.Bench.Hosting;
using RetailActors.Orders;

namespace RetailActors.Bench.Orders;

/// <summary>Makes the orders of one measurement, the same ones for the same shape and run.</summary>
public sealed class OrderMaker
{
    /// <summary>The article that is never there.</summary>
    public const string SoldOut = "SOLD-OUT";

    /// <summary>Price of everything.</summary>
    public const long UnitPrice = 1999;

    /// <summary>Tenant of the development key.</summary>
    public static readonly Tenant Tenant = new("demo");

    /// <summary>Where all stock is.</summary>
    public static readonly LocationId Location = new("store-12");

    /// <summary>Who orders.</summary>
    public static readonly CustomerId Customer = new("C-9");

    /// <summary>Where orders come from.</summary>
    public static readonly Channel Channel = new("web");

    private static readonly Currency _usd = new("USD");
    private static readonly Origin _by = new("bench");

    private readonly OrderShape _shape;
    private readonly string _run;
    private readonly Random[] _chance;

    /// <summary>For so many callers.</summary>
    public OrderMaker(OrderShape shape, string run, int callers)
    {
        (_shape, _run) = (shape, run);
        _chance = [.. Enumerable.Range(0, callers).Select(caller => new Random(20_260_101 + caller))];
    }

    /// <summary>Name of an article.</summary>
    public static Sku SkuAt(int index) => new(string.Create(CultureInfo.InvariantCulture, $"SKU-{index:D5}"));

    /// <summary>Name of a place; the first one is <see cref="Location"/>.</summary>
    public static LocationId PlaceAt(int index) => index == 0
        ? Location
        : new(string.Create(CultureInfo.InvariantCulture, $"store-{index + 1_000}"));

    /// <summary>The next order of a caller, and what is meant to happen to it.</summary>
    public (SubmitOrder Order, Intent Intent) Next(int caller, long n)
    {
        var chance = _chance[caller];
        var intent = _shape.Mix ? IntentOf(chance.Next(100)) : Intent.Keep;
        var lines = Lines(chance, intent);
        var total = new Money(lines.Length * UnitPrice, _usd);
        var method = intent == Intent.Decline ? InProcessPsp.DeclinedToken : "tok_visa";
        var id = new ExternalOrderId(string.Create(CultureInfo.InvariantCulture, $"{_run}-{caller}-{n}"));
        return (new SubmitOrder(
            Channel, id, Customer, _usd,
            new FulfilmentWish(FulfilmentMethod.Pickup, PlaceAt(chance.Next(_shape.Places))), lines,
            Money.Zero(_usd), Money.Zero(_usd), total, [new Tender("sandbox", method, total)],
            TimeSpan.FromSeconds(10), _by), intent);
    }

    private static Intent IntentOf(int percent) => percent switch
    {
        < 10 => Intent.Decline,
        < 20 => Intent.OutOfStock,
        < 25 => Intent.Cancel,
        _ => Intent.Keep,
    };

    private ImmutableArray<SubmittedLine> Lines(Random chance, Intent intent)
    {
        var count = chance.Next(_shape.MinLines, _shape.MaxLines + 1);
        var lines = ImmutableArray.CreateBuilder<SubmittedLine>(count);
        var first = chance.Next(_shape.Skus);
        for (var i = 0; i < count; i++)
        {
            // Neighbours, so that the lines of an order name different articles.
            var sku = intent == Intent.OutOfStock && i == count - 1 ? new Sku(SoldOut)
                : SkuAt(_shape.Hot ? 0 : (first + i) % _shape.Skus);
            lines.Add(new SubmittedLine(
                new LineId((i + 1).ToString(CultureInfo.InvariantCulture)), sku, 1, new Money(UnitPrice, _usd)));
        }
        return lines.MoveToImmutable();
    }
}
