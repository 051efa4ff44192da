using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailActors.Retail.Roi;

/// <summary>
/// How things were before, as somebody has counted or estimated it. Nothing of it is checked; a report shows it as what
/// it is. The format is in <c>docs/roi.md</c>.
/// </summary>
/// <param name="Name">What it is of: the old system, and when.</param>
/// <param name="Metrics">Values by the name of the metric, in its unit.</param>
/// <param name="Assumptions">What money needs; see <see cref="Roi.Assumptions"/>.</param>
internal sealed record Baseline(
    string Name, IReadOnlyDictionary<string, double>? Metrics, Assumptions? Assumptions)
{
    private static readonly JsonSerializerOptions _strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static async Task<Baseline> Read(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file.OpenRead();
            var baseline = await JsonSerializer.DeserializeAsync<Baseline>(stream, _strict, cancellation);
            if (baseline is not { Name: { Length: > 0 } })
                throw new CommandFailedException($"{file.FullName} has no name.");
            var unknown = baseline.Metrics?.Keys.Except(Outcome.Names).FirstOrDefault();
            return unknown is null
                ? baseline
                : throw new CommandFailedException(
                    $"{file.FullName}: '{unknown}' is no metric. There are {string.Join(", ", Outcome.Names)}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailedException($"Cannot read the baseline {file.FullName}: {e.Message}");
        }
    }
}

/// <summary>What a person says about costs. Null: not said, and nothing is computed from it.</summary>
/// <param name="OrdersPerYear">To which the difference per 1,000 orders is scaled.</param>
/// <param name="CostPerHour">Of somebody who does things by hand.</param>
/// <param name="MinutesPerTouch">Of a decision about an exception or a mismatch.</param>
/// <param name="DocumentsKeyedPercent">Of the documents for ERP and finance, so many were keyed in by hand.</param>
/// <param name="MinutesPerDocument">To key one in.</param>
/// <param name="OversoldPercent">Of the orders that are refused for stock, so many would have been taken.</param>
/// <param name="CostPerOversell">Of an order that is taken and cannot be kept.</param>
internal sealed record Assumptions(
    double? OrdersPerYear, Amount? CostPerHour, double? MinutesPerTouch, double? DocumentsKeyedPercent,
    double? MinutesPerDocument, double? OversoldPercent, Amount? CostPerOversell);

/// <summary>Money in minor units, as everywhere.</summary>
internal sealed record Amount(long Minor, string Currency);
