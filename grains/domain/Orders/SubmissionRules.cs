using System.Collections.Immutable;

namespace RetailActors.Orders;

/// <summary>All that can be wrong with a submission. Every fault is told, not only the first.</summary>
internal static class SubmissionRules
{
    public static ImmutableArray<Fault> Check(SubmitOrder c, SubmissionFacts facts)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>(0);
        CheckHeader(c, facts, faults);
        CheckLines(c, facts, faults);
        CheckAmount(c, "tax", c.Tax, 0, faults);
        CheckAmount(c, "shipping", c.Shipping, 0, faults);
        CheckAmount(c, "total", c.Total, 0, faults);
        CheckTotal(c, faults);
        CheckTenders(c, facts, faults);
        return faults.DrainToImmutable();
    }

    private static void CheckHeader(SubmitOrder c, SubmissionFacts facts, ImmutableArray<Fault>.Builder faults)
    {
        if (!facts.ChannelActive)
            faults.Add(new("channel", "inactive-channel", $"No orders are taken from channel {c.Channel}."));
        if (!facts.CustomerActive)
            faults.Add(new("customer.id", "inactive-customer", $"Customer {c.Customer} may not order."));
        if (!c.Currency.IsKnown)
            faults.Add(new("currency", "unknown-currency", "We do not trade in this currency."));
        if (c.Fulfilment.Method is not (FulfilmentMethod.Pickup or FulfilmentMethod.Ship))
            faults.Add(new("fulfilment.method", "unknown-method", "Use pickup or ship."));
        if (c.Fulfilment is { Method: FulfilmentMethod.Pickup, Location: null })
            faults.Add(new("fulfilment.location", "required", "A pick-up needs its store."));
        else if (c.Fulfilment.Location is { } wished && !facts.LocationKnown)
            faults.Add(new("fulfilment.location", "unknown-location", $"There is no active location {wished}."));
        else if (facts.Candidates.Length == 0)
            faults.Add(new("fulfilment", "no-source", "No location can deliver this order."));
    }

    private static void CheckLines(SubmitOrder c, SubmissionFacts facts, ImmutableArray<Fault>.Builder faults)
    {
        if (c.Lines.Length == 0)
            faults.Add(new("lines", "required", "An order needs a line."));
        if (c.Lines.Length > SubmitOrder.MaxLines)
        {
            faults.Add(new("lines", "too-many", $"At most {SubmitOrder.MaxLines} lines."));
            return;
        }
        var seen = c.Lines.Length > 1 ? new HashSet<LineId>(c.Lines.Length) : null;
        for (var i = 0; i < c.Lines.Length; i++)
        {
            var line = c.Lines[i];
            if (seen is not null && !seen.Add(line.LineId))
                faults.Add(new($"lines[{i}].lineId", "duplicate", $"Line {line.LineId} is there twice."));
            if (line.Quantity is < 1 or > SubmitOrder.MaxQuantity)
                faults.Add(new($"lines[{i}].quantity", "out-of-range", $"1 to {SubmitOrder.MaxQuantity}."));
            if (!IsSound(c, line.UnitPrice, 0))
                CheckAmount(c, $"lines[{i}].unitPrice", line.UnitPrice, 0, faults);
            CheckProduct(line, i, facts, faults);
        }
    }

    private static void CheckProduct(
        SubmittedLine line, int i, SubmissionFacts facts, ImmutableArray<Fault>.Builder faults)
    {
        var known = facts.Lines[i];
        if (!known.ProductKnown)
            faults.Add(new($"lines[{i}].sku", "unknown-sku", $"There is no product {line.Sku}."));
        else if (!known.ProductActive)
            faults.Add(new($"lines[{i}].sku", "inactive-product", $"Product {line.Sku} may not be ordered."));
        if (known.ListPrice is { } list && list != line.UnitPrice)
            faults.Add(new($"lines[{i}].unitPrice", "stale-price", $"The price of {line.Sku} is {list}."));
    }

    private static void CheckTotal(SubmitOrder c, ImmutableArray<Fault>.Builder faults)
    {
        Int128 sum = (Int128)c.Tax.Minor + c.Shipping.Minor;
        foreach (var line in c.Lines)
            sum += (Int128)line.UnitPrice.Minor * line.Quantity;
        if (sum != c.Total.Minor)
            faults.Add(new("total", "total-mismatch", $"Lines, tax and shipping add up to {sum}."));
    }

    private static void CheckTenders(SubmitOrder c, SubmissionFacts facts, ImmutableArray<Fault>.Builder faults)
    {
        var field = c.Tenders.Length > 1 ? "payments" : "payment";
        if (c.Tenders.Length > SubmitOrder.MaxTenders)
        {
            faults.Add(new(field, "too-many", $"At most {SubmitOrder.MaxTenders} means of payment."));
            return;
        }
        if (c.Tenders.Length == 0)
        {
            if (c.Total.Minor != 0)
                faults.Add(new(field, "required", "A total above zero needs a means of payment."));
            return;
        }
        Int128 sum = 0;
        for (var i = 0; i < c.Tenders.Length; i++)
        {
            var tender = c.Tenders[i];
            var path = c.Tenders.Length == 1 ? field : $"{field}[{i}]";
            if (!facts.Providers.Contains(tender.Provider))
                faults.Add(new($"{path}.provider", "unknown-provider", $"No provider {tender.Provider} is set up."));
            if (!IsSound(c, tender.Amount, 1))
                CheckAmount(c, $"{path}.amount", tender.Amount, 1, faults);
            sum += tender.Amount.Minor;
        }
        if (sum != c.Total.Minor)
            faults.Add(new(
                c.Tenders.Length == 1 ? "payment.amount" : field, "tender-mismatch",
                $"The payments add up to {sum}, the total is {c.Total.Minor}."));
    }

    // Looked at before a path is put together, which costs more than the look.
    private static bool IsSound(SubmitOrder c, Money amount, long least) =>
        amount.Currency == c.Currency && amount.Minor >= least && amount.Minor <= Money.MaxMinor;

    private static void CheckAmount(
        SubmitOrder c, string field, Money amount, long least, ImmutableArray<Fault>.Builder faults)
    {
        if (amount.Currency != c.Currency)
            faults.Add(new(field, "mixed-currency", $"The order is in {c.Currency}."));
        if (amount.Minor < least || amount.Minor > Money.MaxMinor)
            faults.Add(new(field, "out-of-range", $"{least} to {Money.MaxMinor} minor units."));
    }
}
