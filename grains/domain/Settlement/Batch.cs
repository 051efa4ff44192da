using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Settlement;

/// <summary>What identifies a report and what it is about.</summary>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Hash">SHA-256 of it, hexadecimal.</param>
/// <param name="Payout">What it says is paid out.</param>
/// <param name="BankDue">When the payout should be at the bank at the latest, UTC.</param>
/// <param name="At">When it came, UTC.</param>
/// <param name="By">Who sent it.</param>
public sealed record BatchHeader(
    string Provider, string Name, string Hash, Payout Payout, DateTimeOffset BankDue, DateTimeOffset At, Origin By);

/// <summary>A line and how it stands.</summary>
public sealed record BatchLine(ReportLine Report, Judgement Judgement)
{
    /// <summary>Where it stands.</summary>
    public LineStatus Status => Judgement.Status;

    /// <summary>Name of the part: the line's number.</summary>
    public string Part => PartOf(Report.Number);

    /// <summary>Name of a line as a part.</summary>
    public static string PartOf(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Something wrong with the whole, or with a row that cannot be read.</summary>
public sealed record Issue(string Part, MismatchClass Class, LineStatus Status, string Evidence);

/// <summary>How the payout stands at the bank. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BankStanding>))]
public enum BankStanding
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Nothing is paid out.</summary>
    None,
    /// <summary>Not at the bank yet.</summary>
    Awaited,
    /// <summary>Not at the bank after the window.</summary>
    Missing,
    /// <summary>There, with another amount.</summary>
    Mismatched,
    /// <summary>There.</summary>
    Matched,
}

/// <summary>How the entries stand in the ledger of finance. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerStanding>))]
public enum LedgerStanding
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Not told, or not answered yet.</summary>
    Pending,
    /// <summary>No account wants to know.</summary>
    None,
    /// <summary>Refused or changed there.</summary>
    Mismatched,
    /// <summary>Booked as we did.</summary>
    Posted,
}

/// <summary>A settlement.</summary>
public abstract record Batch
{
    private Batch() { }

    /// <summary>Before the first event.</summary>
    public static readonly Batch None = new Absent();

    /// <summary>No report under this name.</summary>
    public sealed record Absent : Batch;

    /// <summary>A report that was taken in.</summary>
    /// <param name="Header">What it is about.</param>
    /// <param name="Lines">In the order of their numbers.</param>
    /// <param name="Issues">What concerns the whole.</param>
    /// <param name="Unmatched">Lines that have not been judged.</param>
    /// <param name="ReconciledAt">When all lines had been judged, or null.</param>
    /// <param name="Bank">The payout at the bank.</param>
    /// <param name="BankLine">What the bank says, once known.</param>
    /// <param name="Ledger">The entries in the ledger.</param>
    /// <param name="WatchDue">When to look for payments that no report has brought, or null.</param>
    /// <param name="ToRaise">Parts whose case is not raised yet.</param>
    /// <param name="ToTell">Parts whose step is not told to finance yet; the whole is <c>reconciled</c>.</param>
    public sealed record Imported(
        BatchHeader Header, ImmutableArray<BatchLine> Lines, ImmutableArray<Issue> Issues, int Unmatched,
        DateTimeOffset? ReconciledAt, BankStanding Bank, BankLine? BankLine, LedgerStanding Ledger,
        DateTimeOffset? WatchDue, ImmutableSortedSet<string> ToRaise, ImmutableSortedSet<string> ToTell) : Batch
    {
        /// <summary>Position of the line with a number, or less than zero.</summary>
        public int Find(int number)
        {
            var (low, high) = (0, Lines.Length - 1);
            while (low <= high)
            {
                var at = (low + high) / 2;
                var found = Lines[at].Report.Number;
                if (found == number)
                {
                    return at;
                }
                (low, high) = found < number ? (at + 1, high) : (low, at - 1);
            }
            return -1;
        }

        /// <summary>The line of a part, or null.</summary>
        public BatchLine? Line(string part) => int.TryParse(part, out var number) && Find(number) is >= 0 and var at
            ? Lines[at]
            : null;
    }
}
