namespace RetailActors.Retail.Verify.Books;

/// <summary>
/// Replays what an ERP posted for one order, in the order of posting: nothing before the sales order, no invoice before
/// what it charges has left, no money before an invoice unless it was captured directly, no credit of what was not
/// invoiced, no refund of what was not paid.
/// </summary>
internal static class ErpSequence
{
    /// <param name="order">What it is about.</param>
    /// <param name="documents">In the order of posting.</param>
    /// <param name="direct">Keys of payments that no hand-over has asked for.</param>
    /// <param name="check">What is looked at.</param>
    public static void Judge(
        string order, IEnumerable<BookDocument> documents, IReadOnlySet<string> direct, Check check)
    {
        var units = new Dictionary<string, Sums>();
        var money = new Sums();
        foreach (var document in documents)
        {
            check.Require(
                Fault(document, units, money, direct) is null, (order, document, units, money, direct), static x =>
                    $"{x.order}: {x.document.Kind} {x.document.Number} "
                        + Fault(x.document, x.units, x.money, x.direct));
            foreach (var (line, eaches) in LinesOf(document))
                Of(units, document.Kind).Plus(line, eaches);
            money.Plus(document.Kind, document.Fields.GetValueOrDefault("total"));
        }
    }

    private static string? Fault(
        BookDocument document, Dictionary<string, Sums> units, Sums money, IReadOnlySet<string> direct)
    {
        if (document.Kind != "sales-order" && !units.ContainsKey("sales-order"))
            return "was posted before its sales order";
        return document.Kind switch
        {
            "invoice" when Exceeds(document, units, "fulfilment") => "was posted before its fulfilment",
            "credit-memo" when Exceeds(document, units, "invoice") => "was posted before its invoice",
            "payment" when !units.ContainsKey("invoice") && !direct.Contains(document.Key) =>
                "was posted before any invoice",
            "refund" when money.GetValueOrDefault("refund") + document.Fields.GetValueOrDefault("total")
                > money.GetValueOrDefault("payment") => "was posted before its payment",
            _ => null,
        };
    }

    private static bool Exceeds(BookDocument document, Dictionary<string, Sums> units, string of) =>
        LinesOf(document).Any(line => Of(units, document.Kind).GetValueOrDefault(line.Key) + line.Value
            > Of(units, of).GetValueOrDefault(line.Key));

    private static IEnumerable<KeyValuePair<string, long>> LinesOf(BookDocument document) =>
        document.Fields.Where(f => f.Key.EndsWith("/quantity", StringComparison.Ordinal));

    private static Sums Of(Dictionary<string, Sums> units, string kind)
    {
        if (!units.TryGetValue(kind, out var sums))
            units.Add(kind, sums = new Sums());
        return sums;
    }
}
