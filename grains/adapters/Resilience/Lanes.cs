using RetailActors.Adapters.Mail;
using RetailActors.Payments;
using RetailActors.Postings;

namespace RetailActors.Adapters.Resilience;

/// <summary>How a lane speaks in the words of its port.</summary>
/// <param name="NotDone">The call never left: why, and when to try again.</param>
/// <param name="Unknown">It left, and nobody knows what came of it.</param>
/// <param name="IsFailure">An answer that counts against the account's health.</param>
/// <param name="Prefix">Before the account's name, where accounts of all kinds are shown together.</param>
public sealed record LaneAnswers<TAnswer>(
    Func<string, TimeSpan?, TAnswer> NotDone, Func<string, TAnswer> Unknown, Func<TAnswer, bool> IsFailure,
    string Prefix = "");

/// <summary>Opens lanes.</summary>
public static class Lanes
{
    // A refusal is an answer of a healthy system, and so is "too fast": neither may close the door to everybody.
    private static readonly LaneAnswers<ProviderAnswer> _payments = new(
        static (reason, after) => new ProviderAnswer.Unavailable(reason, after),
        static reason => new ProviderAnswer.Unknown(reason),
        static answer => answer is ProviderAnswer.Unknown or ProviderAnswer.Unavailable { RetryAfter: null },
        "payments:");

    private static readonly LaneAnswers<PostingAnswer> _documents = new(
        static (reason, after) => new PostingAnswer.Unavailable(reason, after),
        static reason => new PostingAnswer.Lost(reason),
        static answer => answer is PostingAnswer.Lost or PostingAnswer.Unavailable { RetryAfter: null });

    private static readonly LaneAnswers<MailAnswer> _mails = new(
        static (reason, _) => new MailAnswer.Missed(reason),
        static reason => new MailAnswer.Missed(reason),
        static answer => answer is MailAnswer.Missed);

    /// <summary>Before a mail server.</summary>
    public static Lane<MailAnswer> OfMail(string name, LaneOptions options, TimeProvider? time = null) =>
        new(name, options, _mails, time ?? TimeProvider.System);

    /// <summary>Before an account of a payment provider.</summary>
    public static Lane<ProviderAnswer> OfPayments(string name, LaneOptions options, TimeProvider? time = null) =>
        new(name, options, _payments, time ?? TimeProvider.System);

    /// <summary>Before an account that takes documents; its rate is kept strictly.</summary>
    public static Lane<PostingAnswer> OfDocuments(string name, LaneOptions options, TimeProvider? time = null) =>
        new(name, options with { Strict = true }, _documents, time ?? TimeProvider.System);
}
