using System.Collections.Immutable;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace RetailActors.Adapters.Mail;

/// <summary>Configuration section <c>Sla:Email</c>.</summary>
/// <param name="Host">The mail server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How the connection is secured.</param>
/// <param name="User">Name to sign in with, or null.</param>
/// <param name="Password">Its password; never logged.</param>
/// <param name="From">Sender.</param>
/// <param name="To">Recipients, 1 to <see cref="MaxRecipients"/>.</param>
/// <param name="Every">Pause between two digests of a process.</param>
public sealed record SmtpSettings(
    string Host, int Port, SecureSocketOptions Security, string? User, string? Password, MailboxAddress From,
    ImmutableArray<MailboxAddress> To, TimeSpan Every)
{
    /// <summary>Most recipients.</summary>
    public const int MaxRecipients = 20;

    private const string Section = "Sla:Email";
    private const double LongestMinutes = 1_440;
    private const double DefaultMinutes = 15;

    /// <summary>Reads and checks; null when there are to be no mails.</summary>
    /// <exception cref="AccountSettingException">A value is wrong or missing; the message names its key.</exception>
    public static SmtpSettings? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (!section.Exists())
        {
            return null;
        }
        if (section["Host"] is not { Length: > 0 } host)
        {
            throw new AccountSettingException($"{Section}:Host is missing; it is the mail server.");
        }
        var (user, password) = (section["User"], section["Password"]);
        if ((user is null) != (password is null))
        {
            throw new AccountSettingException(
                $"{Section}:{(user is null ? "User" : "Password")} is missing; there is only the other of the two.");
        }
        var security = SecurityOf(section);
        if (user is not null && security == SecureSocketOptions.None)
        {
            throw new AccountSettingException(
                $"{Section}:Security is none; a password does not go over a connection that anybody can read.");
        }
        return new SmtpSettings(
            host, (int)Number(section, "Port", security == SecureSocketOptions.SslOnConnect ? 465 : 587, 1, 65_535),
            security, user, password, Address("From", section["From"]), Recipients(section),
            TimeSpan.FromMinutes(Number(section, "IntervalMinutes", DefaultMinutes, 0, LongestMinutes)));
    }

    private static SecureSocketOptions SecurityOf(IConfigurationSection section) => section["Security"] switch
    {
        null or "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        var other => throw new AccountSettingException(
            $"{Section}:Security is '{other}'; it can be starttls, tls or none."),
    };

    private static ImmutableArray<MailboxAddress> Recipients(IConfigurationSection section)
    {
        var to = section.GetSection("To");
        var items = to.Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? [.. to.GetChildren().Select(c => c.Value ?? "")];
        return items.Length is >= 1 and <= MaxRecipients
            ? [.. items.Select(item => Address("To", item))]
            : throw new AccountSettingException($"{Section}:To must have 1 to {MaxRecipients} addresses.");
    }

    // An address is personal data: it is not quoted.
    private static MailboxAddress Address(string key, string? text) =>
        MailboxAddress.TryParse(text, out var address) && address.Address.Contains('@')
            ? address
            : throw new AccountSettingException($"{Section}:{key} must be an e-mail address.");

    private static double Number(
        IConfigurationSection section, string name, double standard, double from, double to) =>
        NumberSetting.Read(section, name, standard, from, to, message => new AccountSettingException(message));
}
