using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>Examples of orders; a test executes them against the demonstration catalogue.</summary>
public static class OrderExamples
{
    /// <summary>Picked up in the end.</summary>
    public static readonly string Id = IdOf("W-1001");

    /// <summary>Shipped.</summary>
    public static readonly string ShippedId = IdOf("W-1002");

    /// <summary>Cancelled.</summary>
    public static readonly string CancelledId = IdOf("W-1003");

    /// <summary>Held.</summary>
    public static readonly string HeldId = IdOf("W-1004");

    /// <summary>Exchanged.</summary>
    public static readonly string ExchangedId = IdOf("W-1005");

    /// <summary>What the customer gets instead.</summary>
    public static readonly string InsteadId = IdOf("W-1006");

    public const string Hold = """{"holdId":"H-1","reason":"fraud-check","note":"two cards from one address"}""";

    public const string Release = """{"holdId":"H-1","reason":"the customer has called"}""";

    public const string Missing = """
        {"fulfilmentId":"M-1","reason":"shelf is empty","lines":[{"lineId":"1","quantity":1}]}
        """;

    public const string Submission = """
        {"channel":"web","externalId":"W-1001","customer":{"id":"C-9"},"currency":"USD",
         "fulfilment":{"method":"pickup","location":"store-12"},
         "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":2,"unitPrice":{"minor":1999,"currency":"USD"} }],
         "tax":{"minor":330,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
         "total":{"minor":4328,"currency":"USD"},
         "payment":{"provider":"sandbox","method":"tok_visa","amount":{"minor":4328,"currency":"USD"}}}
        """;

    public const string Ready = """{"fulfilmentId":"R-1","occurredAt":"2026-11-27T09:30:00Z"}""";

    public const string Pickup = """
        {"fulfilmentId":"P-1","occurredAt":"2026-11-27T17:05:00Z","lines":[{"lineId":"1","quantity":2}]}
        """;

    public const string Shipment = """
        {"fulfilmentId":"S-1","occurredAt":"2026-11-27T14:00:00Z","carrier":"UPS","tracking":"1Z999",
         "lines":[{"lineId":"1","quantity":1}]}
        """;

    public const string Cancel = """
        {"cancellationId":"C-1","reason":"changed mind","lines":[{"lineId":"1","quantity":1}]}
        """;

    public static readonly string Order = Shown("accepted", """
        "acceptedAt":"2026-11-27T09:00:00.2Z","routingRule":"pickup-location",
        """, "authorised");

    public static readonly string Held = Shown("on-hold", """
        "acceptedAt":"2026-11-27T09:00:00.2Z","routingRule":"pickup-location",
        "holds":[{"id":"H-1","reason":"fraud-check","by":"dev","note":"two cards from one address",
          "at":"2026-11-27T09:10:00Z"}],
        """, "authorised");

    public static readonly string Deciding = Shown("received", "", "processing");

    public static readonly string List = $$"""
        {"items":[{"id":"{{Id}}","status":"accepted","channel":"web","changedAt":"2026-11-27T09:00:00.2Z","version":3,
          "links":{{Links(Id)}} }],"next":"b3JkXzAx"}
        """;

    public static readonly string Lineage = $$"""
        {"order":"{{Id}}","items":[
          {"at":"2026-11-27T09:00:00Z","actor":"order","step":"submitted","detail":{"lines":1},
           "traceId":"4bf92f3577b34da6a3ce929d0e0e4736"},
          {"at":"2026-11-27T09:00:00.1Z","actor":"payment {{Id}}.p1","step":"authorised","detail":{"minor":4328} },
          {"at":"2026-11-27T09:20:00Z","actor":"exception exc_5b0d3c9a1e7f42680d9be1a3","step":"decided",
           "detail":{"verdict":{"kind":"Retry","by":{"client":"ann","reason":"the bank is content"} } } }]}
        """;

    private static string IdOf(string externalId) =>
        OrderKey.For(new Tenant("demo"), new Channel("web"), new ExternalOrderId(externalId)).Id.Value;

    private static string Links(string id) =>
        $$"""{"self":"/v1/orders/{{id}}","lineage":"/v1/orders/{{id}}/lineage","cancel":"/v1/orders/{{id}}/cancel"}""";

    private static string Shown(string status, string accepted, string payment) => $$"""
        {"id":"{{Id}}","status":"{{status}}","chargeStatus":"none","channel":"web","externalId":"W-1001",
         "customer":{"id":"C-9"},"currency":"USD","fulfilment":{"method":"pickup","location":"store-12"},
         "lines":[{"lineId":"1","sku":"TEE-BLK-M","quantity":2,"unitPrice":{"minor":1999,"currency":"USD"},
           "open":0,"allocated":2,"ready":0,"fulfilled":0,"cancelled":0,"returned":0,
           "taxCode":"apparel","location":"store-12"}],
         "tax":{"minor":330,"currency":"USD"},"shipping":{"minor":0,"currency":"USD"},
         "total":{"minor":4328,"currency":"USD"},"submittedAt":"2026-11-27T09:00:00Z",{{accepted}}
         "payments":[{"id":"{{Id}}.p1","status":"{{payment}}","provider":"sandbox",
           "amount":{"minor":4328,"currency":"USD"},"captured":{"minor":0,"currency":"USD"},
           "refunded":{"minor":0,"currency":"USD"} }],
         "reservations":[{"id":"{{Id}}:1","lineId":"1","sku":"TEE-BLK-M","location":"store-12","quantity":2}],
         "fulfilments":[],"returns":[],"version":3,"links":{{Links(Id)}} }
        """;
}
