using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace RetailActors.Gateway;

/// <summary>What the document says about the webhooks that outside systems send. They have another way in than the
/// API, with a signature in place of a key, so they are described by themselves.</summary>
public static class WebhookDocs
{
    private const string Tag = "Webhooks";
    private const string Signature = "webhookSignature";
    private const string ShopSignature = "shopSignature";
    private const string CloudEvent = "application/cloudevents+json";

    private static readonly (int Status, string Text)[] _problems =
    [
        (400, "invalid-event: it cannot be read."), (401, "signature-invalid: nothing was kept."),
        (413, "body-too-large"), (415, "unsupported-media-type"), (422, "invalid: it has a card number."),
        (503, "overloaded, outcome-unknown or record-unreadable: send it again."),
    ];

    private static readonly (string Name, string Text)[] _standard =
    [
        ("webhook-id", "The message; the same when it is sent again."),
        ("webhook-timestamp", "Seconds since 1970, at most 5 minutes off."),
        ("webhook-signature", "`v1,` and base64 of HMAC-SHA256 over id, timestamp and body; up to 8."),
    ];

    private static readonly (string Name, string Text)[] _shop =
    [
        ("X-Shopify-Hmac-Sha256", "Base64 of HMAC-SHA256 over the body."),
        ("X-Shopify-Shop-Domain", "Which shop."), ("X-Shopify-Event-Id", "The message, together with the topic."),
    ];

    /// <summary>Adds them to the document.</summary>
    public static void Add(OpenApiDocument document)
    {
        var schemes = document.Components!.SecuritySchemes!;
        schemes[Signature] = Scheme("webhook-signature", "Standard Webhooks; the secret is the sender's.");
        schemes[ShopSignature] = Scheme("X-Shopify-Hmac-Sha256", "The secret is the shop's.");
        Add(document, "/webhooks/shopify/{resource}/{action}", "receive-shop-webhook", "A shop tells of something",
            ["resource=orders", "action=create"], _shop, ShopSignature, "application/json", """
            {"id":5400000000123,"created_at":"2026-11-27T09:00:00Z","currency":"USD","total_price":"6.50",
             "total_tax":"0.50","line_items":[{"id":1,"sku":"GIFT-WRAP","quantity":2,"price":"3.00"}]}
            """);
        Add(document, "/webhooks/pos/{event}", "receive-till-webhook", "A till tells of something",
            ["event=sale"], _standard, Signature, CloudEvent, """
            {"specversion":"1.0","id":"store-12-77","source":"/stores/store-12","type":"pos.sale",
             "time":"2026-11-27T09:00:00Z","sequence":"77","data":{"store":"store-12","saleId":"S-77",
               "lines":[{"sku":"GIFT-WRAP","quantity":1}]}}
            """);
        Add(document, "/webhooks/wms/{event}", "receive-warehouse-webhook", "A warehouse tells of something",
            ["event=shipment"], _standard, Signature, CloudEvent, """
            {"specversion":"1.0","id":"wms-5","source":"/warehouses/warehouse-1","type":"wms.shipment",
             "time":"2026-11-27T09:00:00Z","data":{"order":"ord_5t1m8hq3v7c2x9k4b6n0d1f2g3","shipmentId":"SH-5",
               "carrier":"UPS","tracking":"1Z5","occurredAt":"2026-11-27T09:00:00Z",
               "lines":[{"lineId":"1","quantity":1}]}}
            """);
        Add(document, "/webhooks/psp", "receive-provider-webhook", "A payment provider tells of something", [],
            _standard, Signature, CloudEvent, """
            {"specversion":"1.0","id":"evt-9","source":"/psp","type":"psp.captured","time":"2026-11-27T09:00:00Z",
             "data":{"payment":"ord_5t1m8hq3v7c2x9k4b6n0d1f2g3.p1","type":"captured","key":"cap-1","reference":"psp-9",
               "amount":{"minor":4328,"currency":"USD"}}}
            """);
    }

    private static void Add(
        OpenApiDocument document, string path, string id, string summary, string[] parts,
        (string Name, string Text)[] headers, string scheme, string media, string example)
    {
        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = summary,
            Description = "Stored first, then answered, then worked off. A repetition has no second effect.",
            Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
            Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }],
            Parameters =
            [
                .. parts.Select(p => Parameter(ParameterLocation.Path, p.Split('=')[0], "What it is about.", p)),
                .. headers.Select(h => Parameter(ParameterLocation.Header, h.Name, h.Text, null)),
            ],
            RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [media] = new() { Schema = Object(), Example = JsonNode.Parse(example) },
                },
            },
            Responses = Responses(),
        };
        var item = new OpenApiPathItem();
        item.AddOperation(HttpMethod.Post, operation);
        document.Paths[path] = item;
    }

    private static OpenApiResponses Responses()
    {
        var responses = new OpenApiResponses
        {
            ["200"] = Answer("Stored: received, already-received or received-differently.", "received"),
            ["202"] = Answer("Stored; what it is about is not here yet.", "parked"),
        };
        foreach (var (status, text) in _problems)
        {
            responses[$"{status}"] = new OpenApiResponse { Description = text };
        }
        return responses;
    }

    private static OpenApiResponse Answer(string description, string status) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = Object(), Example = new JsonObject { ["status"] = status } },
        },
    };

    private static OpenApiParameter Parameter(ParameterLocation where, string name, string text, string? part) => new()
    {
        Name = name, In = where, Description = text, Required = true,
        Example = part is null ? null : JsonValue.Create(part.Split('=')[1]),
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSecurityScheme Scheme(string header, string text) => new()
    {
        Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = header, Description = text,
    };

    private static OpenApiSchema Object() => new() { Type = JsonSchemaType.Object };
}
