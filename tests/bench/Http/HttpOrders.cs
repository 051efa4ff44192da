using System.Buffers;
using System.Text;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;
using RetailActors.Orders;

namespace RetailActors.Bench.Http;

/// <summary>Submits orders to the gateway, one connection for each caller.</summary>
internal sealed class HttpOrders : IDisposable
{
    private static readonly byte[] _cancel = "{\"reason\":\"bench\"}"u8.ToArray();

    private readonly OrderMaker _maker;
    private readonly Tally _tally;
    private readonly HttpConnection[] _connections;
    private readonly ArrayBufferWriter<byte>[] _bodies;

    public HttpOrders(Uri server, string apiKey, int callers, OrderMaker maker, Tally tally)
    {
        (_maker, _tally) = (maker, tally);
        _connections = [.. Enumerable.Range(0, callers).Select(_ => new HttpConnection(server, apiKey))];
        _bodies = [.. Enumerable.Range(0, callers).Select(_ => new ArrayBufferWriter<byte>(2048))];
    }

    public async Task<Outcome> Call(int caller, long n)
    {
        var (order, intent) = _maker.Next(caller, n);
        var (connection, body) = (_connections[caller], _bodies[caller]);
        body.ResetWrittenCount();
        OrderBody.Write(body, order);
        int status;
        try
        {
            status = await connection.Post("/v1/orders", order.ExternalId.Value, body.WrittenMemory);
        }
        catch
        {
            _tally.Unknown();
            throw;
        }
        switch (status, intent)
        {
            case (201, Intent.Keep):
                _tally.Accepted(order.Lines.Length);
                return Outcome.Counted;
            case (201, Intent.Cancel):
                _tally.Accepted(order.Lines.Length);
                return await Cancel(connection, order);
            case (402, Intent.Decline):
                _tally.Declined();
                return Outcome.Refused;
            case (409, Intent.OutOfStock) when connection.Body.Span.IndexOf("/out-of-stock"u8) >= 0:
                _tally.OutOfStock();
                return Outcome.Refused;
            default:
                _tally.Unknown();
                throw Unexpected(connection, status, intent.ToString());
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
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
        _tally.Cancelled(order.Lines.Length);
        return Outcome.Counted;
    }

    private static InvalidOperationException Unexpected(HttpConnection connection, int status, string wanted)
    {
        var body = Encoding.UTF8.GetString(connection.Body.Span);
        return new($"Wanted {wanted}, got {status}: {body[..Math.Min(body.Length, 300)]}");
    }
}
