using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>An exception on the desk.</summary>
/// <param name="Kind">What has gone wrong: posting-rejected, posting-dead-letter, …</param>
/// <param name="Entity">Whose it is, as a journal stream.</param>
/// <param name="Part">What it is about within the entity.</param>
/// <param name="Group">The account, provider or channel.</param>
/// <param name="Status">open, deciding, resolved, waived or cleared.</param>
/// <param name="Evidence">What is known.</param>
/// <param name="Deadline">Until when somebody should have decided.</param>
/// <param name="Actions">What can be decided.</param>
public sealed record ExceptionAnswer(
    string Id, string Kind, string Entity, string Part, string Group, Role Owner, string Status, string Evidence,
    DateTimeOffset RaisedAt, DateTimeOffset Deadline, ResolutionKind[] Actions, string? Assignee,
    ExceptionStepAnswer[] History, long Version);

/// <summary>A page of exceptions, by id.</summary>
/// <param name="Next">Send it as cursor to get the next page; not there on the last one.</param>
public sealed record ExceptionList(ExceptionItem[] Items, string? Next);

/// <summary>An exception in a list.</summary>
/// <param name="Status">open, dead-letter (open, and given up by the system), deciding, resolved, waived or
/// cleared.</param>
public sealed record ExceptionItem(
    string Id, string Kind, string Entity, string Part, string Group, Role Owner, string Status,
    DateTimeOffset RaisedAt, DateTimeOffset Deadline, string? Assignee, DateTimeOffset ChangedAt, string Self);

/// <summary>What the directory shows of an exception.</summary>
public sealed record ExceptionRowData(
    string Kind, string Entity, string Part, Role Owner, DateTimeOffset Since, DateTimeOffset Deadline,
    string? Assignee);

/// <summary>One step in the life of an exception.</summary>
/// <param name="Edits">Of an edit: the fields with their new values.</param>
public sealed record ExceptionStepAnswer(
    DateTimeOffset At, string What, string By, string? Reason, EditedField[]? Edits = null);

/// <summary>Tries again as it is.</summary>
/// <param name="Reason">For the audit.</param>
public sealed record RetryBody(string? Reason);

/// <summary>Tries again with other values.</summary>
/// <param name="Edits">1 to 32 fields with their new values.</param>
/// <param name="Reason">For the audit.</param>
public sealed record EditBody(IReadOnlyList<EditedField> Edits, string? Reason);

/// <summary>A field and its new value.</summary>
public sealed record EditedField(string Field, string Value);

/// <summary>Leaves it.</summary>
/// <param name="Reason">Why that is right.</param>
public sealed record WaiveBody(string Reason);

/// <summary>Gives it to somebody.</summary>
/// <param name="Assignee">An id, never an e-mail address.</param>
public sealed record AssignBody(string Assignee, string? Reason);

/// <summary>What to send again: of one order or customer, or of one account, or what was given up.</summary>
/// <param name="Entity">An order's id, or customer:ID.</param>
/// <param name="Account">Only documents of this account.</param>
/// <param name="From">Only documents planned then or later.</param>
/// <param name="To">Only documents planned before.</param>
/// <param name="DeadLetters">Only what was given up.</param>
/// <param name="DryRun">Only say what would be done; that is the default.</param>
/// <param name="Reason">For the audit and the history of each exception; replay unless given.</param>
public sealed record ReplayBody(
    string? Entity, string? Account, DateTimeOffset? From, DateTimeOffset? To, bool? DeadLetters, bool? DryRun,
    string? Reason);

/// <summary>What was done by hand on a day, the last first.</summary>
/// <param name="Day">UTC.</param>
public sealed record AuditAnswer(string Day, AuditItem[] Items, string? Next);

/// <summary>Something that was done by hand.</summary>
/// <param name="Id">Of the action; a request and its repetitions under one Idempotency-Key are one.</param>
/// <param name="Who">The client, or the person who was signed in.</param>
/// <param name="Roles">What they are there for.</param>
/// <param name="What">exception-retry, order-hold, replay, ...</param>
/// <param name="Entity">Id of what it is about.</param>
/// <param name="Why">The reason that was given.</param>
/// <param name="Done">Missing: nobody knows, see the entity's own history.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Edits">Of an edit on the exception desk: the fields with their new values.</param>
public sealed record AuditItem(
    string Id, DateTimeOffset At, string Who, string[] Roles, string What, string Entity, string? Why, bool? Done,
    string? Outcome, string? TraceId, EditedField[]? Edits = null);

/// <summary>What a replay does, or would do.</summary>
/// <param name="More">There are more entities than were looked at.</param>
public sealed record ReplayAnswer(bool DryRun, bool More, ReplayItem[] Items);

/// <summary>One document in a replay.</summary>
/// <param name="Document">Its key at the account.</param>
/// <param name="Action">send, look-up (and send only when nothing is on record) or none.</param>
/// <param name="Difference">How the account's books differ from ours.</param>
/// <param name="Changes">In a dry run, of what waits for a decision: the fields that sending it again would change.
/// </param>
/// <param name="NotKnown">What cannot be said before it is done, and why.</param>
public sealed record ReplayItem(
    string Entity, string Document, string Account, DocumentKind Kind, DocumentStatus Status, string Action,
    string Difference, FieldChange[]? Changes = null, string? NotKnown = null);

/// <summary>A document for an outside system.</summary>
/// <param name="Key">Idempotency key there.</param>
/// <param name="Account">The account.</param>
/// <param name="Step">The step of the order that caused it.</param>
/// <param name="Number">The other system's number.</param>
/// <param name="Attempts">Times sent.</param>
/// <param name="NextAt">When it is tried again at the latest.</param>
/// <param name="Code">Why the last attempt did not succeed.</param>
/// <param name="Corrections">Where the other system booked something else; it wins.</param>
public sealed record DocumentAnswer(
    string Key, string Account, DocumentKind Kind, string Step, DocumentStatus Status, string? Number, int Attempts,
    DateTimeOffset PlannedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAt, string? Code,
    CorrectionAnswer[] Corrections);

/// <summary>A field in which the other system differs.</summary>
public sealed record CorrectionAnswer(string Field, string Ours, string Theirs);

/// <summary>The lanes of all accounts in all silos.</summary>
public sealed record LanesAnswer(LaneAnswer[] Items);

/// <summary>The lane of one account in one silo.</summary>
/// <param name="Account">Its name; payments:NAME for a payment provider.</param>
/// <param name="Breaker">closed, open, half-open or isolated.</param>
/// <param name="Completed">Calls that came back since the start.</param>
/// <param name="TurnedAway">Calls that never left.</param>
/// <param name="RatePerSecond">Limit over all silos; 0 for none.</param>
public sealed record LaneAnswer(
    string Account, string System, string Silo, int InFlight, int Queued, string Breaker, long Completed,
    long TurnedAway, int RatePerSecond, DateTimeOffset At);
