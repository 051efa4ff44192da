using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Postings;

namespace RetailActors.Adapters.NetSuite;

/// <summary>Our documents as records, and what came back compared with them.</summary>
internal static class NetSuiteBody
{
    /// <summary>A record to put.</summary>
    internal static JsonObject Write(
        DocumentCall call, DocumentContents contents, NetSuiteRecord record, string guest)
    {
        var body = new JsonObject
        {
            ["tranDate"] = contents.Day,
            ["otherRefNum"] = call.Subject,
            ["currency"] = new JsonObject { ["refName"] = contents.Currency.Value },
            ["entity"] = Reference(contents.Customer?.Value ?? guest),
        };
        if (DocumentContents.SalesOrderKeyOf(call) is { } salesOrder && call.Kind != DocumentKind.SalesOrder)
        {
            body["createdFrom"] = Reference(salesOrder);
        }
        if (contents.Via is { } payment)
        {
            body["custbody_payment_reference"] = payment.Value;
        }
        if (call.Step is Step.HandedOver { Tracking: { } tracking } parcel && call.Kind == DocumentKind.Fulfilment)
        {
            body["shipMethod"] = new JsonObject { ["refName"] = parcel.Carrier };
            body["custbody_tracking"] = tracking;
        }
        if (record.HasAmounts)
        {
            body[record.TotalField] = Amounts.Write(contents.Total);
        }
        if (record is { HasAmounts: true, HasLines: true })
        {
            body["subtotal"] = Amounts.Write(contents.Net);
            body["taxTotal"] = Amounts.Write(contents.Tax);
            body["shippingCost"] = Amounts.Write(contents.Shipping);
        }
        if (record.HasLines)
        {
            body["item"] = new JsonObject
            {
                ["items"] = new JsonArray([.. contents.Lines.Select(l => Line(l, record))]),
            };
        }
        return body;
    }

    /// <summary>Where the record is not what was asked for.</summary>
    internal static Comparison Compare(
        JsonNode found, DocumentCall call, DocumentContents contents, NetSuiteRecord record)
    {
        var result = new Comparison()
            .Text("order", call.Subject, found.Text("otherRefNum"))
            .Text("currency", contents.Currency.Value, found.Field("currency").Text("refName"))
            .Date("date", contents.Date, found.Text("tranDate"));
        if (record.HasAmounts)
        {
            result.Amount("total", contents.Total, found.Field(record.TotalField));
        }
        if (record is { HasAmounts: true, HasLines: true })
        {
            result.Amount("net", contents.Net, found.Field("subtotal"))
                .Amount("tax", contents.Tax, found.Field("taxTotal"))
                .Amount("shipping", contents.Shipping, found.Field("shippingCost"));
        }
        return result.Lines(contents.Lines, found.Field("item").Items("items"), new LineFields(
            "custcol_line", "quantity", record.HasAmounts ? ("amount", "tax1Amt") : null));
    }

    private static JsonObject Line(StepLine line, NetSuiteRecord record)
    {
        var body = new JsonObject
        {
            ["custcol_line"] = line.LineId.Value,
            ["item"] = Reference(line.Sku.Value),
            ["quantity"] = line.Quantity,
        };
        if (line.Location is { } location)
        {
            body["location"] = Reference(location.Value);
        }
        if (record.HasAmounts)
        {
            body["amount"] = Amounts.Write(line.Net);
            body["tax1Amt"] = Amounts.Write(line.Tax);
            body["custcol_shipping"] = Amounts.Write(line.Shipping);
        }
        if (line.TaxCode is { } taxCode)
        {
            body["taxCode"] = Reference(taxCode);
        }
        if (DocumentContents.DispositionOf(line, restocked: "restocked") is { } disposition)
        {
            body["custcol_disposition"] = disposition;
        }
        return body;
    }

    private static JsonObject Reference(string externalId) => new() { ["externalId"] = externalId };
}
