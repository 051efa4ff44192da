using System.Buffers;
using System.Text.Json;

namespace RetailActors.Retail.Load;

/// <summary>A request that can be sent again as it is.</summary>
/// <param name="Key">Idempotency key; null for a read.</param>
internal sealed record Ask(HttpMethod Method, string Path, ReadOnlyMemory<byte> Body, string? Key);

/// <summary>Makes requests: random in what they ask for, never in their ids.</summary>
internal sealed class Requests(LoadPlan plan, int part)
{
    private const int HoldSeconds = 60;
    private static readonly byte[] _empty = "{}"u8.ToArray();
    private static readonly byte[] _changedMind = """{"reason":"changed my mind"}"""u8.ToArray();

    private long _made;

    public Ask Order(Random random)
    {
        var id = NextId('o');
        return new Ask(HttpMethod.Post, "/v1/orders", OrderBody(id, Lines(random)), id);
    }

    public Ask Availability(Random random) =>
        new(HttpMethod.Get, $"/v1/availability/{Stockroom.Sku(Choose(random))}", default, null);

    public Ask Reservation(Random random)
    {
        var id = NextId('r');
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            reservationId = id, sku = Stockroom.Sku(Choose(random)), location = plan.Location, quantity = 1,
            ttlSeconds = HoldSeconds,
        });
        return new Ask(HttpMethod.Post, "/v1/reservations", body, id);
    }

    public static Ask PickUp(string order) =>
        new(HttpMethod.Post, $"/v1/orders/{order}/pickup", _empty, $"{order}-pickup");

    public static Ask Cancellation(string order) =>
        new(HttpMethod.Post, $"/v1/orders/{order}/cancel", _changedMind, $"{order}-cancel");

    // Letters between the numbers: a long row of digits looks like a card number to the gateway.
    private string NextId(char kind) => $"{plan.Run}{kind}{part}n{Interlocked.Increment(ref _made)}";

    private int Choose(Random random) => random.Next(100) < plan.HotPercent ? 0 : 1 + random.Next(ColdSkus);

    private int ColdSkus => Math.Max(1, plan.HotPercent > 0 ? plan.Skus - 1 : plan.Skus);

    /// <summary>SKUs and units by SKU: a SKU that is drawn twice is one line of two units.</summary>
    private SortedDictionary<int, int> Lines(Random random)
    {
        var lines = new SortedDictionary<int, int>();
        for (var left = random.Next(plan.FewestLines, plan.MostLines + 1); left > 0; left--)
        {
            var sku = plan is { HotPercent: > 0, Skus: 1 } ? 0 : Choose(random);
            lines[sku] = lines.GetValueOrDefault(sku) + 1;
        }
        return lines;
    }

    private ReadOnlyMemory<byte> OrderBody(string id, SortedDictionary<int, int> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("channel"u8, "web"u8);
        json.WriteString("externalId"u8, id);
        json.WriteString("currency"u8, "USD"u8);
        json.WriteStartObject("fulfilment"u8);
        json.WriteString("method"u8, "pickup"u8);
        json.WriteString("location"u8, plan.Location);
        json.WriteEndObject();
        json.WriteStartArray("lines"u8);
        var number = 0;
        foreach (var (sku, units) in lines)
        {
            json.WriteStartObject();
            json.WriteString("lineId"u8, $"{++number}");
            json.WriteString("sku"u8, Stockroom.Sku(sku));
            json.WriteNumber("quantity"u8, units);
            Money(json, "unitPrice"u8, Stockroom.UnitPriceMinor);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        var total = lines.Values.Sum() * Stockroom.UnitPriceMinor;
        Money(json, "tax"u8, 0);
        Money(json, "shipping"u8, 0);
        Money(json, "total"u8, total);
        json.WriteStartObject("payment"u8);
        json.WriteString("provider"u8, "sandbox"u8);
        json.WriteString("method"u8, "tok_visa"u8);
        Money(json, "amount"u8, total);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Money(Utf8JsonWriter json, ReadOnlySpan<byte> name, int minor)
    {
        json.WriteStartObject(name);
        json.WriteNumber("minor"u8, minor);
        json.WriteString("currency"u8, "USD"u8);
        json.WriteEndObject();
    }
}
