using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Settlement;

/// <summary>Where a line of a settlement stands. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineStatus>))]
public enum LineStatus
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Not matched yet; or, without a line, still to come from the provider.</summary>
    Expected,
    /// <summary>As we know it.</summary>
    Matched,
    /// <summary>A difference within the tolerance; booked as rounding.</summary>
    Tolerated,
    /// <summary>Known, but not as we know it.</summary>
    Mismatched,
    /// <summary>We know of nothing that it could be about.</summary>
    Unexpected,
    /// <summary>It is probably about an operation that it does not name; somebody has to say so.</summary>
    Suggested,
    /// <summary>Accepted as it is, with a reason.</summary>
    WrittenOff,
    /// <summary>Taken back.</summary>
    Void,
}

/// <summary>In what a line, a batch or a payment does not tie out. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MismatchClass>))]
public enum MismatchClass
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Nothing is wrong.</summary>
    None,
    /// <summary>A row that cannot be read. Owner: IT.</summary>
    BadRow,
    /// <summary>Captured or refunded, and in no report after the window. Owner: finance.</summary>
    MissingSettlement,
    /// <summary>Captured or refunded, and still in the window: no alert.</summary>
    Timing,
    /// <summary>We know of nothing that it could be about. Owner: finance.</summary>
    UnexpectedLine,
    /// <summary>Another line has paid the same operation. Owner: finance.</summary>
    Duplicate,
    /// <summary>The amount is another one. Owner: finance.</summary>
    Gross,
    /// <summary>The fees are not the agreed ones. Owner: finance.</summary>
    Fee,
    /// <summary>Net is not gross less fees. Owner: finance.</summary>
    Net,
    /// <summary>The currency is another one. Owner: finance.</summary>
    Currency,
    /// <summary>The rate does not lead from gross to net. Owner: finance.</summary>
    FxRate,
    /// <summary>Paid, and as far as we know never done. Owner: IT.</summary>
    Status,
    /// <summary>A refund that brings money, or a capture that costs some. Owner: finance.</summary>
    RefundSide,
    /// <summary>Taken back by a dispute. Owner: service.</summary>
    Dispute,
    /// <summary>The lines do not add up to the payout. Owner: finance.</summary>
    BatchSum,
    /// <summary>The bank has another amount, or none after the window. Owner: finance.</summary>
    PayoutBank,
    /// <summary>The ledger has not booked it as we did. Owner: finance.</summary>
    Gl,
    /// <summary>Dated after the payout that contains it. Owner: finance.</summary>
    Cutoff,
    /// <summary>A difference within the tolerance. No owner.</summary>
    Rounding,
}

/// <summary>A report as it came.</summary>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Name">The file's name; one file per provider and name.</param>
/// <param name="Format"><c>csv</c> or <c>json</c>.</param>
/// <param name="Content">The bytes; at most 32 MiB.</param>
/// <param name="By">Who sent it.</param>
[GenerateSerializer, Immutable, Alias("SettlementFile")]
public sealed record SettlementFile(string Provider, string Name, string Format, byte[] Content, Origin By);

/// <summary>What came of a report; the order of the cases is the order of the checks.</summary>
[GenerateSerializer, Immutable, Alias("ImportResult")]
public abstract record ImportResult
{
    private ImportResult() { }

    /// <summary>There is a file of this name with other content; nothing was stored.</summary>
    [GenerateSerializer, Immutable, Alias("ImportResult.FileDiffers")]
    public sealed record FileDiffers(string Hash) : ImportResult;
    /// <summary>The same file again: nothing was done.</summary>
    [GenerateSerializer, Immutable, Alias("ImportResult.AlreadyImported")]
    public sealed record AlreadyImported : ImportResult;
    /// <summary>The file as a whole cannot be taken; nothing was stored.</summary>
    /// <param name="Code">Slug: <c>wrong-header</c>, <c>missing-trailer</c>, …</param>
    /// <param name="Detail">For people.</param>
    [GenerateSerializer, Immutable, Alias("ImportResult.Rejected")]
    public sealed record Rejected(string Code, string Detail) : ImportResult;
    /// <summary>Stored; matching goes on by itself.</summary>
    [GenerateSerializer, Immutable, Alias("ImportResult.Imported")]
    public sealed record Imported : ImportResult;
}

/// <summary>A line of the bank's statement about a payout.</summary>
/// <param name="Reference">The payout's reference, as the bank shows it.</param>
/// <param name="Amount">What arrived.</param>
/// <param name="ValueDate">UTC day.</param>
/// <param name="By">Who reports it.</param>
[GenerateSerializer, Immutable, Alias("BankLine")]
public sealed record BankLine(string Reference, Money Amount, DateTimeOffset ValueDate, Origin By);

