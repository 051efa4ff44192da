namespace RetailActors.Retail.Load;

/// <summary>How an arrival ended.</summary>
internal enum Ending
{
    Done,
    Refused,
    Error,
    NotSent,
}

/// <summary>The names under which answers are counted: the status, and the slug of a problem.</summary>
internal static class Reply
{
    public const string NotSent = "not sent";
    public const string TimedOut = "timed out";
    public const string NoConnection = "no connection";
    public const string Other = "other";

    /// <summary>Answers of the business, not of a system in trouble.</summary>
    private static readonly string[] _refusals = ["409 out-of-stock", "402 payment-declined"];

    public static string Named(int status, string? slug) => slug is null ? $"{status}" : $"{status} {slug}";

    public static Ending EndingOf(string answer) =>
        answer == NotSent ? Ending.NotSent
        : answer.StartsWith('2') ? Ending.Done
        : _refusals.Contains(answer) ? Ending.Refused
        : Ending.Error;

    /// <summary>How many of these answers ended so.</summary>
    public static long Of(this IEnumerable<KeyValuePair<string, long>> answers, params Ending[] endings) =>
        answers.Where(a => endings.Contains(EndingOf(a.Key))).Sum(a => a.Value);
}
