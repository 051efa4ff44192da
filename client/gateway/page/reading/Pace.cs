using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>How a worklist stands against the time that nothing should wait longer than.</summary>
public static class Pace
{
    /// <summary><c>good</c>, <c>busy</c> when something is close to its target, <c>bad</c> when it is late.</summary>
    public static string Tone(SlaTarget target, WaitingSummary waiting, DateTimeOffset now) => Tone(
        waiting.Groups.Select(g => (Age: now - g.OldestAt, Limit: target.For(g.Group)))
            .Select(g => g.Age >= g.Limit ? SlaState.Breached
                : g.Age >= target.Warning(g.Limit) ? SlaState.Warning : SlaState.Ok)
            .DefaultIfEmpty(SlaState.Ok).Max());

    /// <summary>The same for a business process.</summary>
    public static string Tone(SlaState state) => state switch
    {
        SlaState.Breached => "bad",
        SlaState.Warning => "busy",
        _ => "good",
    };

    /// <summary>The same in words: colour is never the only sign.</summary>
    public static string Words(SlaTarget target, WaitingSummary waiting, DateTimeOffset now) =>
        Tone(target, waiting, now) switch
        {
            "bad" => $"Over target of {Shown.Age(target.Target)}",
            "busy" => $"Close to target of {Shown.Age(target.Target)}",
            _ when waiting.Total == 0 => "Nothing waits",
            _ => $"Within target of {Shown.Age(target.Target)}",
        };

    /// <summary>A business process in words.</summary>
    public static string Words(SlaView view) => view.State switch
    {
        SlaState.Breached => $"{Shown.Count(view.Late)} late",
        SlaState.Warning => $"{Shown.Count(view.Near)} close to target",
        _ => "In time",
    };
}
