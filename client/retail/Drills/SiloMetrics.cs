using System.Globalization;

namespace RetailActors.Retail.Drills;

/// <summary>What a silo with <c>Telemetry:Prometheus</c> tells of itself at one moment.</summary>
internal sealed class SiloMetrics
{
    private readonly List<(string Series, double Value)> _series = [];

    /// <summary>Reads the text format of Prometheus; lines that are none are left out.</summary>
    public static SiloMetrics Read(string text)
    {
        var metrics = new SiloMetrics();
        foreach (var line in text.Split('\n'))
        {
            var end = line.IndexOf('}') is >= 0 and var brace ? brace + 1 : line.IndexOf(' ');
            if (end <= 0 || line[0] == '#')
                continue;
            var value = line[end..].Trim().Split(' ')[0];
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                metrics._series.Add((line[..end], number));
        }
        return metrics;
    }

    /// <summary>Sum over the series of a metric; 0 when there is none.</summary>
    /// <param name="name">As Prometheus writes it.</param>
    /// <param name="label">Only of series with this label, as <c>name="value"</c>; empty for all.</param>
    public double Sum(string name, string label = "") => _series
        .Where(s => (s.Series == name || s.Series.StartsWith(name + "{", StringComparison.Ordinal))
            && s.Series.Contains(label, StringComparison.Ordinal))
        .Sum(s => s.Value);
}
