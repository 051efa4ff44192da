using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Operations;

/// <summary>How a replay stands.</summary>
public enum ReplayStanding
{
    /// <summary>There is none.</summary>
    Absent,
    /// <summary>It looks through everything and changes nothing.</summary>
    Looking,
    /// <summary>It has looked and waits for somebody to start it.</summary>
    Ready,
    /// <summary>It tries again what it has found.</summary>
    Working,
    /// <summary>It is through.</summary>
    Done,
    /// <summary>Somebody has stopped it.</summary>
    Cancelled,
}

/// <summary>Where a replay is: which list, and after which row of it.</summary>
public sealed record ReplayPlace(int List, string? After)
{
    /// <summary>At the beginning.</summary>
    public static readonly ReplayPlace First = new(0, null);
}

/// <summary>A page that is worked on. It is written down before: once a part of it is decided, the directory would no
/// longer give the same page.</summary>
/// <param name="Exceptions">Ids of the exceptions to be decided.</param>
/// <param name="Next">Where to go on afterwards; null at the end.</param>
public sealed record ReplayPage(ImmutableArray<string> Exceptions, ReplayPlace? Next);

/// <summary>A page that was gone through.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
/// <param name="Counts">How many by action, or by result.</param>
/// <param name="Findings">What would be tried again; empty when it was done.</param>
public sealed record ReplayStep(
    ReplayPlace? Next, ImmutableSortedDictionary<string, long> Counts, ImmutableArray<ReplayFinding> Findings);

/// <summary>A replay.</summary>
public sealed record ReplayRun(
    ReplayPlan? Plan, Origin By, DateTimeOffset At, ReplayStanding Standing, ReplayPlace Place,
    ImmutableSortedDictionary<string, long> Found, ImmutableArray<ReplayFinding> Sample,
    ImmutableSortedDictionary<string, long> Handled, Origin? StartedBy, ReplayPage? Taken, DateTimeOffset? EndedAt)
{
    /// <summary>Before the first event.</summary>
    public static readonly ReplayRun None = new(
        null, Origin.System, default, ReplayStanding.Absent, ReplayPlace.First,
        ImmutableSortedDictionary<string, long>.Empty, [], ImmutableSortedDictionary<string, long>.Empty, null, null,
        null);

    /// <summary>True while it goes on by itself.</summary>
    public bool IsMoving => Standing is ReplayStanding.Looking or ReplayStanding.Working;
}

/// <summary>What happened to a replay.</summary>
public abstract record ReplayEvent
{
    private ReplayEvent() { }

    /// <summary>Somebody wants to know what would be tried again.</summary>
    public sealed record Planned(ReplayPlan Plan, Origin By, DateTimeOffset At) : ReplayEvent;
    /// <summary>A page was looked at.</summary>
    public sealed record Looked(ReplayStep Step, DateTimeOffset At) : ReplayEvent;
    /// <summary>Somebody wants it done.</summary>
    public sealed record Started(Origin By, DateTimeOffset At) : ReplayEvent;
    /// <summary>A page is going to be worked on.</summary>
    public sealed record Taken(ReplayPage Page, DateTimeOffset At) : ReplayEvent;
    /// <summary>The page that was taken is done.</summary>
    public sealed record Worked(ReplayStep Step, DateTimeOffset At) : ReplayEvent;
    /// <summary>Somebody has stopped it.</summary>
    public sealed record Cancelled(Origin By, DateTimeOffset At) : ReplayEvent;
}

/// <summary>What a list of replays shows.</summary>
public sealed record ReplayRow(
    ReplayPlan Plan, string By, string? Reason, DateTimeOffset At, ImmutableSortedDictionary<string, long> Found,
    ImmutableSortedDictionary<string, long> Handled);

/// <summary>How the events of a replay stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayRow))]
[JsonSerializable(typeof(ReplayEvent.Planned))]
[JsonSerializable(typeof(ReplayEvent.Looked))]
[JsonSerializable(typeof(ReplayEvent.Started))]
[JsonSerializable(typeof(ReplayEvent.Taken))]
[JsonSerializable(typeof(ReplayEvent.Worked))]
[JsonSerializable(typeof(ReplayEvent.Cancelled))]
public sealed partial class ReplayJson : JsonSerializerContext;
