using System.Buffers;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace RetailActors.Bench.Http;

/// <summary>
/// One keep-alive connection of one caller, HTTP/1.1 with Content-Length. Much cheaper than a general client, so that
/// the two cores of a small machine are left to what is being measured.
/// </summary>
internal sealed class HttpConnection(Uri server, string apiKey) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _out = new(2048);
    private byte[] _in = new byte[16 * 1024];
    private Socket? _socket;

    /// <summary>Body of the last answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Posts JSON and answers the status. A connection that fails is opened again by the next call.</summary>
    public async ValueTask<int> Post(string path, string idempotencyKey, ReadOnlyMemory<byte> body)
    {
        try
        {
            _socket ??= await Connect();
            Compose(path, idempotencyKey, body.Span);
            for (var sent = 0; sent < _out.WrittenCount;)
            {
                sent += await _socket.SendAsync(_out.WrittenMemory[sent..]);
            }
            return await Receive();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        return socket;
    }

    private void Compose(string path, string idempotencyKey, ReadOnlySpan<byte> body)
    {
        _out.ResetWrittenCount();
        Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {apiKey}\r\n"
            + $"Idempotency-Key: {idempotencyKey}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n", _out);
        _out.Write(body);
    }

    private async ValueTask<int> Receive()
    {
        var (filled, head, length) = (0, -1, 0);
        while (head < 0 || filled < head + length)
        {
            if (filled == _in.Length)
            {
                Array.Resize(ref _in, _in.Length * 2);
            }
            var read = await _socket!.ReceiveAsync(_in.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }
            filled += read;
            if (head < 0 && _in.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                head = end + 4;
                length = ContentLength(_in.AsSpan(0, head));
            }
        }
        Body = _in.AsMemory(head, length);
        return Utf8Parser.TryParse(_in.AsSpan("HTTP/1.1 ".Length, 3), out int status, out _)
            ? status
            : throw new IOException("Not an HTTP answer.");
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new IOException("An answer without Content-Length.");
    }
}
