using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Channels;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;
using RetailActors.Settlement;

namespace RetailActors.Orders;

/// <summary>A stream of the journal that an order's lineage reads.</summary>
/// <param name="Actor">Whose steps they are; null when it is read only to find others.</param>
/// <param name="Stream"><c>kind/tenant/…</c>, always of the order's own tenant.</param>
public readonly record struct LineageStream(string? Actor, string Stream)
{
    /// <summary>First part of the stream's name.</summary>
    public string Kind => Stream[..Stream.IndexOf('/')];
}

/// <summary>Which streams belong to an order's lineage. Every name is derived, from the order or from an event that was
/// read; nothing is searched for.</summary>
public static class LineageLinks
{
    private const string OfExchange = "exchange:";

    /// <summary>The streams that the order itself names: its documents, payments, returns and exchanges.</summary>
    public static IEnumerable<LineageStream> Begin(OrderKey key, Order order)
    {
        yield return new("order", $"order/{key}");
        yield return new("posting", $"posting/{PostingKey.Of(key.Tenant, key.Id)}");
        foreach (var payment in order.Payments)
        {
            yield return new($"payment {payment.Id.Value}", $"payment/{new PaymentKey(key.Tenant, payment.Id)}");
            yield return Line(SettlementLineKey.Missing(key.Tenant, payment.Id));
            // A credit names the order whose goods came back; that order's returns name the exchange.
            if (payment.Intake.Provider == RequestExchange.Provider && Identifier.IsValid(payment.Intake.Method))
                yield return new(null, $"order/{new OrderKey(key.Tenant, new OrderId(payment.Intake.Method))}");
        }
        foreach (var back in order.Returns)
        {
            var id = back.Claim.Id;
            yield return new($"return {id.Value}", $"return/{new ReturnKey(key.Tenant, id)}");
            foreach (var exchange in Exchange(key.Tenant, id.Value))
                yield return exchange;
        }
    }

    /// <summary>The streams that an event of a stream names; none when it names nothing.</summary>
    public static IEnumerable<LineageStream> Follow(Tenant tenant, LineageStream from, string step, JsonElement data)
    {
        if (from.Actor is null)
            return step == "return-claimed" ? Exchange(tenant, Text(Of(data, "claim"), "id")) : [];
        return (from.Kind, step) switch
        {
            ("order", "exception-raised") => Desk(tenant, Text(data, "kind"), from, Text(data, "part")),
            ("posting", "exception-raised") => Desk(tenant, Text(data, "kind"), from, Text(data, "key")),
            ("return", "exception-raised") when Of(data, "number") is { ValueKind: JsonValueKind.Number } number =>
                Desk(tenant, ReturnDecider.RefundRefusedKind, from, ReturnDecider.PartOf(number.GetInt32())),
            ("settlement-line", "raised") =>
                Desk(tenant, CaseDecider.ExceptionKind, from, Text(Of(data, "report"), "part")),
            ("inbox", "reported") when Text(data, "part") is { } part =>
                Desk(tenant, InboxDecider.KindOf(part), from, part),
            ("payment", "settlement-matched" or "settlement-differed" or "settlement-accepted") =>
                Settled(tenant, Text(data, "line")),
            ("order" or "return", _) => Message(tenant, data),
            _ => [],
        };
    }

    /// <summary>False for the exchange of another order: the goods that came back were that order's, too.</summary>
    public static bool Concerns(OrderId order, LineageStream from, string step, JsonElement data) =>
        from.Kind != ExchangeDecider.Kind || step != "requested"
        || Text(data, "newOrder") == order.Value || Text(Of(data, "command"), "order") == order.Value;

    /// <summary>An event as the lineage tells it: of a message from outside not the body, which can be long.</summary>
    public static string Detail(LineageStream from, string step, JsonElement data)
    {
        if (from.Kind != "inbox" || step != "received")
            return data.GetRawText();
        var told = JsonNode.Parse(data.GetRawText())!.AsObject();
        told["message"]?.AsObject().Remove("body");
        return told.ToJsonString();
    }

    private static LineageStream[] Desk(Tenant tenant, string? kind, LineageStream about, string? part)
    {
        if (kind is null || part is null)
            return [];
        var key = ExceptionKey.For(tenant, kind, about.Stream, part);
        return [new($"exception {key.Id}", $"exception/{key}")];
    }

    private static LineageStream[] Exchange(Tenant tenant, string? returnId)
    {
        if (returnId?.StartsWith(OfExchange, StringComparison.Ordinal) is not true)
            return [];
        var id = new ExchangeId(returnId[OfExchange.Length..]);
        return [new($"exchange {id.Value}", $"{ExchangeDecider.Kind}/{new ExchangeKey(tenant, id)}")];
    }

    /// <summary>A line of a report is named by its settlement and its number.</summary>
    private static LineageStream[] Settled(Tenant tenant, string? line)
    {
        if (line?.LastIndexOf(':') is not (> 0 and var at))
            return [];
        var settlement = new SettlementKey(tenant, line[..at]);
        return
        [
            Line(SettlementLineKey.Of(settlement, line[(at + 1)..])),
            new($"settlement {settlement.Id}", $"posting/{PostingKey.OfSettlement(tenant, settlement.Id)}"),
        ];
    }

    private static LineageStream Line(SettlementLineKey key) =>
        new($"settlement-line {key.Id}", $"settlement-line/{key}");

    /// <summary>What a message from outside has caused says so as its reason.</summary>
    private static LineageStream[] Message(Tenant tenant, JsonElement data)
    {
        JsonElement[] places = [data, Of(data, "note"), Of(Of(data, "claim"), "request")];
        foreach (var place in places)
        {
            // Somebody may have typed a reason that looks like one: it still names a message of this tenant only.
            if (Text(Of(place, "by"), "reason")?.Split('/') is ["inbox", var of, var source, var id]
                && of == tenant.Value && Identifier.IsValid(source) && Identifier.IsValid(id))
            {
                var key = new InboxKey(tenant, source, id);
                return [new($"message {source}/{id}", InboxDecider.StreamOf(key))];
            }
        }
        return [];
    }

    private static JsonElement Of(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement from, string name) =>
        Of(from, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
