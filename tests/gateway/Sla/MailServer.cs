using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RetailActors.Tests.Sla;

/// <summary>A mail server on this machine, as much of SMTP (RFC 5321) as it takes to be sent something.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly ConcurrentQueue<string> _recipients = new();
    private int _attempts;

    public MailServer()
    {
        _listener.Start();
        _ = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it says to the sender; 250 is fine.</summary>
    public string Sender { get; set; } = "250 ok";

    /// <summary>Times that somebody has tried.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Whole messages, headers included.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    public IReadOnlyList<string> Recipients => [.. _recipients];

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
                _ = Talk(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is shut down.
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var open = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII)
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync() is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT")
                _recipients.Enqueue(line["RCPT TO:<".Length..].Split('>')[0]);
            if (verb == "MAIL")
                Interlocked.Increment(ref _attempts);
            await writer.WriteLineAsync(verb switch
            {
                "EHLO" => "250 test",
                "MAIL" => Sender,
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 ok",
            });
            if (verb == "DATA")
                await Take(reader, writer);
            if (verb == "QUIT")
                return;
        }
    }

    private async Task Take(StreamReader reader, StreamWriter writer)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.AppendLine(line);
        _mails.Enqueue(mail.ToString());
        await writer.WriteLineAsync("250 taken");
    }
}
