namespace RetailActors.Gateway;

/// <summary>The routes of orders.</summary>
public static class OrderDocs
{
    private const string Tag = "Orders";

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        routes.Post("/v1/orders", "submit-order", Scopes.OrdersWrite, BodyNeed.Required, OrderRoutes.Submit)
            .Is(Tag, "Submit an order",
                "Allocates stock, authorises the payments and says what became of it. The same channel and externalId "
                + "with equal content gives the same order. 202: still deciding, poll the Location.")
            .Takes<OrderBody>(OrderExamples.Submission)
            .Answers<OrderAnswer>(201, "Accepted: stock is committed and the money authorised.", OrderExamples.Order)
            .Answers<OrderAnswer>(200, "Accepted before.", OrderExamples.Order)
            .Answers<OrderAnswer>(202, "Taken in and still being decided.", OrderExamples.Deciding)
            .Refuses(402, "payment-declined")
            .Refuses(409, "out-of-stock", "order-differs");
        routes.Get("/v1/orders", "list-orders", Scopes.OrdersRead, OrderRoutes.List)
            .Is(Tag, "List orders, or find one",
                "With channel and externalId: that order itself, or 404. Otherwise a page of orders, by id.")
            .Query("channel", "Only of this channel.", "web")
            .Query("externalId", "The channel's id; the answer is then the order itself.", "W-1001")
            .Query("status", "Only with this status.", "accepted")
            .Query("cursor", "The next member of the page before.", "")
            .Query("limit", "1 to 200, by default 50.", "50")
            .Answers<OrderList>(200, "A page; with externalId an order.", OrderExamples.List)
            .Refuses(404, "not-found");
        routes.Get("/v1/orders/{id}", "get-order", Scopes.OrdersRead, OrderRoutes.Read)
            .Is(Tag, "Read an order", "Status, lines, totals, fulfilment and payments, as of the last durable change.")
            .Path("id", "Id of the order.", OrderExamples.Id)
            .Answers<OrderAnswer>(200, "The order.", OrderExamples.Order)
            .Refuses(404, "not-found");
        routes.Get("/v1/orders/{id}/lineage", "get-order-lineage", Scopes.OrdersRead, OrderRoutes.Lineage)
            .Is(Tag, "Follow an order",
                "Every step of the order in all systems, with times and trace ids: the messages by which it came, "
                + "documents, payments, returns, exchanges, settlements, decisions at the exception desk. Of more than "
                + "5,000 steps or 500 journals a last step left-off says how much is not told.")
            .Path("id", "Id of the order.", OrderExamples.Id)
            .Answers<LineageAnswer>(200, "The steps.", OrderExamples.Lineage)
            .Refuses(404, "not-found");
        MapChanges(routes);
        MapDesk(routes);
    }

    private static void MapChanges(RouteTable routes)
    {
        routes.Post("/v1/orders/{id}/ready-for-pickup", "record-ready-for-pickup", Scopes.OrdersWrite,
                BodyNeed.Optional, OrderRoutes.ReadyForPickup)
            .Is(Tag, "Record that the goods are ready for the customer", "Without lines: all units that are open.")
            .Path("id", "Id of the order.", OrderExamples.Id)
            .Takes<HandoverBody>(OrderExamples.Ready)
            .Answers<OrderAnswer>(200, "Recorded, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found").Refuses(409, "order-not-accepted", "order-on-hold", "exceeds-open");
        routes.Post("/v1/orders/{id}/pickup", "record-pickup", Scopes.OrdersWrite, BodyNeed.Optional,
                OrderRoutes.Pickup)
            .Is(Tag, "Record that the customer has collected", "Stock is consumed and the money captured.")
            .Path("id", "Id of the order.", OrderExamples.Id)
            .Takes<HandoverBody>(OrderExamples.Pickup)
            .Answers<OrderAnswer>(200, "Recorded, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found").Refuses(409, "order-not-accepted", "order-on-hold", "exceeds-open");
        routes.Post("/v1/orders/{id}/shipments", "record-shipment", Scopes.OrdersWrite, BodyNeed.Optional,
                OrderRoutes.Ship)
            .Is(Tag, "Record that a parcel has left", "Stock is consumed and the money of its units captured.")
            .Path("id", "Id of the order.", OrderExamples.ShippedId)
            .Takes<HandoverBody>(OrderExamples.Shipment)
            .Answers<OrderAnswer>(200, "Recorded, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found").Refuses(409, "order-not-accepted", "order-on-hold", "exceeds-open");
        routes.Post("/v1/orders/{id}/cancel", "cancel-order", Scopes.OrdersWrite, BodyNeed.Optional,
                OrderRoutes.Cancel)
            .Is(Tag, "Cancel an order or some of its units",
                "Held stock is released and money that is not needed any more is let go.")
            .Path("id", "Id of the order.", OrderExamples.CancelledId)
            .Takes<CancelBody>(OrderExamples.Cancel)
            .Answers<OrderAnswer>(200, "Cancelled, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found").Refuses(409, "already-fulfilled");
    }

    private static void MapDesk(RouteTable routes)
    {
        routes.Post("/v1/orders/{id}/missing", "record-missing", Scopes.OrdersWrite, BodyNeed.Optional,
                OrderRoutes.Missing)
            .Is(Tag, "Record that units are not where they should be",
                "They leave stock, and the exception desk decides: look elsewhere, cancel, or wait for stock. Without "
                + "lines: all allocated units.")
            .Path("id", "Id of the order.", OrderExamples.HeldId)
            .Takes<HandoverBody>(OrderExamples.Missing)
            .Answers<OrderAnswer>(200, "Recorded, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found").Refuses(409, "order-not-accepted", "exceeds-open");
        routes.Post("/v1/orders/{id}/hold", "hold-order", Scopes.OperationsWrite, BodyNeed.Required, HoldRoutes.Hold)
            .Is(Tag, "Hold an order", "Nothing is handed over, so no money is taken, until every hold is released.")
            .Path("id", "Id of the order.", OrderExamples.HeldId)
            .Takes<HoldBody>(OrderExamples.Hold)
            .Answers<OrderAnswer>(200, "Held, now or before.", OrderExamples.Held)
            .Refuses(404, "not-found").Refuses(409, "nothing-to-hold");
        routes.Post("/v1/orders/{id}/release", "release-order", Scopes.OperationsWrite, BodyNeed.Optional,
                HoldRoutes.Release)
            .Is(Tag, "Let an order go on", "Releases one hold or all of them.")
            .Path("id", "Id of the order.", OrderExamples.HeldId)
            .Takes<ReleaseHoldBody>(OrderExamples.Release)
            .Answers<OrderAnswer>(200, "Released, now or before.", OrderExamples.Order)
            .Refuses(404, "not-found");
    }
}
