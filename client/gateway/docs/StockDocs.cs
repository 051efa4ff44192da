namespace RetailActors.Gateway;

/// <summary>The routes of stock: availability, checkout holds, movements, inventory.</summary>
public static class StockDocs
{
    private const string Reservation = """
        {"id":"cart-77","status":"held","sku":"TEE-BLK-M","location":"store-12","quantity":1,"open":1,
         "expiresAt":"2026-11-27T09:10:00Z"}
        """;

    private const string Availability = """
        {"sku":"TEE-BLK-M","channel":"web","available":87,"availableToPromise":137,"complete":true,
         "asOf":"2026-11-27T09:00:00Z","locations":[
          {"location":"store-12","available":87,"onHand":100,"reserved":1,"committed":2,"safetyStock":10,"damaged":0,
           "qualityControl":0,"incoming":50,"buffer":0,"version":14,"asOf":"2026-11-27T09:00:00Z",
           "availableToPromise":137,"eligibleIncoming":50,"movedAt":"2026-11-27T08:59:10Z",
           "countedAt":"2026-11-20T20:00:00Z","erp":{"onHand":102,"asOf":"2026-11-27T06:00:00Z","gap":0},
           "announced":[{"document":"PO-4712","incoming":50,"expectedAt":"2026-11-29T06:00:00Z","sent":0,"arrived":0,
             "lost":0}]}]}
        """;

    private const string Inventory = """
        {"sku":"TEE-BLK-M","location":"store-12","onHand":100,"available":87,"committed":2,"reserved":1,"damaged":0,
         "safetyStock":10,"qualityControl":0,"incoming":50,"version":14,"asOf":"2026-11-27T09:00:00Z",
         "movedAt":"2026-11-27T08:59:10Z","announced":[{"document":"TO-17","incoming":50,"from":"warehouse-1","sent":60,
           "arrived":8,"lost":2}]}
        """;

    private const string Movement = """
        {"movementId":"m-1","sku":"TEE-BLK-M","location":"store-12","kind":"receive","quantity":10,
         "occurredAt":"2026-11-27T06:00:00Z","reason":"delivery","document":"PO-4711"}
        """;

    /// <summary>Maps them.</summary>
    public static void Map(RouteTable routes)
    {
        MapAvailability(routes);
        MapReservations(routes);
        routes.Post("/v1/stock-movements", "record-stock-movements", Scopes.StockWrite, BodyNeed.Required,
                StockRoutes.Record)
            .Is("Stock", "Record a movement, or up to 1,000",
                "Send one movement as it is, or {\"movements\":[...]}. Facts (receive, sale, return, adjust, count) are"
                + " never refused for stock. Each movementId has one effect, so a batch can be sent again.")
            .Takes<MovementBody>(Movement)
            .Answers<MovementAnswer>(
                201, "Recorded.", """{"movementId":"m-1","status":"recorded","discrepancy":false}""")
            .Answers<MovementsAnswer>(200, "Recorded before; or what became of each movement of a batch.",
                """
                {"recorded":1,"refused":0,"items":[{"movementId":"m-1","status":"recorded","discrepancy":false}]}
                """)
            .Refuses(409, "insufficient-stock", "count-stale", "movement-differs");
        MapSnapshots(routes);
        routes.Get("/v1/inventory/{sku}/{location}", "get-inventory", Scopes.StockRead, StockRoutes.Inventory)
            .Is("Stock", "Read all buckets of a SKU at a location",
                "onHand = available + committed + reserved + damaged + safetyStock + qualityControl. "
                + "Version 0: never stocked.")
            .Path("sku", "What.", "TEE-BLK-M").Path("location", "Where.", "store-12")
            .Answers<InventoryAnswer>(200, "The buckets now.", Inventory);
    }

