using System.Globalization;
using RetailActors.Adapters;
using RetailActors.Postings;

namespace RetailActors.Hosting;

/// <summary>What is configured about documents for outside systems.</summary>
/// <param name="HoldForTax"><c>Tax:WhenDown</c> is <c>hold</c>.</param>
/// <param name="ClosedUntil"><c>Finance:ClosedUntil</c>.</param>
public sealed record PostingSettings(bool HoldForTax, DateOnly? ClosedUntil)
{
    /// <summary>Reads and checks.</summary>
    public static PostingSettings Read(IConfiguration configuration) => new(
        configuration["Tax:WhenDown"] switch
        {
            null or "estimate" => false,
            "hold" => true,
            var other => throw new SettingException($"Tax:WhenDown is '{other}'; it can be estimate or hold."),
        },
        configuration["Finance:ClosedUntil"] is not { Length: > 0 } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new SettingException($"Finance:ClosedUntil is '{text}'; it must be a day like 2026-11-30."));

    /// <summary>Together with the accounts.</summary>
    public PostingPolicy Policy(IAccounts accounts) => new(
        [.. accounts.Rules.Select(r => new PostingRule(r.Name, r.Kinds, r.Channel))], HoldForTax, ClosedUntil);
}
