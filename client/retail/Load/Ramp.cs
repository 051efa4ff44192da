using System.Globalization;

namespace RetailActors.Retail.Load;

/// <summary>
/// An arrival rate that changes with time: straight between its points, constant after the last one. Two points at one
/// time are a step.
/// </summary>
internal sealed class Ramp
{
    private const double MaxRate = 100_000;
    private const int MaxPoints = 100;

    private readonly double[] _at;
    private readonly double[] _rate;
    private readonly double[] _before;

    private Ramp(double[] at, double[] rate)
    {
        (_at, _rate, _before) = (at, rate, new double[at.Length]);
        for (var i = 1; i < at.Length; i++)
            _before[i] = _before[i - 1] + ((at[i] - at[i - 1]) * (rate[i] + rate[i - 1]) / 2);
    }

    /// <summary>When the last point is reached.</summary>
    public TimeSpan End => TimeSpan.FromSeconds(_at[^1]);

    /// <summary>Reads <c>0:100,60s:500</c>: times, each with the rate per second then. Null when it is none.</summary>
    public static Ramp? Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxPoints)
            return null;
        var (at, rate) = (new double[parts.Length], new double[parts.Length]);
        for (var i = 0; i < parts.Length; i++)
        {
            var colon = parts[i].IndexOf(':');
            if (colon < 1 || CommonOptions.ParseDuration(parts[i][..colon]) is not { } time
                || !double.TryParse(
                    parts[i].AsSpan(colon + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out rate[i])
                || rate[i] > MaxRate)
                return null;
            at[i] = time.TotalSeconds;
            if (at[i] < (i == 0 ? 0 : at[i - 1]))
                return null;
        }
        return at[0] == 0 ? new Ramp(at, rate) : null;
    }

    /// <summary>The rate per second at this time; at a step the rate after it.</summary>
    public double RateAt(TimeSpan time)
    {
        var i = Array.FindLastIndex(_at, a => a <= time.TotalSeconds);
        return i == _at.Length - 1
            ? _rate[i]
            : _rate[i] + ((_rate[i + 1] - _rate[i]) * (time.TotalSeconds - _at[i]) / (_at[i + 1] - _at[i]));
    }

    /// <summary>When so many arrivals have come, which need not be a whole number; null when never.</summary>
    public TimeSpan? When(double arrivals)
    {
        var i = Array.FindLastIndex(_before, b => b <= arrivals);
        // Of several points with the same count (nobody comes between them) the last is where it goes on.
        var (rest, rate) = (arrivals - _before[i], _rate[i]);
        if (i == _at.Length - 1)
            return rate > 0 ? TimeSpan.FromSeconds(_at[i] + (rest / rate)) : null;
        var slope = (_rate[i + 1] - rate) / (_at[i + 1] - _at[i]);
        // The form of the root that neither divides by a slope of zero nor subtracts two numbers that are alike.
        var root = rate + Math.Sqrt(Math.Max(0, (rate * rate) + (2 * slope * rest)));
        return TimeSpan.FromSeconds(_at[i] + (rest > 0 ? 2 * rest / root : 0));
    }
}
