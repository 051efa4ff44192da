using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using RetailActors.Adapters.Resilience;
using RetailActors.Operations;

namespace RetailActors.Adapters.Mail;

/// <summary>Sends mails over SMTP, each over a connection of its own: there are few. Addresses, texts and secrets are
/// in no log and no span.</summary>
public sealed class SmtpMailer : IAlertMailer, IDisposable
{
    /// <summary>Name of the lane.</summary>
    public const string Account = "mail";

    /// <summary>A mail server is slow at greeting, and busy with others: few at once, with time.</summary>
    private static readonly LaneOptions _bounds = new()
    {
        Concurrency = 2,
        QueueLimit = 64,
        Timeout = TimeSpan.FromSeconds(20),
        BreakerMinimumThroughput = 5,
        BreakerSampling = TimeSpan.FromMinutes(5),
        BreakerBreak = TimeSpan.FromSeconds(30),
    };

    private readonly SmtpSettings _settings;
    private readonly Lane<MailAnswer> _lane;

    /// <summary>Connects to nothing yet.</summary>
    public SmtpMailer(SmtpSettings settings, TimeProvider time) =>
        (_settings, _lane) = (settings, Lanes.OfMail(Account, _bounds, time));

    /// <inheritdoc/>
    public Task<MailAnswer> Send(AlertMail mail) => _lane.Run(Attempt, mail, CancellationToken.None).AsTask();

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    private async ValueTask<MailAnswer> Attempt(AlertMail mail, CancellationToken cancellation)
    {
        try
        {
            using var client = new SmtpClient();
            using var message = Message(mail);
            await client.ConnectAsync(_settings.Host, _settings.Port, _settings.Security, cancellation)
                .ConfigureAwait(false);
            if (_settings is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, cancellation).ConfigureAwait(false);
            }
            await client.SendAsync(message, cancellation).ConfigureAwait(false);
            await Leave(client, cancellation).ConfigureAwait(false);
            return new MailAnswer.Taken();
        }
        catch (SmtpCommandException e)
        {
            // 5xx is for good, everything else is worth another attempt.
            return (int)e.StatusCode >= 500
                ? new MailAnswer.Refused($"smtp-{(int)e.StatusCode}")
                : new MailAnswer.Missed($"smtp-{(int)e.StatusCode}");
        }
        catch (Exception e) when (CodeOf(e) is { } code)
        {
            return new MailAnswer.Missed(code);
        }
    }

    /// <summary>The server has the mail: what happens to the connection changes nothing.</summary>
    private static async Task Leave(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(true, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (CodeOf(e) is not null || e is SmtpCommandException or OperationCanceledException)
        {
            client.Dispose();
        }
    }

    private MimeMessage Message(AlertMail mail)
    {
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            Body = new TextPart("plain") { Text = mail.Text },
            MessageId = $"{mail.Id}@{_settings.From.Domain}",
        };
        message.From.Add(_settings.From);
        message.To.AddRange(_settings.To);
        // Nobody's out-of-office answer is wanted.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string? CodeOf(Exception e) => e switch
    {
        SslHandshakeException => "tls",
        AuthenticationException => "authentication",
        ServiceNotAuthenticatedException => "not-authenticated",
        ProtocolException => "smtp-protocol",
        NotSupportedException => "not-supported",
        SocketException => "no-connection",
        IOException => "connection-lost",
        _ => null,
    };
}
