using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Settlement;

namespace RetailActors.Adapters.Files;

/// <summary>
/// A payout of Stripe with its balance transactions as JSON:
/// <c>{"payout":{…},"balance_transactions":{"object":"list","has_more":false,"data":[…]}}</c>, the sources expanded.
/// Fields that we do not know are kept with the line.
/// </summary>
public sealed class StripeReport : IReportReader
{
    private static readonly HashSet<string> _known =
    [
        "id", "object", "amount", "fee", "net", "currency", "type", "source", "reporting_category", "created",
        "available_on", "exchange_rate", "fee_details", "status",
    ];

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public ReportReading Read(ReadOnlyMemory<byte> content)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content, _strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ReportReading.Broken("invalid-json", "Broken JSON, or a name that comes twice.");
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new ReportReading.Broken("invalid-json", "The file must be one object.");
            }
            if (!Has(root, "balance_transactions", out var list)
                || !Has(list, "data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                return new ReportReading.Broken("wrong-header", "There are no balance_transactions.data.");
            }
            if (!Has(list, "has_more", out var more) || more.ValueKind != JsonValueKind.False)
            {
                return new ReportReading.Broken("missing-trailer", "The list has more pages, or does not say.");
            }
            return Has(root, "payout", out var payout) ? Lines(data, payout) : Missing("There is no payout.");
        }
    }

    private static ReportReading Missing(string detail) => new ReportReading.Broken("missing-trailer", detail);

    private static ReportReading Lines(JsonElement data, JsonElement payout)
    {
        Payout end;
        try
        {
            end = new Payout(
                Text(payout, "id"), new Money(Whole(payout, "amount"), CurrencyOf(payout)),
                Time(payout, "arrival_date"));
        }
        catch (RowException e)
        {
            return Missing($"The payout cannot be read: {e.Message}.");
        }
        var read = new ReportRows();
        var number = 0;
        foreach (var item in data.EnumerateArray())
        {
            number++;
            read.Add(number, () => Line(number, item));
            if (read.Broken is { } broken)
            {
                return broken;
            }
        }
        return read.End(end);
    }

    private static ReportLine? Line(int number, JsonElement item)
    {
        var type = Text(item, "type");
        if (type == "payout")
        {
            return null;
        }
        var currency = CurrencyOf(item);
        Money In(string field) => new(Whole(item, field), currency);
        var (gross, rate) = (In("amount"), default(ExchangeRate));
        var source = Has(item, "source", out var s) ? s : default;
        if (Has(item, "exchange_rate", out var exchange) && exchange.ValueKind == JsonValueKind.Number)
        {
            rate = CellText.Rate(exchange.GetRawText(), "exchange_rate");
            if (source.ValueKind == JsonValueKind.Object && CurrencyOf(source) != currency)
            {
                gross = new Money(Math.Sign(gross.Minor) * Math.Abs(Whole(source, "amount")), CurrencyOf(source));
            }
        }
        var expanded = source.ValueKind == JsonValueKind.Object;
        var operation = expanded ? Text(source, "id") : source.ValueKind == JsonValueKind.String
            ? Reference(source.GetString()!) : null;
        var payment = expanded && Has(source, "metadata", out var m) && Has(m, "payment", out _)
            ? CellText.Plain(Text(m, "payment"), "payment") : "";
        var original = expanded && (Has(source, "payment_intent", out _) || Has(source, "charge", out _))
            ? Text(source, Has(source, "payment_intent", out _) ? "payment_intent" : "charge") : operation;
        return new ReportLine(
            number, TypeOf(item, type), original ?? Text(item, "id"), operation, payment, gross, In("fee"), In("net"),
            rate, Time(item, "created"), Other(item));
    }

    private static LineType TypeOf(JsonElement item, string type) => type switch
    {
        "charge" or "payment" => LineType.Capture,
        "refund" or "payment_refund" => LineType.Refund,
        "refund_failure" or "payment_failure_refund" => LineType.RefundReversed,
        "stripe_fee" or "application_fee" => LineType.Fee,
        "reserve_transaction" or "payout_minimum_balance_hold" or "payout_minimum_balance_release" or "transfer" =>
            LineType.Carry,
        "adjustment" => (Has(item, "reporting_category", out var c) ? c.ToString() : "") switch
        {
            "dispute" => LineType.Chargeback,
            "dispute_reversal" => LineType.ChargebackReversed,
            _ => LineType.Correction,
        },
        _ => throw new RowException("type is not known"),
    };

    private static ImmutableDictionary<string, string>? Other(JsonElement item)
    {
        ImmutableDictionary<string, string>.Builder? other = null;
        foreach (var field in item.EnumerateObject())
        {
            if (!_known.Contains(field.Name) && field.Value.ValueKind != JsonValueKind.Null
                && !CellText.HasAddress(field.Value.ToString()))
            {
                other ??= ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                other[CellText.Plain(field.Name, "a name")] = CellText.Plain(field.Value.ToString(), field.Name);
            }
        }
        return other?.ToImmutable();
    }

    private static bool Has(JsonElement item, string field, out JsonElement value)
    {
        value = default;
        return item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out value);
    }

    private static string Text(JsonElement item, string field) =>
        Has(item, field, out var value) && value.ValueKind == JsonValueKind.String
            ? Reference(value.GetString()!)
            : throw new RowException($"{field} is no text");

    private static string Reference(string text) => text.Length is > 0 and <= Identifier.MaxLength
        && !text.Any(char.IsControl) ? text : throw new RowException("a reference is too long or empty");

    private static long Whole(JsonElement item, string field) =>
        Has(item, field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            && Math.Abs(number) <= Money.MaxMinor
            ? number
            : throw new RowException($"{field} is no whole number within its bounds");

    private static Currency CurrencyOf(JsonElement item) => CellText.Currency(Text(item, "currency"), "currency");

    private static DateTimeOffset Time(JsonElement item, string field) =>
        Whole(item, field) is >= 0 and <= 253_402_300_799 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new RowException($"{field} is no time");
}