    private static void MapSnapshots(RouteTable routes) =>
        routes.Post("/v1/inventory-snapshots", "record-inventory-snapshot", Scopes.StockWrite, BodyNeed.Required,
                SnapshotRoutes.Record)
            .Is("Stock", "Record what the ERP has on its books",
                "Its quantity at the cut and our movements that it did not know then should give on hand. What nothing"
                + " explains is a gap: it is kept, raised as an exception, and decided there. On hand and reservations"
                + " stay as they are. A cut older than the last one is ignored.")
            .Takes<SnapshotBody>("""
                {"source":"erp","asOf":"2026-11-20T06:00:00Z","lagSeconds":600,
                 "items":[{"sku":"TEE-BLK-M","location":"store-12","onHand":102,"acknowledged":["m-1"]}]}
                """)
            .Answers<SnapshotAnswer>(200, "What became of each quantity.", """
                {"agreed":1,"gaps":0,"ignored":0,
                 "items":[{"sku":"TEE-BLK-M","location":"store-12","status":"agreed"}]}
                """);

    private static void MapAvailability(RouteTable routes)
    {
        routes.Get("/v1/availability/{sku}", "get-availability", Scopes.StockRead, AvailabilityRoutes.One)
            .Is("Availability", "What can be promised of a SKU", "Itemised for each location that stocks it.")
            .Path("sku", "What.", "TEE-BLK-M")
            .Query("location", "Only there.", "store-12").Query("channel", "For this channel, less its buffer.", "web")
            .Answers<AvailabilityAnswer>(200, "The availability.", Availability)
            .Refuses(404, "not-found");
        routes.Get("/v1/availability", "list-availability", Scopes.StockRead, AvailabilityRoutes.Several)
            .Is("Availability", "What can be promised of several SKUs", "Up to 50 at once.")
            .Query("skus", "Separated by commas.", "TEE-BLK-M,TEE-BLK-L")
            .Query("location", "Only there.", "store-12").Query("channel", "For this channel, less its buffer.", "web")
            .Answers<AvailabilityList>(
                200, "One entry for each SKU, in your order.", $$"""{"items":[{{Availability}}]}""");
    }

    private static void MapReservations(RouteTable routes)
    {
        const string tag = "Reservations";
        routes.Post("/v1/reservations", "place-reservation", Scopes.StockWrite, BodyNeed.Required,
                ReservationRoutes.Place)
            .Is(tag, "Hold units for a checkout", "Until it expires, is released, or goes over into an order line.")
            .Takes<ReservationBody>("""
                {"reservationId":"cart-77","sku":"TEE-BLK-M","location":"store-12","quantity":1,"ttlSeconds":600}
                """)
            .Answers<ReservationAnswer>(201, "Held.", Reservation)
            .Answers<ReservationAnswer>(200, "Held before.", Reservation)
            .Refuses(409, "out-of-stock", "reservation-differs", "reservation-ended");
        routes.Get("/v1/reservations/{id}", "get-reservation", Scopes.StockRead, ReservationRoutes.Read)
            .Is(tag, "Read a hold", "Ended ones can be read for a while, too.")
            .Path("id", "Id of the reservation.", "cart-77")
            .Answers<ReservationAnswer>(200, "The hold.", Reservation)
            .Refuses(404, "not-found");
        routes.Post("/v1/reservations/{id}/extend", "extend-reservation", Scopes.StockWrite, BodyNeed.Required,
                ReservationRoutes.Extend)
            .Is(tag, "Move the end of a hold", "To ttlSeconds from now.")
            .Path("id", "Id of the reservation.", "cart-77")
            .Takes<ExtendBody>("""{"ttlSeconds":900}""")
            .Answers<ReservationAnswer>(200, "Moved.", Reservation)
            .Refuses(404, "not-found").Refuses(409, "reservation-ended");
        routes.Delete("/v1/reservations/{id}", "release-reservation", Scopes.StockWrite, ReservationRoutes.Release)
            .Is(tag, "Give a hold back", "Doing it again changes nothing.")
            .Path("id", "Id of the reservation.", "cart-77")
            .Answers(204, "The units are free again.")
            .Refuses(404, "not-found").Refuses(409, "reservation-in-use");
    }
}
