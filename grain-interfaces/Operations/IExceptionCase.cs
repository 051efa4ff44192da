using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Who has to look at an exception. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Integrations, systems, credentials.</summary>
    It,
    /// <summary>Stores, stock, fulfilment.</summary>
    Operations,
    /// <summary>ERP documents, money, tax, settlement.</summary>
    Finance,
    /// <summary>Customers and their orders.</summary>
    Service,
}

/// <summary>What somebody decides about an exception. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResolutionKind>))]
public enum ResolutionKind
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Try again as it is.</summary>
    Retry,
    /// <summary>Try again with other values.</summary>
    Edit,
    /// <summary>Leave it, with a reason.</summary>
    Waive,
}

/// <summary>A decision about one part of an entity.</summary>
/// <param name="Id">Idempotency key of the decision.</param>
/// <param name="Part">What it is about within the entity: a document key, a settlement line.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Edits">For Edit: field and new value; else empty.</param>
/// <param name="By">Who and why.</param>
[GenerateSerializer, Immutable, Alias("Resolution")]
public sealed record Resolution(
    string Id, string Part, ResolutionKind Kind, ImmutableDictionary<string, string> Edits, Origin By);

/// <summary>What came of a decision. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResolutionResult>))]
public enum ResolutionResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>The entity has no such part.</summary>
    NotFound,
    /// <summary>The part does not need a decision any more.</summary>
    AlreadyResolved,
    /// <summary>This part cannot be resolved in this way.</summary>
    NotAllowed,
    /// <summary>Taken in, durably; the entity goes on by itself.</summary>
    Resolved,
}

/// <summary>An entity whose exceptions can be resolved from the desk.</summary>
public interface IResolvable
{
    /// <summary>Takes in a decision. Idempotent on its id.</summary>
    [Alias("Resolve")] Task<ResolutionResult> Resolve(Resolution decision);
}

/// <summary>Something that cannot go on by itself, for somebody to decide about.</summary>
/// <param name="Kind">Slug: <c>posting-rejected</c>, <c>posting-dead-letter</c>, <c>settlement-mismatch</c>,
/// <c>webhook-differs</c>, <c>stock-discrepancy</c>, <c>sla-breached</c>, …</param>
/// <param name="Entity">Journal stream of the entity: <c>kind/tenant/…</c>.</param>
/// <param name="Part">What it is about within the entity, see <see cref="Resolution.Part"/>.</param>
/// <param name="Group">What lists group by: the account, the provider, the channel.</param>
/// <param name="Owner">Who has to look at it.</param>
/// <param name="Evidence">For people: what is known, without personal data.</param>
/// <param name="RaisedAt">UTC.</param>
/// <param name="Deadline">Until when somebody should have decided, UTC.</param>
/// <param name="Actions">What can be decided.</param>
/// <param name="DecidedBy">Journal stream of the entity that takes the decision, or null for <paramref name="Entity"/>
/// itself.</param>
[GenerateSerializer, Immutable, Alias("ExceptionReport")]
public sealed record ExceptionReport(
    string Kind, string Entity, string Part, string Group, Role Owner, string Evidence, DateTimeOffset RaisedAt,
    DateTimeOffset Deadline, ImmutableArray<ResolutionKind> Actions, string? DecidedBy = null);

/// <summary>One exception on the desk.</summary>
/// <remarks>Grain key: <see cref="ExceptionKey"/>. Durable before each reply; throws <see
/// cref="OutcomeUnknownException"/>
/// or <see cref="BusyException"/>, both answered by a retry.</remarks>
[Alias("IExceptionCase")]
public interface IExceptionCase : IGrainWithStringKey
{
    /// <summary>Opens it, or opens it again when it was closed and has come back. Idempotent while it is
    /// open.</summary>
    [Alias("Raise")] Task Raise(ExceptionReport report);

    /// <summary>Closes it: the entity has gone on without a decision.</summary>
    [Alias("Clear")] Task Clear(string reason);

    /// <summary>Gives it to somebody. False: no such exception, or closed.</summary>
    [Alias("Assign")] Task<bool> Assign(string assignee, Origin by);

    /// <summary>Decides; the decision is carried to the entity, if need be by the sweeper.</summary>
    /// <returns>NotFound, AlreadyResolved (closed), NotAllowed (not among the actions), or what the entity says.
    /// </returns>
    [Alias("Decide")]
    Task<ResolutionResult> Decide(
        string decisionId, ResolutionKind kind, ImmutableDictionary<string, string> edits, Origin by);

    /// <summary>It as it stands, or null.</summary>
    [Alias("Read"), ReadOnly] Task<ExceptionView?> Read();

    /// <summary>What a decision would change, from what its entity says of itself now. Has no effect; null when there
    /// is no such exception.</summary>
    [Alias("Preview"), ReadOnly]
    Task<DecisionPreview?> Preview(ResolutionKind kind, ImmutableDictionary<string, string> edits);

    /// <summary>Carries an owed decision to its entity. Called by the sweeper.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>One step in the life of an exception.</summary>
/// <param name="At">UTC.</param>
/// <param name="What">In words: <c>raised</c>, <c>decided: edit</c>, …</param>
/// <param name="By">Who and why.</param>
/// <param name="Edits">Of a decision that edits: field and new value; else null.</param>
[GenerateSerializer, Immutable, Alias("ExceptionStep")]
public sealed record ExceptionStep(
    DateTimeOffset At, string What, Origin By, ImmutableDictionary<string, string>? Edits = null);

/// <summary>An exception read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Report">What was raised last.</param>
/// <param name="Status"><c>open</c>, <c>deciding</c>, <c>resolved</c>, <c>waived</c> or <c>cleared</c>.</param>
/// <param name="Assignee">Who works on it, or null.</param>
/// <param name="History">What was done, oldest first; bounded.</param>
/// <param name="Version">Appends so far.</param>
[GenerateSerializer, Immutable, Alias("ExceptionView")]
public sealed record ExceptionView(
    string Id, ExceptionReport Report, string Status, string? Assignee, ImmutableArray<ExceptionStep> History,
    long Version);

/// <summary>Identifies an exception.</summary>
[GenerateSerializer, Immutable, Alias("ExceptionKey")]
public readonly record struct ExceptionKey(Tenant Tenant, string Id)
{
    /// <summary>The one exception of a kind about a part of an entity: the same for ever.</summary>
    public static ExceptionKey For(Tenant tenant, string kind, string entity, string part)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"{kind}\n{entity}\n{part}"));
        return new ExceptionKey(tenant, $"exc_{Convert.ToHexStringLower(hash.AsSpan(0, 12))}");
    }

    /// <summary>Reads a key back from its text.</summary>
    public static ExceptionKey Parse(string key) => key.Split('/') is [var t, var id]
        ? new ExceptionKey(new Tenant(t), id)
        : throw new FormatException($"Not an exception key: {key}");

    /// <summary>The grain key: <c>tenant/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id}";
}
