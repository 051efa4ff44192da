namespace RetailActors.Operations;

/// <summary>An answer under its key.</summary>
/// <param name="Key">Tenant, client, route and hash of the idempotency key.</param>
/// <param name="BodyHash">Hash of the request's body.</param>
/// <param name="At">UTC.</param>
/// <param name="Answer">What was answered.</param>
public sealed record AnswerRow(string Key, string BodyHash, DateTimeOffset At, StoredAnswer Answer);

/// <summary>The table of answered HTTP requests. Unlike the journal it forgets: rows older than the promise
/// go.</summary>
public interface IAnswerStore
{
    /// <summary>Writes answers durably in one round trip; an answer that is there already stays as it is.</summary>
    Task Write(IReadOnlyList<AnswerRow> rows, CancellationToken cancellation);

    /// <summary>Reads answers in one round trip; keys without an answer are left out.</summary>
    Task<IReadOnlyList<AnswerRow>> Read(IReadOnlyList<string> keys, CancellationToken cancellation);

    /// <summary>Deletes at most <paramref name="limit"/> answers older than a time; tells how many.</summary>
    Task<int> Purge(DateTimeOffset before, int limit, CancellationToken cancellation);
}
