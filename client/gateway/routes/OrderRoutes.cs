using System.Text.Json;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Orders: submit, read, list, cancel, hand over, lineage.</summary>
public static class OrderRoutes
{
    /// <summary><c>POST /v1/orders</c>.</summary>
    public static async ValueTask<Answer> Submit(Call call)
    {
        var order = OrderReading.Submission(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var key = OrderKey.For(call.Tenant, order.Channel, order.ExternalId);
        return await call.Cluster.Ask<IOrder, SubmitResult>(key.ToString(), o => o.Submit(order)) switch
        {
            SubmitResult.Accepted(var view, var before) => Show(call, before ? 200 : 201, view, true),
            SubmitResult.Deciding(var view, _) => Show(call, 202, view, true),
            SubmitResult.OutOfStock(var view, var shortages) => call.Refuse(new Problem(
                409, "out-of-stock", "Some lines are out of stock", "The order was rejected and nothing is held.")
            {
                More = json => { Order(json, view); OrderAnswers.WriteShortages(json, shortages); },
            }),
            SubmitResult.Declined(var view, var code) => call.Refuse(new Problem(
                402, "payment-declined", "The payment was declined", "The order was rejected and nothing is held.")
            {
                More = json => { Order(json, view); json.WriteString("code"u8, code); },
            }),
            SubmitResult.SubmittedDifferently(var view) => call.Refuse(new Problem(
                409, "order-differs", "This order was submitted with other content",
                "The channel used this externalId for another order before.")
            { More = json => Order(json, view) }),
            SubmitResult.Invalid(var faults) => Invalid(call, faults),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    /// <summary><c>GET /v1/orders/{id}</c>.</summary>
    public static ValueTask<Answer> Read(Call call)
    {
        var id = call.PathId("id");
        return call.Faults.Any ? new(call.RefuseInvalid()) : Find(call, new OrderKey(call.Tenant, new OrderId(id)));
    }

    /// <summary><c>GET /v1/orders</c>: one by its business identity, or a page.</summary>
    public static async ValueTask<Answer> List(Call call)
    {
        var (channel, externalId) = (call.QueryId("channel"), call.QueryId("externalId"));
        var status = call.QueryId("status");
        var page = Paging.Read(call);
        if (externalId is not null && channel is null)
        {
            call.Faults.Add("channel", "required", "An externalId belongs to a channel.");
        }
        if (status is not null && !Names<OrderStatus>.TryParse(status, out _))
        {
            call.Faults.Add("status", "unknown-value", $"One of {Names<OrderStatus>.List}.");
        }
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        if (externalId is not null)
        {
            return await Find(
                call, OrderKey.For(call.Tenant, new Channel(channel!), new ExternalOrderId(externalId)));
        }
        var rows = await call.Cluster.Ask<IDirectory, DirectoryPage>(
            call.Tenant.Value, d => d.List(new DirectoryQuery("order", status, channel, page.After, page.Limit)));
        var items = rows.Rows.Select(r => new OrderListItem(
            new OrderId(r.Key), r.Status, new Channel(r.Group), r.ChangedAt, r.Version,
            OrderAnswers.Links(new OrderId(r.Key))));
        return call.Reply(200, new OrderList([.. items], Paging.Cursor(rows.Next)), GatewayJson.Default.OrderList);
    }

    /// <summary><c>POST /v1/orders/{id}/cancel</c>.</summary>
    public static async ValueTask<Answer> Cancel(Call call)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var command = new CancelOrder(
            body.OptionalId("cancellationId") ?? call.CommandId, OrderReading.Quantities(body),
            call.Client.Origin with { Reason = body.Text("reason", 200) });
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IOrder, CancelResult>($"{call.Tenant.Value}/{id}", o => o.Cancel(command)) switch
        {
            CancelResult.Cancelled(var view) => Show(call, 200, view),
            CancelResult.AlreadyCancelled(var view) => Show(call, 200, view),
            CancelResult.UnknownLine(var line) => UnknownLine(call, command.Lines, line),
            CancelResult.AlreadyFulfilled(var view) => call.Refuse(new Problem(
                409, "already-fulfilled", "These units are not open any more",
                "Fewer units are open than were to be cancelled; nothing was cancelled.")
            { More = json => Order(json, view) }),
            _ => call.Refuse(Problems.NotFound("order")),
        };
    }

    /// <summary><c>POST /v1/orders/{id}/ready-for-pickup</c>.</summary>
    public static ValueTask<Answer> ReadyForPickup(Call call) =>
        Record(call, static (order, fact) => order.RecordReadyForPickup(fact));

    /// <summary><c>POST /v1/orders/{id}/pickup</c>.</summary>
    public static ValueTask<Answer> Pickup(Call call) => Record(call, static (order, fact) => order.RecordPickup(fact));

    /// <summary><c>POST /v1/orders/{id}/shipments</c>.</summary>
    public static ValueTask<Answer> Ship(Call call) => Record(call, static (order, fact) => order.RecordShipment(fact));

    /// <summary><c>POST /v1/orders/{id}/missing</c>.</summary>
    public static ValueTask<Answer> Missing(Call call) =>
        Record(call, static (order, fact) => order.RecordMissing(fact));

    /// <summary><c>GET /v1/orders/{id}/lineage</c>.</summary>
    public static async ValueTask<Answer> Lineage(Call call)
    {
        var id = call.PathId("id");
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var steps = await call.Cluster.Ask<IOrder, IReadOnlyList<LineageStep>>(
            $"{call.Tenant.Value}/{id}", o => o.Lineage());
        if (steps.Count == 0)
        {
            return call.Refuse(Problems.NotFound("order"));
        }
        var items = steps.Select(s => new LineageStepAnswer(s.At, s.Actor, s.Step, Json(s.Detail), s.TraceId));
        return call.Reply(
            200, new LineageAnswer(new OrderId(id), [.. items]), GatewayJson.Default.LineageAnswer);
    }

    private static async ValueTask<Answer> Record(Call call, Func<IOrder, Handover, Task<RecordResult>> record)
    {
        var id = call.PathId("id");
        var body = call.Body;
        var fact = new Handover(
            new FulfilmentId(body.OptionalId("fulfilmentId") ?? call.CommandId), OrderReading.Quantities(body),
            body.Time("occurredAt") ?? call.Now, body.Text("carrier", 64), body.Text("tracking", 128),
            call.Client.Origin with { Reason = body.Text("reason", 200) });
        body.Done();
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        return await call.Cluster.Ask<IOrder, RecordResult>($"{call.Tenant.Value}/{id}", o => record(o, fact)) switch
        {
            RecordResult.Recorded(var view) => Show(call, 200, view),
            RecordResult.AlreadyRecorded(var view) => Show(call, 200, view),
            RecordResult.UnknownLine(var line) => UnknownLine(call, fact.Lines, line),
            RecordResult.NotAccepted(var view) => call.Refuse(new Problem(
                409, "order-not-accepted", "Nothing can have left for this order",
                "The order is still being decided, or it was rejected or cancelled.")
            { More = json => Order(json, view) }),
            RecordResult.OnHold(var view) => call.Refuse(new Problem(
                409, "order-on-hold", "Somebody holds this order", "Nothing may leave before it is released.")
            { More = json => Order(json, view) }),
            RecordResult.ExceedsOpen(var view) => call.Refuse(new Problem(
                409, "exceeds-open", "More units than are open", "Nothing was recorded.")
            { More = json => Order(json, view) }),
            _ => call.Refuse(Problems.NotFound("order")),
        };
    }

    private static async ValueTask<Answer> Find(Call call, OrderKey key)
    {
        if (await call.Cluster.Ask<IOrder, OrderView?>(key.ToString(), o => o.Read()) is not { } view)
        {
            return call.Refuse(Problems.NotFound("order"));
        }
        var posting = await call.Cluster.Ask<IPosting, PostingView?>(
            PostingKey.Of(key.Tenant, key.Id).ToString(), p => p.Read());
        return call.Reply(
            200, OrderAnswers.Of(view) with { ErpDocuments = OrderAnswers.Documents(posting) },
            GatewayJson.Default.OrderAnswer);
    }

    /// <summary>Answers with an order.</summary>
    internal static Answer Show(Call call, int status, OrderView view, bool located = false) =>
        call.Reply(status, OrderAnswers.Of(view), GatewayJson.Default.OrderAnswer) with
        {
            Location = located ? OrderAnswers.Location(view.Id) : null,
        };

    private static Answer Invalid(Call call, IEnumerable<Fault> faults)
    {
        foreach (var fault in faults)
        {
            call.Faults.Add(fault.Field, fault.Code, fault.Message);
        }
        return call.RefuseInvalid();
    }

    private static Answer UnknownLine(
        Call call, System.Collections.Immutable.ImmutableArray<LineQuantity>? lines, LineId line)
    {
        var at = lines?.IndexOf(lines.Value.FirstOrDefault(l => l.LineId == line)!) ?? 0;
        call.Faults.Add($"lines[{at}].lineId", "unknown-line", "The order has no such line.");
        return call.RefuseInvalid();
    }

    /// <summary>Names an order in a problem.</summary>
    internal static void Order(Utf8JsonWriter json, OrderView view)
    {
        json.WriteString("orderId"u8, view.Id.Value);
        json.WriteString("orderStatus"u8, Names<OrderStatus>.Of(view.Status));
    }

    private static JsonElement Json(string detail)
    {
        using var document = JsonDocument.Parse(detail.Length == 0 ? "{}" : detail);
        return document.RootElement.Clone();
    }
}
