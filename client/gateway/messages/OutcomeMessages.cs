using System.Text.Json.Serialization;

namespace RetailActors.Gateway;

/// <summary>Outcome metrics of a period.</summary>
/// <param name="From">First day, UTC.</param>
/// <param name="To">Last day, UTC, included.</param>
/// <param name="At">When they were computed.</param>
/// <param name="MaxRows">Most rows of a list that are read; of a longer one a sample is.</param>
/// <param name="Items">The metrics.</param>
public sealed record MetricsAnswer(string From, string To, DateTimeOffset At, int MaxRows, MetricAnswer[] Items);

/// <summary>An outcome metric as it was measured.</summary>
/// <param name="Name">The same as in <c>retail roi</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Value">Null when it cannot be known; the reason says why.</param>
/// <param name="Reason">Why there is no value.</param>
/// <param name="From">Beginning of what it is about.</param>
/// <param name="To">End of what it is about.</param>
/// <param name="MeasuredOn">On how many orders, lines, documents … it stands.</param>
/// <param name="Estimated">True when it stands on a sample.</param>
/// <param name="How">How it is measured, with what it leaves out.</param>
public sealed record MetricAnswer(
    string Name, string Title, string Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Value,
    string? Reason, DateTimeOffset From, DateTimeOffset To, long MeasuredOn, bool Estimated, string How);
