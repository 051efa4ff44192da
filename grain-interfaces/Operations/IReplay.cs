using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Tries many things again: first it looks and says what it would do, then, when somebody starts it, does it.
/// </summary>
/// <remarks>
/// Grain key: <see cref="ReplayKey"/>. It works in the background, a page of the directory at a time, at a bounded
/// rate, and goes on after a crash where it was. Nothing is done twice: what is on record is left alone, every retry
/// is a decision of the exception desk under an id that follows from the replay. Durable before each reply; throws
/// <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a retry.
/// </remarks>
[Alias("IReplay")]
public interface IReplay : IGrainWithStringKey
{
    /// <summary>Makes the plan and begins to look. Idempotent: a plan that is there stays as it is.</summary>
    [Alias("Plan")] Task<ReplayView> Plan(ReplayPlan plan, Origin by);

    /// <summary>Does what the look has found. Only once it has looked; idempotent from then on.</summary>
    [Alias("Start")] Task<ReplayChange> Start(Origin by);

    /// <summary>Stops it for good; what was tried again by then stays so. Idempotent.</summary>
    [Alias("Cancel")] Task<ReplayChange> Cancel(Origin by);

    /// <summary>How it stands, or null.</summary>
    [Alias("Read"), ReadOnly] Task<ReplayView?> Read();

    /// <summary>Goes on. Called by the sweeper.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>What a replay is over. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplayScope>))]
public enum ReplayScope
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>What was given up and waits on the exception desk.</summary>
    DeadLetters,
    /// <summary>All messages received and all documents planned in a span of time.</summary>
    Period,
}

/// <summary>Which things to try again.</summary>
/// <param name="Scope">Over what.</param>
/// <param name="From">Raised, received or planned then or later, UTC; needed for a period.</param>
/// <param name="To">Before, UTC; needed for a period. Never later than the plan itself.</param>
/// <param name="Group">Only of this account, provider, channel or source; null for all.</param>
/// <param name="Kind">Only exceptions of this kind; null for all dead letters.</param>
/// <param name="Owners">Only exceptions of these owners; empty for all.</param>
[GenerateSerializer, Immutable, Alias("ReplayPlan")]
public sealed record ReplayPlan(
    ReplayScope Scope, DateTimeOffset? From, DateTimeOffset? To, string? Group, string? Kind,
    ImmutableArray<Role> Owners);

/// <summary>What came of starting or cancelling. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplayChange>))]
public enum ReplayChange
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>No such replay.</summary>
    NotFound,
    /// <summary>It still looks, or has ended.</summary>
    NotAllowed,
    /// <summary>It is so.</summary>
    Done,
}

/// <summary>Something that a replay would try again.</summary>
/// <param name="Entity">Journal stream of the entity.</param>
/// <param name="Part">Document or message within it.</param>
/// <param name="Group">Account, provider, channel or source.</param>
/// <param name="Action"><c>send</c>, <c>look-up</c>, <c>retry</c> or <c>decide</c> (a person has to).</param>
/// <param name="Difference">How it stands, for people.</param>
/// <param name="Preview">What trying it again would change; null for what is left alone or could not be asked.</param>
[GenerateSerializer, Immutable, Alias("ReplayFinding")]
public sealed record ReplayFinding(
    string Entity, string Part, string Group, string Action, string Difference, DecisionPreview? Preview = null);

/// <summary>A replay read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Plan">What it is over.</param>
/// <param name="By">Who made it, and why.</param>
/// <param name="Status"><c>looking</c>, <c>ready</c>, <c>working</c>, <c>done</c> or <c>cancelled</c>.</param>
/// <param name="At">When it was planned, UTC.</param>
/// <param name="EndedAt">UTC, or null.</param>
/// <param name="Found">What it would do: how many by action; <c>none</c> is left alone.</param>
/// <param name="Sample">The first of those that it would try again; bounded.</param>
/// <param name="Handled">What it did: how many by result (<c>retried</c>, <c>gone-on</c>, <c>not-allowed</c>,
/// <c>failed</c>: gave no answer).</param>
/// <param name="Version">Appends so far.</param>
[GenerateSerializer, Immutable, Alias("ReplayView")]
public sealed record ReplayView(
    string Id, ReplayPlan Plan, Origin By, string Status, DateTimeOffset At, DateTimeOffset? EndedAt,
    ImmutableSortedDictionary<string, long> Found, ImmutableArray<ReplayFinding> Sample,
    ImmutableSortedDictionary<string, long> Handled, long Version);

/// <summary>Identifies a replay.</summary>
[GenerateSerializer, Immutable, Alias("ReplayKey")]
public readonly record struct ReplayKey(Tenant Tenant, string Id)
{
    /// <summary>The replay that follows from a command.</summary>
    public static ReplayKey Of(Tenant tenant, string command) => new(tenant, $"rpl_{command}");

    /// <summary>Reads a key back from its text.</summary>
    public static ReplayKey Parse(string key) => key.Split('/') is [var t, var id]
        ? new ReplayKey(new Tenant(t), id)
        : throw new FormatException($"Not a replay key: {key}");

    /// <summary>The grain key: <c>tenant/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id}";
}
