using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Bench.Report;

namespace RetailActors.Bench.Cluster;

/// <summary>All rounds that were measured, and what follows from them.</summary>
public sealed record ClusterResults(DateTimeOffset At, Machine Machine, IReadOnlyList<ClusterCell> Cells)
{
    /// <summary>What two silos may cost of the rate of one, on the same two cores.</summary>
    public const double Allowed = 0.15;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The number of the next round.</summary>
    public int NextRound => Cells.Count == 0 ? 1 : Cells.Max(c => c.Round) + 1;

    /// <summary>True when every answer agrees with what was stored.</summary>
    public bool Agrees => Cells.All(c => c.Faults.Count == 0);

    /// <summary>With one cell more.</summary>
    public ClusterResults With(ClusterCell cell) => this with { At = DateTimeOffset.UtcNow, Cells = [.. Cells, cell] };

    /// <summary>The cells of one column, in the order of their rounds.</summary>
    public IReadOnlyList<ClusterCell> Of(ClusterLoad load, int silos) =>
        [.. Cells.Where(c => c.Load == load && c.Silos == silos).OrderBy(c => c.Round)];

    /// <summary>By how much the rate is below that of one silo: the median over the rounds that have both. 0.2 is a
    /// fifth less; negative when it is higher; null without a round that has both.</summary>
    public double? Loss(ClusterLoad load, int silos) => Median(
        Of(load, silos).Join(Of(load, 1), c => c.Round, one => one.Round, (c, one) =>
            1 - (c.Result.Rate / one.Result.Rate)));

    /// <summary>CPU of silos and database for a call as a share of what it is with one silo; rounds as for
    /// <see cref="Loss"/>.</summary>
    public double? CpuShare(ClusterLoad load, int silos) => Median(
        Of(load, silos).Join(Of(load, 1), c => c.Round, one => one.Round, (c, one) => c.CpuEach / one.CpuEach));

    /// <summary>The middle one, or the mean of the two in the middle; null of nothing.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Those of a file, or none yet.</summary>
    public static ClusterResults Read(string file) => File.Exists(file)
        ? JsonSerializer.Deserialize<ClusterResults>(File.ReadAllText(file), _json)!
        : new ClusterResults(DateTimeOffset.UtcNow, Machine.Here(), []);

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json) + "\n";
}
