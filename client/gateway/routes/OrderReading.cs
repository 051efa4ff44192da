using System.Collections.Immutable;
using RetailActors.Inventory;
using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>Reads the bodies of order operations.</summary>
public static class OrderReading
{
    /// <summary>Reads a submission. Whether its parts fit together is decided by the order itself.</summary>
    public static SubmitOrder Submission(Call call)
    {
        var body = call.Body;
        var order = Header(call, body);
        var tenders = Tenders(body, order.Currency, order.Total);
        body.Done();
        return order with { Tenders = tenders };
    }

    /// <summary>Reads an order whose means of payment follow from something else.</summary>
    public static SubmitOrder WithoutPayment(Call call, Fields body)
    {
        var order = Header(call, body);
        body.Done();
        return order;
    }

    private static SubmitOrder Header(Call call, Fields body)
    {
        var channel = new Channel(body.Id("channel"));
        var externalId = new ExternalOrderId(body.Id("externalId"));
        var customer = Customer(body);
        var currency = body.Currency("currency");
        var fulfilment = Fulfilment(body);
        var lines = Lines(body, currency);
        var tax = InCurrency(body, "tax", currency, body.Money("tax", 0)) ?? new Money(0, currency);
        var shipping = InCurrency(body, "shipping", currency, body.Money("shipping", 0)) ?? new Money(0, currency);
        var total = InCurrency(body, "total", currency, body.Money("total", 0, true)) ?? new Money(0, currency);
        return new SubmitOrder(
            channel, externalId, customer, currency, fulfilment, lines, tax, shipping, total, [],
            TimeSpan.FromSeconds(call.Options.OrderPatienceSeconds), call.Client.Origin);
    }

    /// <summary>Reads units per line; null when all that is open is meant.</summary>
    public static ImmutableArray<LineQuantity>? Quantities(Fields body)
    {
        if (body.Objects("lines", 1, SubmitOrder.MaxLines) is not { } items)
        {
            return null;
        }
        var lines = ImmutableArray.CreateBuilder<LineQuantity>(items.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var line = item.Id("lineId");
            if (line.Length > 0 && !seen.Add(line))
            {
                item.Fault("lineId", "duplicate-line", "This line is in the list twice.");
            }
            lines.Add(new LineQuantity(
                new LineId(line), (int)(item.Whole("quantity", 1, SubmitOrder.MaxQuantity, true) ?? 0)));
            item.Done();
        }
        return lines.MoveToImmutable();
    }

    private static CustomerId? Customer(Fields body)
    {
        if (body.Object("customer") is not { } customer)
        {
            return null;
        }
        var id = customer.Id("id");
        customer.Done();
        return new CustomerId(id);
    }

    private static FulfilmentWish Fulfilment(Fields body)
    {
        if (body.Object("fulfilment", true) is not { } fulfilment)
        {
            return new FulfilmentWish(FulfilmentMethod.Unknown, null);
        }
        var method = fulfilment.Choice<FulfilmentMethod>("method");
        var location = fulfilment.OptionalId("location", method == FulfilmentMethod.Pickup);
        fulfilment.Done();
        return new FulfilmentWish(method, location is null ? null : new LocationId(location));
    }

    private static ImmutableArray<SubmittedLine> Lines(Fields body, Currency currency)
    {
        if (body.Objects("lines", 1, SubmitOrder.MaxLines, true) is not { } items)
        {
            return [];
        }
        var lines = ImmutableArray.CreateBuilder<SubmittedLine>(items.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var id = item.Id("lineId");
            if (id.Length > 0 && !seen.Add(id))
            {
                item.Fault("lineId", "duplicate-line", "Another line has this id.");
            }
            var sku = item.Id("sku");
            var quantity = (int)(item.Whole("quantity", 1, SubmitOrder.MaxQuantity, true) ?? 0);
            var price = InCurrency(item, "unitPrice", currency, item.Money("unitPrice", 0, true));
            var hold = item.OptionalId("reservationId");
            item.Done();
            lines.Add(new SubmittedLine(
                new LineId(id), new Sku(sku), quantity, price ?? default,
                hold is null ? null : new ReservationId(hold)));
        }
        return lines.MoveToImmutable();
    }

    private static ImmutableArray<Tender> Tenders(Fields body, Currency currency, Money total)
    {
        var one = body.Object("payment");
        var several = body.Objects("payments", 0, SubmitOrder.MaxTenders);
        if (one is not null && several is not null)
        {
            body.Fault("payments", "ambiguous", "Send payment or payments, not both.");
            return [];
        }
        if (one is not null)
        {
            return [Tender(one, currency)];
        }
        if (several is null or { Count: 0 } && total.Minor > 0 && !body.Has("payments"))
        {
            body.Fault("payment", "required", "Must be there unless the total is zero.");
        }
        return several is null ? [] : [.. several.Select(t => Tender(t, currency))];
    }

    private static Tender Tender(Fields tender, Currency currency)
    {
        var provider = tender.Id("provider");
        var method = tender.Id("method");
        var amount = InCurrency(tender, "amount", currency, tender.Money("amount", 1, true));
        tender.Done();
        return new Tender(provider, method, amount ?? default);
    }

    private static Money? InCurrency(Fields fields, string name, Currency currency, Money? amount)
    {
        if (amount is { } a && currency.Value is not null && a.Currency != currency)
        {
            fields.Fault(name, "mixed-currency", "All amounts of an order are in its currency.");
            return null;
        }
        return amount;
    }
}
