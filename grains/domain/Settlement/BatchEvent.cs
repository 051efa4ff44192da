using System.Collections.Immutable;

namespace RetailActors.Settlement;

/// <summary>What happened to a settlement. Times are UTC.</summary>
public abstract record BatchEvent
{
    private BatchEvent() { }

    /// <summary>A report was taken in.</summary>
    public sealed record Imported(BatchHeader Header) : BatchEvent;
    /// <summary>Some of its lines.</summary>
    public sealed record LinesRead(ImmutableArray<ReportLine> Lines) : BatchEvent;
    /// <summary>Rows that cannot be read.</summary>
    public sealed record RowsRefused(ImmutableArray<BadRow> Rows) : BatchEvent;
    /// <summary>Lines were judged. Exact: those that are as expected; the others with what is known of them.</summary>
    public sealed record LinesJudged(ImmutableArray<int> Exact, ImmutableArray<Judgement> Others, DateTimeOffset At)
        : BatchEvent;
    /// <summary>All lines were judged, and the whole too.</summary>
    public sealed record Reconciled(ImmutableArray<Issue> Issues, DateTimeOffset At) : BatchEvent;
    /// <summary>Cases of these parts are on the desk.</summary>
    public sealed record CasesRaised(ImmutableArray<string> Parts) : BatchEvent;
    /// <summary>Finance was told of these parts.</summary>
    public sealed record Told(ImmutableArray<string> Parts, DateTimeOffset At) : BatchEvent;
    /// <summary>The bank has the payout.</summary>
    public sealed record BankMatched(BankLine Line, DateTimeOffset At) : BatchEvent;
    /// <summary>The bank has another amount.</summary>
    public sealed record BankDiffered(BankLine Line, string Evidence, DateTimeOffset At) : BatchEvent;
    /// <summary>The bank has nothing after the window.</summary>
    public sealed record BankMissed(string Evidence, DateTimeOffset At) : BatchEvent;
    /// <summary>The ledger has booked it; null: no ledger is configured.</summary>
    public sealed record LedgerMatched(string? Number, DateTimeOffset At) : BatchEvent;
    /// <summary>The ledger has refused or changed it.</summary>
    public sealed record LedgerDiffered(string Evidence, DateTimeOffset At) : BatchEvent;
    /// <summary>Payments that no report has brought were looked for. Next: when to do so again, or null.</summary>
    public sealed record Watched(DateTimeOffset? Next, DateTimeOffset At) : BatchEvent;
    /// <summary>Somebody has decided about a part.</summary>
    public sealed record PartDecided(string Part, LineStatus Status, DateTimeOffset At, Origin By) : BatchEvent;
}
