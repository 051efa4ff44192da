using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RetailActors.Sandbox.Erp;

/// <summary>The entities of Dynamics 365 and what they are in the books.</summary>
internal static class Dynamics365Shapes
{
    private static readonly (string Kind, string Set, string Number, string Lines)[] _sets =
    [
        (ErpKind.SalesOrder, "SalesOrderHeadersV2", "SalesOrderNumber", "SalesOrderLines"),
        (ErpKind.Cancellation, "SalesOrderCancellations", "CancellationNumber", "CancellationLines"),
        (ErpKind.Fulfilment, "SalesOrderPackingSlips", "PackingSlipNumber", "PackingSlipLines"),
        (ErpKind.Invoice, "SalesInvoiceHeadersV2", "InvoiceNumber", "SalesInvoiceLines"),
        (ErpKind.Payment, "CustomerPaymentJournals", "JournalBatchNumber", ""),
        (ErpKind.CreditMemo, "ReturnOrderHeaders", "ReturnOrderNumber", "ReturnOrderLines"),
        (ErpKind.Refund, "CustomerRefundJournals", "RefundBatchNumber", ""),
    ];

    internal static string? KindOf(string set) => _sets.FirstOrDefault(s => s.Set == set).Kind;

    internal static string NumberField(string kind) => _sets.First(s => s.Kind == kind).Number;

    internal static DateOnly? DateOf(JsonObject body) => Decimals.Day(body, "PostingDate");

    /// <summary>What is asked for, or null when a field is missing or unreadable.</summary>
    internal static ErpDocument? Read(string kind, JsonObject body)
    {
        var currency = Decimals.Text(body, "CurrencyCode") ?? "";
        if (DateOf(body) is not { } date || Decimals.Text(body, "dataAreaId") is null
            || Decimals.Read(body, "LineAmountTotal", currency) is not { } net
            || Decimals.Read(body, "SalesTaxAmount", currency) is not { } tax
            || Decimals.Read(body, "ChargesAmount", currency) is not { } shipping
            || Decimals.Read(body, "TotalAmount", currency) is not { } total)
        {
            return null;
        }
        var lines = new List<ErpLine>();
        foreach (var item in body[_sets.First(s => s.Kind == kind).Lines] as JsonArray ?? [])
        {
            if (item is not JsonObject line || Decimals.Read(line, "LineAmount", currency) is not { } lineNet
                || Decimals.Read(line, "SalesTaxAmount", currency) is not { } lineTax
                || Decimals.Read(line, "ChargeAmount", currency) is not { } lineShipping)
            {
                return null;
            }
            lines.Add(new ErpLine(
                Decimals.Text(line, "LineReference") ?? "", Decimals.Text(line, "ItemNumber") ?? "",
                Decimals.Count(line, "Quantity"), Decimals.Text(line, "ShippingWarehouseId"), lineNet, lineTax,
                lineShipping, Decimals.Text(line, "SalesTaxItemGroupCode"), Decimals.Text(line, "DispositionCode")));
        }
        return new ErpDocument(
            kind, Decimals.Text(body, "IntegrationKey") ?? "", "", "", Decimals.Text(body, "CustomersOrderReference"),
            kind == ErpKind.SalesOrder ? null : Decimals.Text(body, "SalesOrderNumber"),
            Decimals.Text(body, "OrderingCustomerAccountNumber"), currency, date, net, tax, shipping, total, [.. lines],
            Decimals.Text(body, "PaymentReference") ?? Decimals.Text(body, "SalesOrderOriginCode"), default, null, 0);
    }

    /// <summary>A document as the entity that it is here.</summary>
    internal static JsonObject Entity(ErpDocument document)
    {
        var (_, _, number, lines) = _sets.First(s => s.Kind == document.Kind);
        var entity = new JsonObject
        {
            ["@odata.etag"] = $"W/\"{document.Number}/{document.Sequence}\"",
            ["dataAreaId"] = "usrt",
            ["SalesOrderNumber"] = document.SalesOrder,
            [number] = document.Number,
            ["IntegrationKey"] = document.Key,
            ["CustomersOrderReference"] = document.Reference,
            ["CurrencyCode"] = document.Currency,
            ["PostingDate"] = document.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["DocumentStatus"] = document.IsPosted ? "Posted" : "Draft",
            ["PostedDateTime"] = document.PostedAt?.ToString("O", CultureInfo.InvariantCulture),
            ["TotalAmount"] = Decimals.Write(document.Total, document.Currency),
        };
        if (ErpKind.HasPricedLines(document.Kind))
        {
            entity["LineAmountTotal"] = Decimals.Write(document.Net, document.Currency);
            entity["SalesTaxAmount"] = Decimals.Write(document.Tax, document.Currency);
            entity["ChargesAmount"] = Decimals.Write(document.Shipping, document.Currency);
        }
        if (lines.Length > 0)
        {
            entity[lines] = new JsonArray([.. document.Lines.Select(l => Line(l, document))]);
        }
        return entity;
    }

    private static JsonObject Line(ErpLine line, ErpDocument document)
    {
        var shape = new JsonObject
        {
            ["LineReference"] = line.Line,
            ["ItemNumber"] = line.Item,
            ["Quantity"] = line.Quantity,
            ["ShippingWarehouseId"] = line.Location,
        };
        if (ErpKind.HasPricedLines(document.Kind))
        {
            shape["LineAmount"] = Decimals.Write(line.Net, document.Currency);
            shape["SalesTaxAmount"] = Decimals.Write(line.Tax, document.Currency);
            shape["ChargeAmount"] = Decimals.Write(line.Shipping, document.Currency);
        }
        return shape;
    }

    /// <summary>An error as OData has it: the reason lies in the inner error.</summary>
    internal static JsonObject Error(string code, string message) => new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = code,
            ["message"] = "An error has occurred.",
            ["innererror"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = "Microsoft.Dynamics.Platform.Integration.Services.OData.ODataException",
                ["stacktrace"] = "",
            },
        },
    };
}
