using System.Net;
using System.Net.Sockets;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Clusters;

/// <summary>The proxy that spoils connections, before a server that answers with what it gets.</summary>
public sealed class TcpProxyTests : IAsyncLifetime
{
    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private TcpProxy _proxy = null!;
    private int _echoed;

    public ValueTask InitializeAsync()
    {
        _echo.Start();
        _ = Echo();
        _proxy = new TcpProxy(new IPEndPoint(IPAddress.Loopback, 0), () => (IPEndPoint)_echo.LocalEndpoint);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Without_a_fault_everything_goes_through()
    {
        using var client = await Connect();
        (await Say(client, "hello")).ShouldBe("hello");
        _proxy.Bites.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_held_back_arrives_when_the_fault_ends()
    {
        using var client = await Connect();
        (await Say(client, "a")).ShouldBe("a");
        _proxy.Fault = new ProxyFault(HalfOpen: true);
        var answer = Say(client, "b");
        await Until(() => _proxy.Bites > 0);
        answer.IsCompleted.ShouldBeFalse();
        _proxy.Fault = ProxyFault.None;
        (await answer).ShouldBe("b");
    }

    [Fact]
    public async Task A_lost_reply_is_one_whose_request_was_carried_out()
    {
        using var client = await Connect();
        _proxy.Fault = new ProxyFault(LoseReplyEvery: 1);
        await Should.ThrowAsync<Exception>(() => Say(client, "booked"));
        _echoed.ShouldBe(1);
        _proxy.Bites.ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_proxy_resets_connections_and_turns_new_ones_away()
    {
        using var client = await Connect();
        (await Say(client, "a")).ShouldBe("a");
        _proxy.Fault = new ProxyFault(Closed: true);
        await Should.ThrowAsync<Exception>(() => Say(client, "b"));
        using var second = new TcpClient();
        await Should.ThrowAsync<Exception>(async () =>
        {
            await second.ConnectAsync(_proxy.At);
            await Say(second, "c");
        });
        _proxy.Fault = ProxyFault.None;
        using var third = await Connect();
        (await Say(third, "d")).ShouldBe("d");
    }

    [Fact]
    public async Task A_slow_proxy_is_late_and_loses_nothing()
    {
        using var client = await Connect();
        _proxy.Fault = new ProxyFault(TimeSpan.FromMilliseconds(20));
        foreach (var word in new[] { "one", "two", "three" })
            (await Say(client, word)).ShouldBe(word);
        _proxy.Bites.ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task A_connection_above_the_bound_is_turned_away()
    {
        await using var narrow = new TcpProxy(
            new IPEndPoint(IPAddress.Loopback, 0), () => (IPEndPoint)_echo.LocalEndpoint, maxConnections: 1);
        using var first = new TcpClient();
        await first.ConnectAsync(narrow.At);
        (await Say(first, "a")).ShouldBe("a");
        using var second = new TcpClient();
        await Should.ThrowAsync<Exception>(async () =>
        {
            await second.ConnectAsync(narrow.At);
            await Say(second, "b");
        });
        (await Say(first, "c")).ShouldBe("c");
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _end.CancelAsync();
        _echo.Dispose();
        _end.Dispose();
    }

    private async Task<TcpClient> Connect()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_proxy.At);
        return client;
    }

    private static async Task<string> Say(TcpClient client, string words)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(words));
        var answer = new byte[words.Length];
        await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return System.Text.Encoding.ASCII.GetString(answer);
    }

    private async Task Echo()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _echo.AcceptTcpClientAsync(_end.Token);
            _ = Task.Run(async () =>
            {
                using (client)
                {
                    var buffer = new byte[1024];
                    for (int read; (read = await client.GetStream().ReadAsync(buffer, _end.Token)) > 0;)
                    {
                        Interlocked.Increment(ref _echoed);
                        await client.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
                    }
                }
            });
        }
    }

    private static async Task Until(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
            await Task.Delay(10, limit.Token);
    }
}
