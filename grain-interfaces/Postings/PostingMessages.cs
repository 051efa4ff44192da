using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Postings;

/// <summary>What an outside system is told. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentKind>))]
public enum DocumentKind
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>ERP: the order (step Accepted).</summary>
    SalesOrder,
    /// <summary>ERP: units that will not be delivered (Cancelled).</summary>
    SalesOrderCancellation,
    /// <summary>ERP: units have left; decrements inventory there (HandedOver).</summary>
    Fulfilment,
    /// <summary>ERP: what the customer owes for them (HandedOver).</summary>
    Invoice,
    /// <summary>ERP: money taken (Captured).</summary>
    Payment,
    /// <summary>ERP: what is given back, once the refund is final (Refunded).</summary>
    CreditMemo,
    /// <summary>ERP: money paid back (Refunded).</summary>
    Refund,
    /// <summary>POS: goods to put aside (Accepted, pick-up).</summary>
    PickupNotice,
    /// <summary>POS: do not put them aside any more (Cancelled).</summary>
    PickupRevocation,
    /// <summary>Storefront: where the order stands (every step).</summary>
    OrderStatus,
    /// <summary>WMS: goods to pick and ship (Accepted, shipment).</summary>
    WarehouseRelease,
    /// <summary>WMS: do not ship (Cancelled).</summary>
    WarehouseCancellation,
    /// <summary>Tax engine: the tax of an invoice becomes final (HandedOver).</summary>
    TaxCommit,
    /// <summary>Tax engine: tax of returned goods (Returned).</summary>
    TaxReversal,
    /// <summary>Finance: a balanced journal entry (HandedOver, Captured, Returned, Refunded, TaxCorrected,
    /// Settled).</summary>
    JournalEntry,
    /// <summary>CRM: a customer's record (CustomerChanged).</summary>
    CustomerRecord,
    /// <summary>Event stream: a CloudEvent (every step).</summary>
    BusinessEvent,
}

/// <summary>Where a document stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentStatus>))]
public enum DocumentStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>To be sent when its turn comes.</summary>
    Pending,
    /// <summary>The intent is durable; being sent.</summary>
    Submitted,
    /// <summary>The answer was lost; looked up before anything is sent again.</summary>
    Indeterminate,
    /// <summary>On record in the other system.</summary>
    Posted,
    /// <summary>Refused for good; has an exception with an owner.</summary>
    Rejected,
    /// <summary>Given up after the last attempt; has an exception with an owner.</summary>
    DeadLettered,
    /// <summary>Somebody decided that it need not be posted, with a reason.</summary>
    Waived,
}

/// <summary>A field in which the other system's document differs from ours; theirs wins and is kept.</summary>
[GenerateSerializer, Immutable, Alias("Correction")]
public sealed record Correction(string Field, string Ours, string Theirs);

/// <summary>What is known after telling an outside system; every way that an attempt can end is one of
/// these.</summary>
[GenerateSerializer, Immutable, Alias("PostingAnswer")]
public abstract record PostingAnswer
{
    private PostingAnswer() { }

    /// <summary>On record there, now or by an earlier attempt with the same key.</summary>
    /// <param name="Number">The other system's own document number.</param>
    /// <param name="At">By its clock, UTC.</param>
    /// <param name="Corrections">Where it booked something else than asked for.</param>
    [GenerateSerializer, Immutable, Alias("PostingAnswer.Posted")]
    public sealed record Posted(string Number, DateTimeOffset At, ImmutableArray<Correction> Corrections)
        : PostingAnswer;

    /// <summary>Refused for good (business rule, our mistake): asking again cannot help.</summary>
    /// <param name="Code">The other system's code, a slug.</param>
    /// <param name="Detail">For people; no personal data.</param>
    [GenerateSerializer, Immutable, Alias("PostingAnswer.Rejected")]
    public sealed record Rejected(string Code, string Detail) : PostingAnswer;

    /// <summary>Answer to a look-up only: nothing under this key, it may be sent.</summary>
    [GenerateSerializer, Immutable, Alias("PostingAnswer.NotFound")]
    public sealed record NotFound : PostingAnswer;

    /// <summary>Definitely not done: refused before processing, over the rate, or never sent. Send again later.
    /// </summary>
    [GenerateSerializer, Immutable, Alias("PostingAnswer.Unavailable")]
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : PostingAnswer;

    /// <summary>Sent, and nobody knows whether it was done. Look it up before sending again.</summary>
    [GenerateSerializer, Immutable, Alias("PostingAnswer.Lost")]
    public sealed record Lost(string Reason) : PostingAnswer;
}

/// <summary>A document read.</summary>
/// <param name="Key">Idempotency key in the other system: <c>tenant:kind:subject:seq</c>.</param>
/// <param name="Account">Name of the configured account.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Step">Id of the step that caused it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Number">The other system's number, once posted.</param>
/// <param name="Attempts">Times sent.</param>
/// <param name="PlannedAt">UTC.</param>
/// <param name="DoneAt">When it was posted or given up, UTC, or null.</param>
/// <param name="NextAt">When it is tried again at the latest, UTC, or null.</param>
/// <param name="Code">Why the last attempt did not succeed, or null.</param>
/// <param name="Corrections">Where the other system differs; it wins.</param>
/// <param name="Edits">What it says otherwise than its step: field and value; null when nothing.</param>
[GenerateSerializer, Immutable, Alias("DocumentView")]
public sealed record DocumentView(
    string Key, string Account, DocumentKind Kind, string Step, DocumentStatus Status, string? Number, int Attempts,
    DateTimeOffset PlannedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAt, string? Code,
    ImmutableArray<Correction> Corrections, ImmutableDictionary<string, string>? Edits = null);

/// <summary>All documents of one subject.</summary>
/// <param name="Subject">See <see cref="PostingKey"/>.</param>
/// <param name="Documents">In the order of their planning.</param>
/// <param name="Version">Appends so far.</param>
/// <param name="Steps">Ids of the steps that were taken in, in that order.</param>
[GenerateSerializer, Immutable, Alias("PostingView")]
public sealed record PostingView(
    string Subject, ImmutableArray<DocumentView> Documents, long Version, ImmutableArray<string> Steps);
