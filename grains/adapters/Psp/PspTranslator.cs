using System.Globalization;
using System.Text.Json;
using RetailActors.Channels;

namespace RetailActors.Adapters.Psp;

/// <summary>Makes commands out of what payment providers say of their own accord. Which of it is news is decided by the
/// payment.</summary>
public sealed class PspTranslator : IInboundTranslator
{
    /// <inheritdoc/>
    public string Source => "psp";

    /// <inheritdoc/>
    public Translation Translate(InboxMessage message, InboxKey key)
    {
        try
        {
            using var document = JsonDocument.Parse(message.Body);
            var e = document.RootElement;
            if (e.ValueKind != JsonValueKind.Object || Text(e, "type") is not { } name || Text(e, "id") is not { } id)
            {
                return new Translation.Broken("A CloudEvent has a type and an id.");
            }
            var type = name[(name.LastIndexOf('.') + 1)..];
            if (!Payments.ProviderEventTypes.All.Contains(type))
            {
                return new Translation.Unknown("unknown-type");
            }
            return e.TryGetProperty("data", out var data) && Event(e, data, id, type, message) is { } told
                ? new Translation.Commands([told])
                : new Translation.Broken("An event of a payment has a payment and an amount in minor units.");
        }
        catch (JsonException wrong)
        {
            return new Translation.Broken(wrong.Message);
        }
    }

    private static InboundCommand.PaymentEvent? Event(
        JsonElement e, JsonElement data, string id, string type, InboxMessage message)
    {
        if (!Identifier.IsValid(Text(data, "payment")) || !data.TryGetProperty("amount", out var amount)
            || amount.ValueKind != JsonValueKind.Object || !amount.TryGetProperty("minor", out var minor)
            || minor.ValueKind != JsonValueKind.Number || !minor.TryGetInt64(out var units)
            || units is < 0 or > Money.MaxMinor
            || new Currency(Text(amount, "currency") ?? "") is not { IsKnown: true } currency)
        {
            return null;
        }
        var at = DateTimeOffset.TryParse(
            Text(e, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time : message.ReceivedAt;
        return new InboundCommand.PaymentEvent(
            new PaymentId(Text(data, "payment")!), id, type, Text(data, "key"), Text(data, "reference"),
            new Money(units, currency), at);
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
