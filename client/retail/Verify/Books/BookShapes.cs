using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailActors.Retail.Verify.Books;

/// <summary>The documents in the entries of each system's books.</summary>
internal static class BookShapes
{
    /// <summary>An ERP; what somebody has counted there is no document of ours.</summary>
    public static IEnumerable<BookDocument> Erp(JsonElement item)
    {
        var (key, kind) = (item.Text("key") ?? "", item.Text("kind") ?? "");
        if (kind == "inventory-count")
            yield break;
        var fields = new Sums();
        if (kind is "sales-order" or "invoice" or "credit-memo")
            fields.Plus("net", item.Number("net")).Plus("tax", item.Number("tax"))
                .Plus("shipping", item.Number("shipping"));
        if (kind is not ("cancellation" or "fulfilment"))
            fields.Plus("total", item.Number("total"));
        foreach (var line in item.Items("lines"))
            fields.Units(line.Text("line") ?? "", line.Number("quantity"));
        yield return new BookDocument(
            key, kind == "cancellation" ? "sales-order-cancellation" : kind, item.Text("number") ?? "",
            item.Text("status") == "posted", item.Text("reference") ?? "", BookDocument.StreamOf(key),
            item.Number("sequence"), fields);
    }

    /// <summary>The tills: what they were told to put aside.</summary>
    public static IEnumerable<BookDocument> Tills(JsonElement item)
    {
        if (item.Text("key") is { } key)
            yield return Units(
                key, item.Text("kind") == "notice" ? "pickup-notice" : "pickup-revocation", item,
                item.Text("order") ?? "");
    }

    /// <summary>The warehouse: releases, and what was called off of them.</summary>
    public static IEnumerable<BookDocument> Warehouse(JsonElement item)
    {
        var order = item.Text("order") ?? "";
        yield return Units(item.Text("key") ?? "", "warehouse-release", item, order);
        foreach (var cancellation in item.Items("cancellations"))
            yield return Units(cancellation.Text("key") ?? "", "warehouse-cancellation", cancellation, order);
    }

    /// <summary>The tax engine: an order's transactions.</summary>
    public static IEnumerable<BookDocument> Tax(JsonElement item)
    {
        foreach (var transaction in item.Items("transactions"))
        {
            var kind = transaction.Text("type") == "sale" ? "tax-commit" : "tax-reversal";
            var document = Units(transaction.Text("key") ?? "", kind, transaction, item.Text("order") ?? "");
            var fields = (Sums)document.Fields;
            fields.Plus("tax", transaction.Number("tax"));
            foreach (var line in transaction.Items("lines"))
                fields.Plus($"lines/{line.Text("lineId")}/tax", line.Number("tax"));
            yield return document;
        }
    }

    /// <summary>The ledger of finance: entries by account.</summary>
    public static IEnumerable<BookDocument> Finance(JsonElement item)
    {
        if (item.Text("externalKey") is not { } key)
            yield break;
        var fields = new Sums();
        foreach (var line in item.Items("lines"))
            fields.Plus($"{line.Text("account")} {line.Text("currency")}", line.Number("minor"));
        yield return new BookDocument(
            key, "journal-entry", item.Text("number") ?? "", true, item.Text("subject") ?? "",
            BookDocument.StreamOf(key), 0, fields.Compact());
    }

    /// <summary>The shop: the steps that its orders are tagged with. It does not know our keys.</summary>
    public static IEnumerable<BookDocument> Shop(JsonElement item)
    {
        if (item.Text("kind") != "order" || item.Text("id") is not { } id)
            yield break;
        foreach (var tag in item.Items("tags").Select(t => t.ToString()).Where(t => t.StartsWith("ra:")))
            yield return new BookDocument(
                ShopKey(id, tag[3..]), "order-status", id, true, id, null, 0, new Sums());
    }

    /// <summary>What stands for a document's key in the shop: a tag has 40 characters at most and no comma, so a longer
    /// step stands there as its hash.</summary>
    public static string ShopKey(string order, string step) => step.Length <= 37 && !step.Contains(',')
        ? $"{order}#{step}"
        : $"{order}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(step)).AsSpan(0, 16))}";

    /// <summary>The CRM: the latest version of each customer.</summary>
    public static IEnumerable<BookDocument> Crm(JsonElement item)
    {
        yield return new BookDocument(
            item.Text("customer") ?? "", "customer-record", item.Text("number") ?? "", true,
            item.Text("customer") ?? "", BookDocument.StreamOf(item.Text("key") ?? ""), 0,
            new Sums().Plus("version", item.Number("version")));
    }

    private static BookDocument Units(string key, string kind, JsonElement lines, string subject)
    {
        var fields = new Sums();
        foreach (var line in lines.Items("lines"))
            fields.Units(line.Text("lineId") ?? "", line.Number("quantity"));
        return new BookDocument(
            key, kind, lines.Text("number") ?? "", true, subject, BookDocument.StreamOf(key), 0, fields);
    }
}
