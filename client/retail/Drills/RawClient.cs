using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetailActors.Retail.Drills;

/// <summary>An answer as the crowd needs it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Location">Address of the order, or null.</param>
/// <param name="Body">Valid until the next request.</param>
internal readonly record struct RawAnswer(int Status, string? Location, ReadOnlyMemory<byte> Body);

/// <summary>
/// One client with one connection, as cheap as it can be made: what a crowd of them costs is taken from the silos that
/// run on the same cores. A connection is used again after an answer; giving up on an answer closes it, as browsers do.
/// </summary>
internal sealed class RawClient(string key) : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private readonly string _authorization = $"Authorization: Bearer {key}\r\n";
    private byte[] _buffer = new byte[2048];
    private CancellationTokenSource _limit = new();
    private Socket? _socket;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="at">Where to, when a connection has to be made.</param>
    /// <param name="poll">Address to ask at; null submits the order.</param>
    /// <param name="body">The order.</param>
    /// <param name="idempotencyKey">The same at every attempt.</param>
    /// <param name="within">How long to wait.</param>
    /// <returns>Null when no answer came: the client gave up, or there was no connection.</returns>
    public async Task<RawAnswer?> Send(
        Uri at, string? poll, ReadOnlyMemory<byte> body, string idempotencyKey, TimeSpan within)
    {
        if (!_limit.TryReset())
        {
            _limit.Dispose();
            _limit = new CancellationTokenSource();
        }
        _limit.CancelAfter(within);
        try
        {
            var socket = _socket ??= await Connect(at, _limit.Token);
            var length = Compose(poll, body, idempotencyKey);
            await socket.SendAsync(_buffer.AsMemory(0, length), SocketFlags.None, _limit.Token);
            if (await Read(socket, _limit.Token) is { } answer)
                return answer;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Counted by the caller.
        }
        _socket?.Dispose();
        _socket = null;
        return null;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _limit.Dispose();
    }

    private static async Task<Socket> Connect(Uri at, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, at.Port), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private int Compose(string? poll, ReadOnlyMemory<byte> body, string idempotencyKey)
    {
        var head = poll is not null
            ? $"GET {poll} HTTP/1.1\r\nHost: drill\r\n{_authorization}\r\n"
            : $"POST /v1/orders HTTP/1.1\r\nHost: drill\r\n{_authorization}Idempotency-Key: {idempotencyKey}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        Grow(head.Length + body.Length);
        var length = Encoding.ASCII.GetBytes(head, _buffer);
        if (poll is not null)
            return length;
        body.CopyTo(_buffer.AsMemory(length));
        return length + body.Length;
    }

    /// <summary>Null when the connection has ended, or the answer is none that we read.</summary>
    private async Task<RawAnswer?> Read(Socket socket, CancellationToken cancellation)
    {
        for (var (got, head) = (0, -1); got < MaxAnswer;)
        {
            Grow(got + 1024);
            var more = await socket.ReceiveAsync(_buffer.AsMemory(got), SocketFlags.None, cancellation);
            if (more == 0)
                return null;
            got += more;
            head = head < 0 ? _buffer.AsSpan(0, got).IndexOf("\r\n\r\n"u8) : head;
            if (head < 0)
                continue;
            if (!Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _)
                || !int.TryParse(Header(head, "Content-Length: "), CultureInfo.InvariantCulture, out var length))
                return null;
            if (got >= head + 4 + length)
                return new RawAnswer(status, Header(head, "Location: "), _buffer.AsMemory(head + 4, length));
        }
        return null;
    }

    private string? Header(int head, string name)
    {
        var headers = _buffer.AsSpan(0, head);
        var at = headers.IndexOf(Encoding.ASCII.GetBytes($"\r\n{name}"));
        if (at < 0)
            return null;
        var value = headers[(at + 2 + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return Encoding.ASCII.GetString(end < 0 ? value : value[..end]);
    }

    private void Grow(int size)
    {
        if (_buffer.Length < size)
            Array.Resize(ref _buffer, Math.Max(size, _buffer.Length * 2));
    }
}
