using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RetailActors.Settlement;

/// <summary>How settlements are judged, section <c>Settlement</c>.</summary>
/// <remarks><c>WindowDays</c> (7), <c>BankDays</c> (3), <c>ToleranceMinor</c> (1); and for a provider
/// <c>Providers:NAME:{FeeBasisPoints, FeeFixedMinor, FeeToleranceMinor}</c>: without them its fees are not checked. The
/// sandbox's provider has those of the sandbox.</remarks>
public sealed class SettlementSettings
{
    private readonly Terms _standard;
    private readonly FrozenDictionary<string, FeeTerms> _fees;

    /// <summary>Reads and checks; throws with the key that is wrong.</summary>
    public SettlementSettings(IConfiguration configuration)
    {
        var section = configuration.GetSection("Settlement");
        _standard = new Terms(
            (int)Number(section, "WindowDays", 7, 0, 365), (int)Number(section, "BankDays", 3, 0, 365),
            Number(section, "ToleranceMinor", 1, 0, 10_000), null);
        var fees = section.GetSection("Providers").GetChildren().ToDictionary(p => p.Key, p => new FeeTerms(
            (int)Number(p, "FeeBasisPoints", 0, 0, 10_000), Number(p, "FeeFixedMinor", 0, 0, 1_000_000),
            Number(p, "FeeToleranceMinor", 1, 0, 1_000_000)));
        fees.TryAdd("sandbox", new FeeTerms(140, 25, 1));
        _fees = fees.ToFrozenDictionary();
    }

    /// <summary>The terms of a provider.</summary>
    public Terms TermsOf(string provider) => _standard with { Fees = _fees.GetValueOrDefault(provider) };

    private static long Number(IConfigurationSection section, string key, long otherwise, long from, long to)
    {
        var text = section[key];
        if (text is null)
        {
            return otherwise;
        }
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to
            ? number
            : throw new InvalidOperationException($"{section.Path}:{key} must be {from} to {to}, but is '{text}'.");
    }
}
