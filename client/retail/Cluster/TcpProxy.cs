using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RetailActors.Retail.Cluster;

/// <summary>Passes TCP connections on, and spoils them as told. It knows nothing of what goes through it.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    /// <summary>Connections at once; a further one is turned away.</summary>
    public const int MaxConnections = 4_096;

    private const int Piece = 16 * 1024;
    private readonly Func<IPEndPoint?> _target;
    private readonly int _maxConnections;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Link, byte> _links = new();
    private readonly Task _accepting;
    private volatile ProxyFault _fault = ProxyFault.None;
    private volatile TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _replies;
    private long _bites;

    /// <summary>Listens at once.</summary>
    /// <param name="at">Address and port; port 0 takes a free one.</param>
    /// <param name="target">Where the next connection goes to; null turns it away.</param>
    /// <param name="maxConnections">Bound of connections at once.</param>
    public TcpProxy(IPEndPoint at, Func<IPEndPoint?> target, int maxConnections = MaxConnections)
    {
        (_target, _maxConnections) = (target, maxConnections);
        _listener = new TcpListener(at);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint At => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How often a fault has hit something since the start.</summary>
    public long Bites => Interlocked.Read(ref _bites);

    /// <summary>Connections open now.</summary>
    public int Connections => _links.Count;

    /// <summary>The fault from now on.</summary>
    public ProxyFault Fault
    {
        get => _fault;
        set
        {
            // In this order: who has still seen the old fault holds the old source, and is woken by it.
            _fault = value;
            var before = _healed;
            _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            before.TrySetResult();
            if (value.Closed)
                Reset();
        }
    }

    /// <summary>Resets every connection; new ones are taken.</summary>
    public void Reset()
    {
        foreach (var link in _links.Keys)
        {
            Interlocked.Increment(ref _bites);
            link.Reset();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (var link in _links.Keys)
            link.Reset();
        await _accepting;
        _end.Dispose();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                _ = Carry(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either the end, or a caller that went before it was let in; the loop tells which.
            }
        }
    }

    private async Task Carry(Socket client)
    {
        using var link = new Link(client);
        if (_fault.Closed || _links.Count >= _maxConnections || _target() is not { } target)
        {
            Interlocked.Increment(ref _bites);
            link.Reset();
            return;
        }
        _links.TryAdd(link, 0);
        try
        {
            await link.Server.ConnectAsync(target, _end.Token);
            client.NoDelay = link.Server.NoDelay = true;
            await Task.WhenAll(
                Pump(link, client, link.Server, isReply: false), Pump(link, link.Server, client, isReply: true));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; the other one has to see it.
            link.Reset();
        }
        finally
        {
            _links.TryRemove(link, out _);
        }
    }

    private async Task Pump(Link link, Socket from, Socket to, bool isReply)
    {
        var piece = new byte[Piece];
        while (true)
        {
            var read = await from.ReceiveAsync(piece, _end.Token);
            if (read == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }
            if (await Spoil(isReply))
            {
                link.Reset();
                return;
            }
            for (var sent = 0; sent < read;)
                sent += await to.SendAsync(piece.AsMemory(sent, read - sent), _end.Token);
        }
    }

    /// <summary>Delays as told. True when this piece and its connection are to be lost.</summary>
    private async ValueTask<bool> Spoil(bool isReply)
    {
        var fault = _fault;
        if (ReferenceEquals(fault, ProxyFault.None))
            return false;
        if (isReply && fault.LoseReplyEvery > 0
            && Interlocked.Increment(ref _replies) % fault.LoseReplyEvery == 0)
        {
            Interlocked.Increment(ref _bites);
            return true;
        }
        if (fault.HalfOpen)
        {
            Interlocked.Increment(ref _bites);
            for (var healed = _healed; _fault.HalfOpen; healed = _healed)
                await healed.Task.WaitAsync(_end.Token);
        }
        else if (fault.Latency > TimeSpan.Zero)
        {
            Interlocked.Increment(ref _bites);
            await Task.Delay(fault.Latency, _end.Token);
        }
        return false;
    }

    /// <summary>The two sockets of one connection.</summary>
    private sealed class Link(Socket client) : IDisposable
    {
        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        /// <summary>Both sides see a reset, not an orderly end.</summary>
        public void Reset()
        {
            foreach (var socket in (Socket[])[client, Server])
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // Closed already.
                }
            }
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
