namespace RetailActors.Retail.Roi;

/// <summary>A difference in money or hours that follows from measured values and from what somebody assumes.</summary>
/// <param name="Per1000">Per 1,000 orders, in minor units of the currency.</param>
/// <param name="From">The arithmetic, in words, with the assumptions in it.</param>
internal sealed record Worth(string What, double Per1000, string Currency, string From)
{
    /// <summary>What can be computed; what lacks an assumption or a measured value is left out, not guessed.</summary>
    public static IReadOnlyList<Worth> Of(IReadOnlyList<Measured> measured, Baseline baseline)
    {
        if (baseline.Assumptions is not { } a)
            return [];
        double? Now(Outcome outcome) => measured.First(m => m.Outcome == outcome).Value;
        double? Before(Outcome outcome) =>
            baseline.Metrics is { } metrics && metrics.TryGetValue(outcome.Name, out var v) ? v : null;
        var worth = new List<Worth>();
        if (a is { MinutesPerTouch: { } minutes, CostPerHour: { } hour }
            && (Before(Outcome.Touches), Now(Outcome.Touches)) is ({ } before, { } now))
        {
            worth.Add(new Worth(
                "manual touches", (before - now) * minutes / 60 * hour.Minor, hour.Currency,
                $"({before:0.##} before - {now:0.##} measured) x {minutes:0.##} minutes (assumed)"));
        }
        if (a is { DocumentsKeyedPercent: { } keyed, MinutesPerDocument: { } each, CostPerHour: { } hourly }
            && Now(Outcome.Documents) is { } documents)
        {
            worth.Add(new Worth(
                "documents that nobody keys in", documents * keyed / 100 * each / 60 * hourly.Minor, hourly.Currency,
                $"{documents:0.##} measured x {keyed:0.##} % (assumed) x {each:0.##} minutes (assumed)"));
        }
        if (a is { OversoldPercent: { } share, CostPerOversell: { } cost } && Now(Outcome.Refused) is { } refused)
        {
            worth.Add(new Worth(
                "oversells prevented", refused * share / 100 * cost.Minor, cost.Currency,
                $"{refused:0.##} refused, measured x {share:0.##} % (assumed)"));
        }
        return worth;
    }
}
