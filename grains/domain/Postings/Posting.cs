using System.Collections.Immutable;

namespace RetailActors.Postings;

/// <summary>What the systems outside have to learn about one subject, and how far each of them is.</summary>
/// <param name="Order">The accepted order; null for customers, and before an order's first step.</param>
/// <param name="Steps">In the order in which they were taken in.</param>
/// <param name="Documents">In the order of their planning.</param>
/// <param name="Decisions">Ids of the latest decisions of the exception desk; at most
/// <see cref="PostingDecider.RememberedDecisions"/>.</param>
public sealed record Posting(
    AcceptedOrder? Order, ImmutableArray<TakenStep> Steps, ImmutableArray<Document> Documents,
    ImmutableArray<string> Decisions)
{
    /// <summary>Before the first event.</summary>
    public static readonly Posting None = new(null, [], [], []);

    /// <summary>The document with this key, or null.</summary>
    public Document? Find(string key)
    {
        foreach (var document in Documents)
        {
            if (document.Key == key)
            {
                return document;
            }
        }
        return null;
    }

    /// <summary>The step with this id, or null.</summary>
    public TakenStep? Step(string id)
    {
        foreach (var taken in Steps)
        {
            if (taken.Step.Id == id)
            {
                return taken;
            }
        }
        return null;
    }
}

/// <summary>A step as it was taken in.</summary>
/// <param name="Step">What happened.</param>
/// <param name="Trace">W3C trace parent of the request that told it, or null.</param>
public sealed record TakenStep(Step Step, string? Trace);

/// <summary>One document for one account, and how it stands.</summary>
/// <param name="Key">Idempotency key there; unique within the subject, whatever the account.</param>
/// <param name="Account">The account.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Step">The step that caused it.</param>
/// <param name="After">A document of another account that has to be done first, or null.</param>
/// <param name="PlannedAt">UTC.</param>
/// <param name="Status">How it stands.</param>
public sealed record Document(
    string Key, string Account, DocumentKind Kind, string Step, string? After, DateTimeOffset PlannedAt,
    DocumentStatus Status = DocumentStatus.Pending)
{
    /// <summary>The other system's number, once posted.</summary>
    public string? Number { get; init; }

    /// <summary>Times sent.</summary>
    public int Attempts { get; init; }

    /// <summary>Answers lost since the last decision: of sending and of looking up.</summary>
    public int Doubts { get; init; }

    /// <summary>Times put off in a row; sets the length of the next pause.</summary>
    public int Stalls { get; init; }

    /// <summary>Not to be tried before, UTC, or null.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary><see cref="NotBefore"/> is a turn that its lane has given out.</summary>
    public bool HasTurn { get; init; }

    /// <summary>Why the last attempt did not succeed, a slug, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The other system's words, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>When it was posted or given up, UTC, or null.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Fields that somebody has changed.</summary>
    public ImmutableDictionary<string, string> Edits { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the other system differs; it wins.</summary>
    public ImmutableArray<Correction> Corrections { get; init; } = [];

    /// <summary>Kind of the exception that is on the desk for it, or null.</summary>
    public string? RaisedAs { get; init; }

    /// <summary>Nothing more is to be done.</summary>
    public bool IsDone => Status is DocumentStatus.Posted or DocumentStatus.Waived;

    /// <summary>Waits for a decision.</summary>
    public bool IsFailed => Status is DocumentStatus.Rejected or DocumentStatus.DeadLettered;

    /// <summary>To be sent or looked up.</summary>
    public bool IsOpen => !IsDone && !IsFailed;
}
