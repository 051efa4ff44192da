using System.Buffers;

namespace RetailActors.Bench.Http;

/// <summary>One connection and one buffer for each caller; callers take turns with the servers.</summary>
internal sealed class CallerConnections : IDisposable
{
    private readonly HttpConnection[] _connections;
    private readonly ArrayBufferWriter<byte>[] _bodies;

    public CallerConnections(LoadOrder order)
    {
        var callers = order.Plan.Callers;
        _connections = [.. Enumerable.Range(0, callers).Select(
            i => new HttpConnection(order.Servers[i % order.Servers.Length], order.ApiKey))];
        _bodies = [.. Enumerable.Range(0, callers).Select(_ => new ArrayBufferWriter<byte>(2048))];
    }

    /// <summary>The connection of a caller, and his buffer, empty.</summary>
    public (HttpConnection Connection, ArrayBufferWriter<byte> Body) Of(int caller)
    {
        _bodies[caller].ResetWrittenCount();
        return (_connections[caller], _bodies[caller]);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }
}
