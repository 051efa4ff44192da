namespace RetailActors.Gateway;

/// <summary>Every problem that does not belong to one route.</summary>
public static class Problems
{
    /// <summary>Somebody with a role wants what belongs to others.</summary>
    /// <param name="title">What does.</param>
    /// <param name="whose">To whom it belongs, or who may.</param>
    public static Problem NotYourDesk(string title, string whose) => new(403, "not-your-desk", title, whose);

    public static readonly Problem TooLarge = new(
        413, "body-too-large", "The body is too large", $"At most {RequestBody.MaxBytes} bytes are read.");

    public static readonly Problem FileTooLarge = new(
        413, "body-too-large", "The file is too large", $"At most {RequestBody.MaxFileBytes} bytes are read.");

    public static readonly Problem NotAFile = new(
        415, "unsupported-media-type", "The file is neither CSV nor JSON",
        "Send Content-Type: text/csv or application/json.");

    public static readonly Problem Unauthenticated = new(
        401, "unauthenticated", "No valid API key", "Send Authorization: Bearer followed by a key that is in force.");

    public static readonly Problem NotJson = new(
        415, "unsupported-media-type", "The body is not JSON", "Send Content-Type: application/json.");

    public static readonly Problem KeyMissing = new(
        400, "idempotency-key-missing", "The Idempotency-Key header is missing",
        "Send a key of your own with every request that changes something, and the same key when you retry it.");

    public static readonly Problem KeyInvalid = new(
        400, "idempotency-key-invalid", "The Idempotency-Key header is not valid", "Send 1 to 255 characters.");

    public static readonly Problem KeyReused = new(
        422, "idempotency-key-reuse", "The Idempotency-Key was used for another request",
        "The first request with this key had another body or address. Use a new key for a new request.");

    public static readonly Problem KeyInFlight = new(
        409, "idempotency-key-in-flight", "The first request with this Idempotency-Key is still running",
        "Retry with the same key to get its answer.")
    { RetryAfter = 1 };

    public static readonly Problem Overloaded = new(
        503, "overloaded", "Too many requests at once", "Nothing was done. Retry with the same key.")
    { RetryAfter = 1 };

    public static readonly Problem OutcomeUnknown = new(
        503, "outcome-unknown", "Nobody knows yet whether this took effect",
        "Retry with the same Idempotency-Key: that finds it out and does nothing twice.")
    { RetryAfter = 1 };

    /// <summary>Without Retry-After: only a person can change it, and a client that asks on and on has nothing of it.
    /// </summary>
    public static readonly Problem RecordUnreadable = new(
        503, "record-unreadable", "A stored record that this needs cannot be read",
        "Operators are told and have to restore it; asking again does not help before. Afterwards the same "
        + "Idempotency-Key finds out what took effect. Other records are not affected.");

    public static readonly Problem NoRoute = new(
        404, "not-found", "Nothing is here", "There is no such address. See /docs.");

    public static readonly Problem WrongMethod = new(
        405, "method-not-allowed", "This method is not offered here", "See the Allow header.");

    public static readonly Problem Internal = new(
        500, "internal-error", "Something went wrong on our side", "The trace id finds it in our logs.");

    public static readonly Problem BadRequest = new(
        400, "bad-request", "The request cannot be read", "The request breaks HTTP.");

    /// <summary>Some of a batch may not have been done; where a record has to be restored first, that is said.
    /// </summary>
    public static Problem OfBatch(bool unreadable) => unreadable ? RecordUnreadable : OutcomeUnknown;

    /// <summary>The body is not JSON as we take it.</summary>
    public static Problem InvalidJson(string detail) => new(400, "invalid-json", "The body cannot be read", detail);

    /// <summary>The client lacks a scope.</summary>
    public static Problem Forbidden(Scopes needed) => new(
        403, "forbidden", "The API key does not allow this", $"The scope {ScopeNames.Of(needed)} is needed.");

    /// <summary>Over the client's rate.</summary>
    public static Problem RateLimited(int seconds) => new(
        429, "rate-limited", "Too many requests by this client", "Nothing was done. Slow down.")
    { RetryAfter = seconds };

    /// <summary>A bound inside was reached.</summary>
    public static Problem Busy(TimeSpan after) => Overloaded with
    {
        Slug = "busy",
        Title = "Too much is waiting",
        RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)),
    };

    /// <summary>Something is wrong with fields.</summary>
    public static Problem Invalid(FieldFaults faults) => new(
        422, "invalid", "The request is not valid", "See errors, by field.")
    { Faults = faults };

    /// <summary>No such thing for this tenant.</summary>
    public static Problem NotFound(string what) => new(
        404, "not-found", "Nothing is here", $"There is no such {what}.");
}
