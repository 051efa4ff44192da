using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.Dynamics365;

/// <summary>Our documents as entities, and what came back compared with them.</summary>
internal static class Dynamics365Body
{
    /// <summary>An entity to create.</summary>
    internal static JsonObject Write(
        DocumentCall call, DocumentContents contents, Dynamics365Entity entity, string company, string? salesOrder)
    {
        var body = new JsonObject
        {
            ["dataAreaId"] = company,
            ["IntegrationKey"] = call.Key,
            ["CustomersOrderReference"] = call.Subject,
            ["CurrencyCode"] = contents.Currency.Value,
            ["PostingDate"] = contents.Day,
        };
        if (salesOrder is not null)
        {
            body["SalesOrderNumber"] = salesOrder;
        }
        if (call.Step is Step.Accepted { Order: var order })
        {
            body["OrderingCustomerAccountNumber"] = order.Customer?.Value;
            body["SalesOrderOriginCode"] = order.Channel.Value;
        }
        if (contents.Via is { } payment)
        {
            body["PaymentReference"] = payment.Value;
        }
        if (call.Step is Step.HandedOver { Tracking: { } tracking } parcel && call.Kind == DocumentKind.Fulfilment)
        {
            body["ShippingCarrierId"] = parcel.Carrier;
            body["TrackingNumber"] = tracking;
        }
        if (entity.HasAmounts && entity.LinesField.Length > 0)
        {
            body["LineAmountTotal"] = Amounts.Write(contents.Net);
            body["SalesTaxAmount"] = Amounts.Write(contents.Tax);
            body["ChargesAmount"] = Amounts.Write(contents.Shipping);
        }
        if (entity.HasAmounts)
        {
            body["TotalAmount"] = Amounts.Write(contents.Total);
        }
        if (entity.LinesField.Length > 0)
        {
            body[entity.LinesField] = new JsonArray([.. contents.Lines.Select(l => Line(l, entity))]);
        }
        return body;
    }

    /// <summary>The one field of a draft that the exception desk may change.</summary>
    internal static JsonObject Redated(DocumentContents contents) => new() { ["PostingDate"] = contents.Day };

    /// <summary>Where the posted entity is not what was asked for.</summary>
    internal static Comparison Compare(
        JsonNode posted, DocumentCall call, DocumentContents contents, Dynamics365Entity entity)
    {
        var found = new Comparison()
            .Text("order", call.Subject, posted.Text("CustomersOrderReference"))
            .Text("currency", contents.Currency.Value, posted.Text("CurrencyCode"))
            .Date("date", contents.Date, posted.Text("PostingDate"));
        if (entity.HasAmounts)
        {
            found.Amount("total", contents.Total, posted.Field("TotalAmount"));
        }
        if (entity.HasAmounts && entity.LinesField.Length > 0)
        {
            found.Amount("net", contents.Net, posted.Field("LineAmountTotal"))
                .Amount("tax", contents.Tax, posted.Field("SalesTaxAmount"))
                .Amount("shipping", contents.Shipping, posted.Field("ChargesAmount"));
        }
        return found.Lines(contents.Lines, posted.Items(entity.LinesField), new LineFields(
            "LineReference", "Quantity", entity.HasAmounts ? ("LineAmount", "SalesTaxAmount") : null));
    }

    private static JsonObject Line(StepLine line, Dynamics365Entity entity)
    {
        var body = new JsonObject
        {
            ["LineReference"] = line.LineId.Value,
            ["ItemNumber"] = line.Sku.Value,
            ["Quantity"] = line.Quantity,
        };
        if (line.Location is { } location)
        {
            body["ShippingWarehouseId"] = location.Value;
        }
        if (entity.HasAmounts)
        {
            body["LineAmount"] = Amounts.Write(line.Net);
            body["SalesTaxAmount"] = Amounts.Write(line.Tax);
            body["ChargeAmount"] = Amounts.Write(line.Shipping);
        }
        if (line.TaxCode is { } taxCode)
        {
            body["SalesTaxItemGroupCode"] = taxCode;
        }
        if (DocumentContents.DispositionOf(line, restocked: "credit") is { } disposition)
        {
            body["DispositionCode"] = disposition;
        }
        return body;
    }
}
