namespace RetailActors.Sandbox.Erp;

/// <summary>What an ERP insists on. Pure; amounts in minor units.</summary>
internal static class ErpRules
{
    /// <summary>What can be seen from the document itself, already of a draft.</summary>
    internal static ErpOutcome.Refused? OfItself(ErpDocument document)
    {
        if (document.Key.Length == 0 || !new Currency(document.Currency).IsKnown)
        {
            return new ErpOutcome.Refused("FieldInvalid", "A key and a currency are required.");
        }
        var hasLines = document.Kind is not (ErpKind.Payment or ErpKind.Refund);
        if (hasLines && (document.Lines.Length == 0 || document.Lines.Any(l => l.Quantity <= 0 || l.Item.Length == 0)))
        {
            return new ErpOutcome.Refused("FieldInvalid", "Lines need an item and a quantity above zero.");
        }
        if (!hasLines && document.Total <= 0)
        {
            return new ErpOutcome.Refused("FieldInvalid", "The amount must be above zero.");
        }
        var addsUp = document.Net == document.Lines.Sum(l => l.Net) && document.Tax == document.Lines.Sum(l => l.Tax)
            && document.Shipping == document.Lines.Sum(l => l.Shipping)
            && document.Total == document.Net + document.Tax + document.Shipping;
        return ErpKind.HasPricedLines(document.Kind) && !addsUp
            ? new ErpOutcome.Refused("TotalsDiffer", "The header is not the sum of the lines.")
            : null;
    }

    /// <summary>What depends on the other posted documents of the sales order.</summary>
    internal static ErpOutcome.Refused? OfItsPlace(ErpDocument document, IReadOnlyList<ErpDocument> others)
    {
        if (document.Kind is ErpKind.SalesOrder or ErpKind.InventoryCount)
        {
            return null;
        }
        if (others.FirstOrDefault(d => d.Kind == ErpKind.SalesOrder) is not { } order)
        {
            return new ErpOutcome.Refused("SalesOrderNotFound", "There is no such sales order.");
        }
        if (document.Currency != order.Currency)
        {
            return new ErpOutcome.Refused("CurrencyDiffers", "The sales order is in another currency.");
        }
        if (document.Kind == ErpKind.Refund)
        {
            var left = Amount(others, ErpKind.Payment) - Amount(others, ErpKind.Refund);
            return document.Total > left
                ? new ErpOutcome.Refused("ExceedsPaid", "More than what was paid cannot be refunded.")
                : null;
        }
        return document.Lines.Select(l => l.Line).Distinct()
            .Select(line => OfLine(document, line, others)).FirstOrDefault(refused => refused is not null);
    }

    private static ErpOutcome.Refused? OfLine(ErpDocument document, string line, IReadOnlyList<ErpDocument> others)
    {
        int Of(string kind) => others.Where(d => d.Kind == kind).Sum(d => d.QuantityOf(line));
        var (left, code, message) = document.Kind switch
        {
            ErpKind.Fulfilment or ErpKind.Cancellation => (
                Of(ErpKind.SalesOrder) - Of(ErpKind.Cancellation) - Of(ErpKind.Fulfilment),
                "ExceedsOrdered", "More than what is open of the line."),
            ErpKind.Invoice => (
                Of(ErpKind.Fulfilment) - Of(ErpKind.Invoice),
                "NotFulfilled", "Only what has been fulfilled can be invoiced."),
            _ => (
                Of(ErpKind.Invoice) - Of(ErpKind.CreditMemo),
                "NotInvoiced", "Only what has been invoiced can be credited."),
        };
        return document.QuantityOf(line) > left ? new ErpOutcome.Refused(code, message) : null;
    }

    /// <summary>What this company makes of it: the document with its own date and tax, or the closed period.</summary>
    internal static (ErpDocument Document, ErpOutcome.Refused? Refused) Adjust(ErpDocument asked, ErpHabits habits)
    {
        var document = asked;
        if (habits.ClosedThrough is { } closed && document.Date <= closed)
        {
            if (!habits.MovesDates)
            {
                return (asked, new ErpOutcome.Refused("PeriodClosed", $"The period of {asked.Date:O} is closed."));
            }
            document = document with { Date = closed.AddDays(1) };
        }
        var taxed = ErpKind.HasPricedLines(document.Kind) && habits.TaxRoundingDown
            ? document.Lines.IndexOf(document.Lines.FirstOrDefault(l => l.Tax > 0)!)
            : -1;
        if (taxed >= 0)
        {
            var line = document.Lines[taxed];
            document = document with
            {
                Lines = document.Lines.SetItem(taxed, line with { Tax = line.Tax - 1 }),
                Tax = document.Tax - 1,
                Total = document.Total - 1,
                AskedTotal = asked.Total,
            };
        }
        return (document, null);
    }

    private static long Amount(IReadOnlyList<ErpDocument> documents, string kind) =>
        documents.Where(d => d.Kind == kind).Sum(d => d.Total);
}
