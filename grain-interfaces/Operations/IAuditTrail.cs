using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>What people have done by hand on one day: who, what, why, and what came of it.</summary>
/// <remarks>Grain key: <see cref="AuditKey"/>. Durable before each reply; throws <see cref="OutcomeUnknownException"/>
/// or
/// <see cref="BusyException"/>, both answered by a retry.</remarks>
[Alias("IAuditTrail")]
public interface IAuditTrail : IGrainWithStringKey
{
    /// <summary>Notes what somebody is about to do. Idempotent on the action's id.</summary>
    /// <returns>False: the day has had <see cref="AuditPage.MaxActions"/>.</returns>
    [Alias("Note")] Task<bool> Note(AuditAction action);

    /// <summary>Notes what came of it. Idempotent; the first outcome stays.</summary>
    /// <returns>False: no such action.</returns>
    [Alias("Conclude")] Task<bool> Conclude(string id, bool done, string outcome);

    /// <summary>Whether an action is noted here.</summary>
    [Alias("Has"), ReadOnly] Task<bool> Has(string id);

    /// <summary>The actions of the day that fit, the last first.</summary>
    [Alias("Search"), ReadOnly] Task<AuditFindings> Search(AuditSearch search);

    /// <summary>A page of the day, the last action first.</summary>
    /// <param name="skip">Actions that are left out, 0 for the first page.</param>
    /// <param name="limit">1 to 1,000.</param>
    [Alias("Read"), ReadOnly] Task<AuditPage> Read(int skip, int limit);
}

/// <summary>Something that somebody does by hand.</summary>
/// <param name="Id">Its id; also the id of the command that follows from it.</param>
/// <param name="At">UTC.</param>
/// <param name="By">Who and why.</param>
/// <param name="What">Slug: <c>exception-waive</c>, <c>order-cancel</c>, <c>replay</c>, …</param>
/// <param name="About">Id of what it is about.</param>
/// <param name="Roles">What they are there for, slugs with commas between; null without a role.</param>
/// <param name="TraceId">Of the request, or null.</param>
/// <param name="Edits">What is edited on the exception desk: field and new value; else null.</param>
[GenerateSerializer, Immutable, Alias("AuditAction")]
public sealed record AuditAction(
    string Id, DateTimeOffset At, Origin By, string What, string About, string? Roles = null, string? TraceId = null,
    ImmutableDictionary<string, string>? Edits = null);

/// <summary>Which actions of a day.</summary>
/// <param name="Who">Only of this client or person, or null.</param>
/// <param name="About">Only about this entity, or null.</param>
/// <param name="Before">Only those before this place in the day; null from the end.</param>
/// <param name="Limit">1 to 1,000.</param>
[GenerateSerializer, Immutable, Alias("AuditSearch")]
public sealed record AuditSearch(string? Who, string? About, int? Before, int Limit);

/// <summary>Actions that were looked for.</summary>
/// <param name="Lines">The last first.</param>
/// <param name="Next">What to put as <see cref="AuditSearch.Before"/> for those that follow; null at the end.</param>
[GenerateSerializer, Immutable, Alias("AuditFindings")]
public sealed record AuditFindings(ImmutableArray<AuditLine> Lines, int? Next);

/// <summary>An action read.</summary>
/// <param name="Action">It.</param>
/// <param name="Done">Whether it was done; null: nobody knows, the process that did it ended in between.</param>
/// <param name="Outcome">What came of it, in words, or null.</param>
[GenerateSerializer, Immutable, Alias("AuditLine")]
public sealed record AuditLine(AuditAction Action, bool? Done, string? Outcome);

/// <summary>A page of a day.</summary>
/// <param name="Total">Actions of the day.</param>
/// <param name="Lines">The last first.</param>
[GenerateSerializer, Immutable, Alias("AuditPage")]
public sealed record AuditPage(int Total, ImmutableArray<AuditLine> Lines)
{
    /// <summary>Most actions of a day; one more is refused, and then nothing is done.</summary>
    public const int MaxActions = 20_000;
}

/// <summary>Identifies the trail of one day.</summary>
[GenerateSerializer, Immutable, Alias("AuditKey")]
public readonly record struct AuditKey(Tenant Tenant, DateOnly Day)
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>The day of a time.</summary>
    public static AuditKey At(Tenant tenant, DateTimeOffset at) => new(tenant, DateOnly.FromDateTime(at.UtcDateTime));

    /// <summary>Reads a key back from its text.</summary>
    public static AuditKey Parse(string key) => key.Split('/') is [var t, var day]
        ? new AuditKey(new Tenant(t), DateOnly.ParseExact(day, Form, System.Globalization.CultureInfo.InvariantCulture))
        : throw new FormatException($"Not an audit key: {key}");

    /// <summary>The grain key: <c>tenant/2026-11-26</c>.</summary>
    public override string ToString() =>
        $"{Tenant.Value}/{Day.ToString(Form, System.Globalization.CultureInfo.InvariantCulture)}";
}