/// <summary>What came of a bank line. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BankResult>))]
public enum BankResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>No such settlement.</summary>
    NotFound,
    /// <summary>The reference is not this payout's.</summary>
    OtherPayout,
    /// <summary>Another bank line was recorded before.</summary>
    RecordedDifferently,
    /// <summary>Recorded, now or before; a difference has become a mismatch.</summary>
    Recorded,
}

/// <summary>A decision about a part of a settlement.</summary>
/// <param name="Part">Line number, or <c>batch-sum</c>, <c>bank</c>, <c>gl</c>, <c>row-N</c>.</param>
/// <param name="Status">WrittenOff, Matched (a suggestion or a retry has worked) or Void.</param>
/// <param name="By">Who and why.</param>
[GenerateSerializer, Immutable, Alias("PartDecision")]
public sealed record PartDecision(string Part, LineStatus Status, Origin By);

/// <summary>One line read.</summary>
/// <param name="Number">Row of the file, the first line after the header is 1.</param>
/// <param name="Type">capture, refund, chargeback, fee, carry, correction, payout …</param>
/// <param name="Reference">The provider's reference of the payment.</param>
/// <param name="Operation">The provider's reference of the operation, or null.</param>
/// <param name="Merchant">Our reference, as the provider repeats it.</param>
/// <param name="Gross">Less than zero when it costs us.</param>
/// <param name="Fee">What the provider keeps.</param>
/// <param name="Net">What is paid out.</param>
/// <param name="At">UTC.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Class">In what it does not tie out.</param>
/// <param name="Evidence">What is known about that, or null.</param>
/// <param name="Other">Columns that we do not know, as they came; formulas are text.</param>
[GenerateSerializer, Immutable, Alias("LineView")]
public sealed record LineView(
    int Number, string Type, string Reference, string? Operation, string Merchant, Money Gross, Money Fee, Money Net,
    DateTimeOffset At, LineStatus Status, MismatchClass Class, string? Evidence,
    ImmutableDictionary<string, string>? Other);

/// <summary>Something wrong with a settlement as a whole, or with a row that cannot be read.</summary>
[GenerateSerializer, Immutable, Alias("BatchIssueView")]
public sealed record BatchIssueView(string Part, MismatchClass Class, LineStatus Status, string Evidence);

/// <summary>A settlement read.</summary>
/// <param name="Id">Follows from provider and file name.</param>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Name">The file.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Status"><c>matching</c>, <c>mismatched</c> or <c>reconciled</c>.</param>
/// <param name="Payout">The payout's reference.</param>
/// <param name="Amount">What is paid out.</param>
/// <param name="PaidAt">UTC.</param>
/// <param name="Bank"><c>awaited</c>, <c>matched</c>, <c>mismatched</c>, <c>missing</c> or <c>none</c>.</param>
/// <param name="Ledger"><c>pending</c>, <c>posted</c>, <c>mismatched</c> or <c>none</c>.</param>
/// <param name="Counts">Lines by status.</param>
/// <param name="Issues">What concerns the whole.</param>
/// <param name="Lines">The page asked for.</param>
/// <param name="Next">Number of the last line of this page when there are more, or null.</param>
/// <param name="Version">Appends so far.</param>
[GenerateSerializer, Immutable, Alias("SettlementView")]
public sealed record SettlementView(
    string Id, string Provider, string Name, string Hash, string Status, string Payout, Money Amount,
    DateTimeOffset PaidAt, string Bank, string Ledger, ImmutableDictionary<LineStatus, int> Counts,
    ImmutableArray<BatchIssueView> Issues, ImmutableArray<LineView> Lines, int? Next, long Version);

/// <summary>What has to be looked at.</summary>
/// <param name="Class">In what it does not tie out.</param>
/// <param name="Status">Mismatched, Unexpected, Suggested or Expected (missing).</param>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Settlement">Id of the settlement, or null when no line has come.</param>
/// <param name="Part">Line or part of it, or the operation that is missing.</param>
/// <param name="Payment">The payment that it is about, or null.</param>
/// <param name="Entry">What the payment is asked again when somebody accepts, or null.</param>
/// <param name="Evidence">For people.</param>
[GenerateSerializer, Immutable, Alias("LineCase")]
public sealed record LineCase(
    MismatchClass Class, LineStatus Status, string Provider, string? Settlement, string Part, PaymentId? Payment,
    Payments.SettlementEntry? Entry, string Evidence);
