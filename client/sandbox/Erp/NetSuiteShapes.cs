using System.Globalization;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Erp;

/// <summary>The records of NetSuite and what they are in the books.</summary>
internal static class NetSuiteShapes
{
    private static readonly (string Kind, string Type)[] _types =
    [
        (ErpKind.SalesOrder, "salesOrder"),
        (ErpKind.Cancellation, "customrecord_order_cancellation"),
        (ErpKind.Fulfilment, "itemFulfillment"),
        (ErpKind.Invoice, "invoice"),
        (ErpKind.Payment, "customerPayment"),
        (ErpKind.CreditMemo, "creditMemo"),
        (ErpKind.Refund, "customerRefund"),
    ];

    internal static string? KindOf(string type) => _types.FirstOrDefault(t => t.Type == type).Kind;

    internal static string TypeOf(string kind) => _types.First(t => t.Kind == kind).Type;

    /// <summary>This system's word for a refusal.</summary>
    internal static string CodeOf(string code) => code switch
    {
        "SalesOrderNotFound" => "INVALID_KEY_OR_REF",
        "PeriodClosed" => "PERIOD_CLOSED",
        "KeyReused" => "DUP_EXTERNAL_ID",
        "FieldInvalid" => "INVALID_CONTENT",
        _ => "USER_ERROR",
    };

    /// <summary>What is asked for, or null when a field is missing or unreadable.</summary>
    /// <param name="kind">Of the address.</param>
    /// <param name="key">Of the address.</param>
    /// <param name="body">The record.</param>
    /// <param name="salesOrder">Number of the sales order under an external id, or null.</param>
    internal static ErpDocument? Read(string kind, string key, JsonObject body, Func<string, string?> salesOrder)
    {
        var currency = Reference(body, "currency", "refName") ?? "";
        if (Decimals.Day(body, "tranDate") is not { } date || Decimals.Read(body, "subtotal", currency) is not { } net
            || Decimals.Read(body, "taxTotal", currency) is not { } tax
            || Decimals.Read(body, "shippingCost", currency) is not { } shipping
            || Decimals.Read(body, "total", currency) is not { } total
            || Decimals.Read(body, "payment", currency) is not { } payment)
        {
            return null;
        }
        var lines = new List<ErpLine>();
        foreach (var item in (body["item"] as JsonObject)?["items"] as JsonArray ?? [])
        {
            if (item is not JsonObject line || Decimals.Read(line, "amount", currency) is not { } lineNet
                || Decimals.Read(line, "tax1Amt", currency) is not { } lineTax
                || Decimals.Read(line, "custcol_shipping", currency) is not { } lineShipping)
            {
                return null;
            }
            lines.Add(new ErpLine(
                Decimals.Text(line, "custcol_line") ?? "", Reference(line, "item", "externalId") ?? "",
                Decimals.Count(line, "quantity"), Reference(line, "location", "externalId"), lineNet, lineTax,
                lineShipping, Reference(line, "taxCode", "externalId"), Decimals.Text(line, "custcol_disposition")));
        }
        return new ErpDocument(
            kind, key, "", "", Decimals.Text(body, "otherRefNum"),
            Reference(body, "createdFrom", "externalId") is { } order ? salesOrder(order) : null,
            Reference(body, "entity", "externalId"), currency, date, net, tax, shipping,
            kind == ErpKind.Payment ? payment : total, [.. lines],
            Decimals.Text(body, "custbody_payment_reference"), default, null, 0);
    }

    /// <summary>A document as the record that it is here.</summary>
    internal static JsonObject Record(ErpDocument document)
    {
        var record = new JsonObject
        {
            ["id"] = document.Sequence.ToString(CultureInfo.InvariantCulture),
            ["tranId"] = document.Number,
            ["externalId"] = document.Key,
            ["otherRefNum"] = document.Reference,
            ["tranDate"] = document.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["createdDate"] = document.PostedAt?.ToString("O", CultureInfo.InvariantCulture),
            ["currency"] = new JsonObject { ["refName"] = document.Currency },
        };
        if (ErpKind.HasPricedLines(document.Kind))
        {
            record["subtotal"] = Decimals.Write(document.Net, document.Currency);
            record["taxTotal"] = Decimals.Write(document.Tax, document.Currency);
            record["shippingCost"] = Decimals.Write(document.Shipping, document.Currency);
        }
        record[document.Kind == ErpKind.Payment ? "payment" : "total"] =
            Decimals.Write(document.Total, document.Currency);
        if (document.Lines.Length > 0)
        {
            record["item"] = new JsonObject
            {
                ["totalResults"] = document.Lines.Length,
                ["items"] = new JsonArray([.. document.Lines.Select(l => Line(l, document))]),
            };
        }
        return record;
    }

    private static JsonObject Line(ErpLine line, ErpDocument document)
    {
        var shape = new JsonObject
        {
            ["custcol_line"] = line.Line,
            ["item"] = new JsonObject { ["externalId"] = line.Item },
            ["quantity"] = line.Quantity,
        };
        if (ErpKind.HasPricedLines(document.Kind))
        {
            shape["amount"] = Decimals.Write(line.Net, document.Currency);
            shape["tax1Amt"] = Decimals.Write(line.Tax, document.Currency);
            shape["custcol_shipping"] = Decimals.Write(line.Shipping, document.Currency);
        }
        return shape;
    }

    /// <summary>An error as the REST services have it.</summary>
    internal static JsonObject Error(int status, string code, string detail) => new()
    {
        ["type"] = "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
        ["title"] = status == 404 ? "Not Found" : "Bad Request",
        ["status"] = status,
        ["o:errorDetails"] = new JsonArray(new JsonObject { ["detail"] = detail, ["o:errorCode"] = code }),
    };

    private static string? Reference(JsonObject document, string field, string by) =>
        document[field] is JsonObject reference ? Decimals.Text(reference, by) : null;
}
