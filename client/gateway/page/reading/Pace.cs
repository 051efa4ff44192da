using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>How a worklist stands against the time that nothing should wait longer than.</summary>
public static class Pace
{
    private const double Near = 0.5;

    /// <summary><c>good</c>, <c>busy</c> from half of the time on, <c>bad</c> beyond it.</summary>
    public static string Tone(Worklist worklist, WaitingSummary waiting, DateTimeOffset now) =>
        waiting.OldestAt is not { } oldest ? "good"
            : now - oldest > worklist.Target ? "bad"
            : now - oldest > worklist.Target * Near ? "busy" : "good";

    /// <summary>The same in words: colour is never the only sign.</summary>
    public static string Words(Worklist worklist, WaitingSummary waiting, DateTimeOffset now) =>
        Tone(worklist, waiting, now) switch
        {
            "bad" => $"Over target of {Shown.Age(worklist.Target)}",
            "busy" => $"Close to target of {Shown.Age(worklist.Target)}",
            _ when waiting.Total == 0 => "Nothing waits",
            _ => $"Within target of {Shown.Age(worklist.Target)}",
        };
}
