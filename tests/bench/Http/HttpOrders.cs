using System.Text;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Orders;

namespace RetailActors.Bench.Http;

/// <summary>Submits orders to the gateway.</summary>
internal sealed class HttpOrders(CallerConnections connections, OrderMaker maker, Tally tally)
{
    private static readonly byte[] _cancel = "{\"reason\":\"bench\"}"u8.ToArray();

    public async Task<Outcome> Call(int caller, long n)
    {
        var (order, intent) = maker.Next(caller, n);
        var (connection, body) = connections.Of(caller);
        OrderBody.Write(body, order);
        int status;
        try
        {
            status = await connection.Post("/v1/orders", order.ExternalId.Value, body.WrittenMemory);
        }
        catch
        {
            tally.Unknown();
            throw;
        }
        switch (status, intent)
        {
            case (201, Intent.Keep):
                tally.Accepted(order.Lines.Length);
                return Outcome.Counted;
            case (201, Intent.Cancel):
                tally.Accepted(order.Lines.Length);
                return await Cancel(connection, order);
            case (402, Intent.Decline):
                tally.Declined();
                return Outcome.Refused;
            case (409, Intent.OutOfStock) when connection.Body.Span.IndexOf("/out-of-stock"u8) >= 0:
                tally.OutOfStock();
                return Outcome.Refused;
            default:
                tally.Unknown();
                throw Unexpected(connection, status, intent.ToString());
        }
    }

    private async Task<Outcome> Cancel(HttpConnection connection, SubmitOrder order)
    {
        var id = OrderKey.For(OrderMaker.Tenant, order.Channel, order.ExternalId).Id;
        var status = await connection.Post($"/v1/orders/{id}/cancel", $"c-{order.ExternalId}", _cancel);
        if (status != 200)
        {
            throw Unexpected(connection, status, "a cancellation");
        }
        tally.Cancelled(order.Lines.Length);
        return Outcome.Counted;
    }

    private static InvalidOperationException Unexpected(HttpConnection connection, int status, string wanted)
    {
        var body = Encoding.UTF8.GetString(connection.Body.Span);
        return new($"Wanted {wanted}, got {status}: {body[..Math.Min(body.Length, 300)]}");
    }
}
