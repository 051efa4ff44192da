using RetailActors.Operations;

namespace RetailActors.Adapters.Mail;

/// <summary>What came of an attempt to send a mail.</summary>
public abstract record MailAnswer
{
    private MailAnswer() { }

    /// <summary>The server has taken it.</summary>
    public sealed record Taken : MailAnswer;
    /// <summary>It has not, or nobody knows; the same again later.</summary>
    /// <param name="Code">A slug.</param>
    public sealed record Missed(string Code) : MailAnswer;
    /// <summary>It never will.</summary>
    /// <param name="Code">A slug.</param>
    public sealed record Refused(string Code) : MailAnswer;
}

/// <summary>Sends mails to those who are configured. One attempt; whoever owes the mail tries again.</summary>
public interface IAlertMailer
{
    /// <summary>One attempt, in its turn. What is sent twice has the same message id.</summary>
    /// <returns>Taken, Missed or Refused.</returns>
    Task<MailAnswer> Send(AlertMail mail);
}
