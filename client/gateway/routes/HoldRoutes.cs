using RetailActors.Orders;

namespace RetailActors.Gateway;

/// <summary>Holding an order by hand, and letting it go on.</summary>
public static class HoldRoutes
{
    /// <summary><c>POST /v1/orders/{id}/hold</c>.</summary>
    public static async ValueTask<Answer> Hold(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var command = new HoldOrder(
            body.OptionalId("holdId") ?? call.CommandId, body.Choice<HoldReason>("reason"),
            call.Client.Origin with { Reason = body.Text("note", 200) });
        body.Done();
        return call.Faults.Any
            ? call.RefuseInvalid()
            : Answered(call, await call.Cluster.Ask<IOrder, HoldResult>(
                $"{call.Tenant.Value}/{id}", o => o.Hold(command)));
    }

    /// <summary><c>POST /v1/orders/{id}/release</c>.</summary>
    public static async ValueTask<Answer> Release(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var command = new ReleaseOrder(
            body.OptionalId("holdId"), call.Client.Origin with { Reason = body.Text("reason", 200) });
        body.Done();
        return call.Faults.Any
            ? call.RefuseInvalid()
            : Answered(call, await call.Cluster.Ask<IOrder, HoldResult>(
                $"{call.Tenant.Value}/{id}", o => o.Release(command)));
    }

    private static Answer Answered(Call call, HoldResult result)
    {
        switch (result)
        {
            case HoldResult.Done(var view):
                return OrderRoutes.Show(call, 200, view);
            case HoldResult.NotAllowed(var view):
                return call.Refuse(new Problem(
                    409, "nothing-to-hold", "Nothing of this order can be held",
                    "It has ended, or it has had too many holds.")
                { More = json => OrderRoutes.Order(json, view) });
            case HoldResult.UnknownHold:
                call.Faults.Add("holdId", "unknown-hold", "The order has no such hold.");
                return call.RefuseInvalid();
            default:
                return call.Refuse(Problems.NotFound("order"));
        }
    }
}
