using System.Text;
using System.Text.Json;

namespace RetailActors.Retail.FlashSale;

/// <summary>
/// The body of an order, serialised once. Buyers differ in the digits of the external id only, which stand at a fixed
/// place; so a lane copies the bytes once and from then on overwrites these digits.
/// </summary>
internal sealed class OrderTemplate
{
    private const int Digits = 7;
    private readonly string _prefix;
    private readonly byte[] _body;
    private readonly int _at;

    public OrderTemplate(SaleOptions options, Shelf shelf, string run)
    {
        _prefix = $"{run}-";
        _body = Serialise(options, shelf, ExternalId(0));
        _at = _body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(_prefix)) + _prefix.Length;
    }

    /// <summary>The channel's id of a buyer's order; also the idempotency key of submitting it.</summary>
    public string ExternalId(int buyer) => string.Create(
        _prefix.Length + Digits, (_prefix, buyer), static (span, of) =>
        {
            of._prefix.CopyTo(span);
            of.buyer.TryFormat(span[of._prefix.Length..], out _, "D7");
        });

    /// <summary>A private copy for one lane.</summary>
    public byte[] Copy() => [.. _body];

    /// <summary>Makes a lane's copy the order of this buyer.</summary>
    public void Address(byte[] copy, int buyer) => buyer.TryFormat(copy.AsSpan(_at, Digits), out _, "D7");

    private static byte[] Serialise(SaleOptions options, Shelf shelf, string externalId)
    {
        var lines = shelf.Articles.Select((article, i) => new
        {
            lineId = $"{i + 1}", sku = article.Sku, quantity = 1, unitPrice = Usd(Shelf.UnitPriceMinor),
        }).ToArray();
        var total = Usd(lines.Length * Shelf.UnitPriceMinor);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            channel = "web", externalId, currency = "USD",
            fulfilment = new { method = "pickup", location = options.Location },
            lines, tax = Usd(0), shipping = Usd(0), total,
            payment = new { provider = "sandbox", method = "tok_visa", amount = total },
        });
    }

    private static object Usd(int minor) => new { minor, currency = "USD" };
}
