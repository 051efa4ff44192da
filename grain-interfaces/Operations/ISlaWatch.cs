using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>How a business process stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SlaState>))]
public enum SlaState
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Nothing is close to its target.</summary>
    Ok,
    /// <summary>Something is close to its target.</summary>
    Warning,
    /// <summary>Something is late.</summary>
    Breached,
}

/// <summary>Watches one business process of a tenant: what is late becomes an exception and an event, once for each
/// wait, and stops being one by itself.</summary>
/// <remarks>Grain key: <see cref="SlaKey"/>. What it has told is durable; what it sees is read anew at every
/// look.</remarks>
[Alias("ISlaWatch")]
public interface ISlaWatch : IGrainWithStringKey, IResolvable
{
    /// <summary>Looks for what is late, and for what has gone on. Called every few seconds by every silo; one that
    /// comes too soon after another does nothing.</summary>
    [Alias("Look")] Task Look();

    /// <summary>How the process stood at the last look; looks when there was none yet.</summary>
    [Alias("Read")] Task<SlaView> Read();

    /// <summary>Tells what it owes to desk, stream and mail. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>All business processes of a tenant, with the targets of its worklists. One stateless worker per
/// silo.</summary>
/// <remarks>Grain key: the tenant. The one source of targets for API, page and metrics.</remarks>
[Alias("ISlaBoard")]
public interface ISlaBoard : IGrainWithStringKey
{
    /// <summary>The processes as they stood at their last look.</summary>
    [Alias("Read"), ReadOnly] Task<SlaBoard> Read();

    /// <summary>The targets alone, by name of process or worklist: reads nothing.</summary>
    [Alias("Targets"), ReadOnly] Task<ImmutableDictionary<string, SlaTarget>> Targets();
}

/// <summary>How the business processes stand.</summary>
/// <param name="Processes">In the order of <see cref="SlaProcess.All"/>.</param>
/// <param name="Targets">By name of process or worklist.</param>
[GenerateSerializer, Immutable, Alias("SlaBoard")]
public sealed record SlaBoard(
    ImmutableArray<SlaView> Processes, ImmutableDictionary<string, SlaTarget> Targets);

/// <summary>How one business process stands.</summary>
/// <param name="Process">Its name.</param>
/// <param name="At">UTC time of the look.</param>
/// <param name="Target">What nothing should wait longer than.</param>
/// <param name="Groups">By channel, provider or location; those that have something waiting.</param>
/// <param name="Cases">Waits that are on the exception desk now; one may stand for many.</param>
/// <param name="Lately">What was late and has gone on within <see cref="SlaLately.Window"/>.</param>
[GenerateSerializer, Immutable, Alias("SlaView")]
public sealed record SlaView(
    string Process, DateTimeOffset At, SlaTarget Target, ImmutableArray<SlaGroup> Groups, int Cases, SlaLately Lately)
{
    /// <summary>All that waits.</summary>
    public long Open => Groups.Sum(g => g.Open);

    /// <summary>Close to their target, and not late.</summary>
    public long Near => Groups.Sum(g => g.Near);

    /// <summary>Late.</summary>
    public long Late => Groups.Sum(g => g.Late);

    /// <summary>Since when the oldest waits, UTC.</summary>
    public DateTimeOffset? OldestAt => Groups.IsEmpty ? null : Groups.Min(g => g.OldestAt);

    /// <summary>How it stands.</summary>
    public SlaState State => Late > 0 ? SlaState.Breached : Near > 0 ? SlaState.Warning : SlaState.Ok;
}

/// <summary>What waits of one channel, provider or location.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Open">All that waits.</param>
/// <param name="Near">Close to the target, and not late.</param>
/// <param name="Late">Late.</param>
/// <param name="OldestAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("SlaGroup")]
public sealed record SlaGroup(string Group, long Open, long Near, long Late, DateTimeOffset OldestAt)
{
    /// <summary>What belongs to no group that is known.</summary>
    public const string Other = "other";

    /// <summary>How it stands.</summary>
    public SlaState State => Late > 0 ? SlaState.Breached : Near > 0 ? SlaState.Warning : SlaState.Ok;
}

/// <summary>What was late and has gone on.</summary>
/// <param name="Count">How many waits, of the latest <see cref="Most"/>.</param>
/// <param name="MedianSeconds">How long they took, half of them less; null when there is none.</param>
/// <param name="P95Seconds">The same for 95 of 100.</param>
[GenerateSerializer, Immutable, Alias("SlaLately")]
public sealed record SlaLately(int Count, double? MedianSeconds, double? P95Seconds)
{
    /// <summary>How far back it goes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Most waits that are remembered.</summary>
    public const int Most = 200;
}

/// <summary>Identifies the watch over a business process.</summary>
[GenerateSerializer, Immutable, Alias("SlaKey")]
public readonly record struct SlaKey(Tenant Tenant, string Process)
{
    /// <summary>Its journal stream.</summary>
    public string Stream => $"sla/{this}";

    /// <summary>Reads a key back from its text.</summary>
    public static SlaKey Parse(string key) => key.Split('/') is [var t, var process]
        ? new SlaKey(new Tenant(t), process)
        : throw new FormatException($"Not a key of a watch: {key}");

    /// <summary>The grain key: <c>tenant/process</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Process}";
}
