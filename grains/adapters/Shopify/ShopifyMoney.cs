using System.Text.Json;

namespace RetailActors.Adapters.Shopify;

/// <summary>Reads the shop's decimal amounts exactly; one currency for a whole order.</summary>
public sealed class ShopifyMoney(Currency currency, bool shop)
{
    /// <summary>The currency of every amount read.</summary>
    public Currency Currency => currency;

    /// <summary>The money of an order: the customer's currency, or the shop's.</summary>
    public static ShopifyMoney Of(JsonElement order, bool shop)
    {
        var code = InboundEvent.Text(order, shop ? "currency" : "presentment_currency")
            ?? InboundEvent.Text(order, "currency");
        var currency = new Currency(code ?? "");
        return currency.IsKnown ? new(currency, shop) : throw new JsonException($"The currency '{code}' is unknown.");
    }

    /// <summary>An amount with its <c>_set</c> beside it; 0 when it is not there.</summary>
    public long Minor(JsonElement from, string name)
    {
        if (from.TryGetProperty(name + "_set", out var set) && set.ValueKind == JsonValueKind.Object
            && set.TryGetProperty(shop ? "shop_money" : "presentment_money", out var money))
        {
            var code = InboundEvent.Text(money, "currency_code");
            return code == currency.Value
                ? Parse(InboundEvent.Text(money, "amount"))
                : throw new JsonException($"{name} is in {code}, the order in {currency}.");
        }
        return from.TryGetProperty(name, out var plain) && plain.ValueKind != JsonValueKind.Null
            ? Parse(plain.ValueKind == JsonValueKind.Number ? plain.GetRawText() : plain.GetString())
            : 0;
    }

    /// <summary>The sum of an amount over the items of a list.</summary>
    public long Sum(JsonElement from, string list, string name) =>
        InboundEvent.Objects(from, list).Aggregate(0L, (sum, item) => checked(sum + Minor(item, name)));

    private long Parse(string? text) => TryParse(text, currency.MinorDigits, out var minor)
        ? minor
        : throw new JsonException($"An amount is no decimal number with {currency.MinorDigits} places.");

    /// <summary>Reads <c>-12.30</c> as so many minor units, without rounding anything.</summary>
    public static bool TryParse(string? text, int digits, out long minor)
    {
        minor = 0;
        if (string.IsNullOrEmpty(text) || text.Length > 20)
        {
            return false;
        }
        var negative = text[0] == '-';
        var (places, afterPoint) = (0, false);
        var seen = 0;
        foreach (var c in text.AsSpan(negative ? 1 : 0))
        {
            if (c == '.' && !afterPoint && seen > 0)
            {
                afterPoint = true;
                continue;
            }
            if (!char.IsAsciiDigit(c) || (afterPoint && places >= digits && c != '0'))
            {
                return false;
            }
            seen++;
            if (afterPoint && places++ >= digits)
            {
                continue;
            }
            minor = minor * 10 + (c - '0');
            if (minor > Money.MaxMinor)
            {
                return false;
            }
        }
        for (; places < digits; places++)
        {
            minor *= 10;
        }
        minor = negative ? -minor : minor;
        return seen > 0 && Math.Abs(minor) <= Money.MaxMinor;
    }
}
