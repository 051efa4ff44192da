using RetailActors.Inventory;

namespace RetailActors.Gateway;

/// <summary>Checkout holds.</summary>
public static class ReservationRoutes
{
    private const int LongestHoldSeconds = 86_400;
    private const int MaxQuantity = 999_999;

    /// <summary><c>POST /v1/reservations</c>.</summary>
    public static async ValueTask<Answer> Place(Call call)
    {
        var body = call.Body;
        var id = body.Id("reservationId");
        var (sku, location) = (new Sku(body.Id("sku")), new LocationId(body.Id("location")));
        var quantity = (int)(body.Whole("quantity", 1, MaxQuantity, true) ?? 0);
        var seconds = body.Whole("ttlSeconds", 1, LongestHoldSeconds, true) ?? 0;
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var command = new PlaceReservation(sku, location, quantity, call.Now.AddSeconds(seconds), call.Client.Origin);
        var result = await call.Cluster.Ask<IReservation, ReserveResult>(Key(call, id), r => r.Place(command));
        return result switch
        {
            ReserveResult.Reserved(var until) => Placed(call, 201, id, command, until),
            ReserveResult.AlreadyReserved(var until) => Placed(call, 200, id, command, until),
            ReserveResult.OutOfStock(var available) => call.Refuse(new Problem(
                409, "out-of-stock", "Not enough is available", "Nothing was held.")
            {
                More = json =>
                {
                    json.WriteNumber("requested"u8, quantity);
                    json.WriteNumber("available"u8, available);
                },
            }),
            ReserveResult.Expired => call.Refuse(Ended(ReservationStatus.Expired)),
            ReserveResult.AlreadyResolved(var status) => call.Refuse(Ended(status)),
            _ => call.Refuse(new Problem(
                409, "reservation-differs", "This reservation exists with other content",
                "The reservationId was used for another quantity, SKU or location.")),
        };
    }

    /// <summary><c>GET /v1/reservations/{id}</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        return call.Faults.Any ? call.RefuseInvalid() : await Show(call, id);
    }

    /// <summary><c>POST /v1/reservations/{id}/extend</c>.</summary>
    public static async ValueTask<Answer> Extend(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var seconds = body.Whole("ttlSeconds", 1, LongestHoldSeconds, true) ?? 0;
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var expires = call.Now.AddSeconds(seconds);
        return await call.Cluster.Ask<IReservation, ExtendResult>(Key(call, id), r => r.Extend(expires)) switch
        {
            ExtendResult.Extended => await Show(call, id),
            ExtendResult.AlreadyResolved(var status) => call.Refuse(Ended(status)),
            _ => call.Refuse(Problems.NotFound("reservation")),
        };
    }

    /// <summary><c>DELETE /v1/reservations/{id}</c>.</summary>
    public static async ValueTask<Answer> Release(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var by = call.Client.Origin;
        return await call.Cluster.Ask<IReservation, ReleaseResult>(Key(call, id), r => r.Release(by)) switch
        {
            ReleaseResult.NotFound => call.Refuse(Problems.NotFound("reservation")),
            ReleaseResult.AlreadyResolved(ReservationStatus.Committed or ReservationStatus.Consumed) => call.Refuse(
                new Problem(409, "reservation-in-use", "The units belong to an order", "Cancel the order instead.")),
            _ => new Answer(204, ""),
        };
    }

    private static Answer Placed(Call call, int status, string id, PlaceReservation placed, DateTimeOffset until) =>
        call.Reply(status, new ReservationAnswer(
            new ReservationId(id), ReservationStatus.Held, placed.Sku, placed.Location, placed.Quantity,
            placed.Quantity, until, null), GatewayJson.Default.ReservationAnswer) with
        {
            Location = "/v1/reservations/" + Uri.EscapeDataString(id),
        };

    private static async ValueTask<Answer> Show(Call call, string id) =>
        await call.Cluster.Ask<IReservation, ReservationView?>(Key(call, id), r => r.Read()) is { } view
            ? call.Reply(200, new ReservationAnswer(
                view.Id, view.Status, view.Stock.Sku, view.Stock.Location, view.Quantity, view.Open, view.Expires,
                view.Order), GatewayJson.Default.ReservationAnswer)
            : call.Refuse(Problems.NotFound("reservation"));

    private static Problem Ended(ReservationStatus status) => new(
        409, "reservation-ended", "The reservation has ended", "An ended reservation stays ended; use a new id.")
    {
        More = json => json.WriteString("reservationStatus"u8, Names<ReservationStatus>.Of(status)),
    };

    private static string Key(Call call, string id) =>
        new ReservationKey(call.Tenant, new ReservationId(id)).ToString();
}
