using System.Text.Json;
using System.Text.Json.Serialization;
using RetailActors.Settlement;

namespace RetailActors.Gateway;

/// <summary>A payout with its balance transactions, as the provider reports them. CSV is taken as well.</summary>
public sealed record SettlementBody(
    JsonElement Payout, [property: JsonPropertyName("balance_transactions")] JsonElement? BalanceTransactions = null);

/// <summary>A line of the bank's statement.</summary>
/// <param name="Reference">The payout's, as the bank shows it.</param>
public sealed record BankLineBody(string Reference, Money Amount, DateTimeOffset ValueDate);

/// <summary>A settlement with a page of its lines.</summary>
/// <param name="Status">matching, mismatched or reconciled.</param>
/// <param name="Bank">none, awaited, missing, mismatched or matched.</param>
/// <param name="Ledger">pending, none, mismatched or posted.</param>
/// <param name="Counts">Lines by status.</param>
/// <param name="Issues">What concerns the whole, and rows that cannot be read.</param>
/// <param name="Next">Cursor of the next page of lines.</param>
public sealed record SettlementAnswer(
    string Id, string Provider, string File, string Hash, string Status, string Payout, Money Amount,
    DateTimeOffset PaidAt, string Bank, string Ledger, IReadOnlyDictionary<string, int> Counts,
    SettlementIssueAnswer[] Issues, SettlementLineAnswer[] Lines, string? Next, long Version);

/// <summary>A line. What costs us is less than zero.</summary>
/// <param name="Class">In what it does not tie out.</param>
/// <param name="Other">Columns that we do not know, as they came.</param>
public sealed record SettlementLineAnswer(
    int Number, string Type, string Reference, string? Operation, string Payment, Money Gross, Money Fee, Money Net,
    DateTimeOffset At, LineStatus Status, MismatchClass Class, string? Evidence,
    IReadOnlyDictionary<string, string>? Other);

/// <summary>Something that concerns the whole.</summary>
public sealed record SettlementIssueAnswer(string Part, MismatchClass Class, LineStatus Status, string Evidence);

/// <summary>A page of settlements.</summary>
public sealed record SettlementList(SettlementItem[] Items, string? Next);

/// <summary>A settlement in a list.</summary>
/// <param name="Open">Lines and issues that somebody has to decide.</param>
public sealed record SettlementItem(
    string Id, string Provider, string File, string Status, string Payout, Money Amount, int Lines, int Open,
    string Bank, string Ledger, DateTimeOffset ChangedAt);

/// <summary>What the directory shows of a settlement.</summary>
public sealed record SettlementRowData(
    string Name, string Payout, Money Amount, int Lines, int Open, string Bank, string Ledger);

/// <summary>What keeps a period from being closed; nothing when blockers is empty.</summary>
public sealed record CloseAnswer(
    string Period, bool Clean, CloseBlockerAnswer[] Blockers, bool More, ClearingAnswer[] Clearing,
    InTransitAnswer[] Timing);

/// <summary>Something that has to be decided first.</summary>
public sealed record CloseBlockerAnswer(string Kind, string Key, string Group, DateTimeOffset Since, string Detail);

/// <summary>A clearing account.</summary>
/// <param name="Balance">In the ledger; absent when it cannot be asked.</param>
/// <param name="InTransit">Captured less refunded and not settled yet.</param>
/// <param name="Items">Payments that this is.</param>
/// <param name="Unexplained">The rest.</param>
public sealed record ClearingAnswer(string Provider, Money? Balance, Money InTransit, int Items, Money? Unexplained);

/// <summary>A payment that the provider has not paid out yet.</summary>
public sealed record InTransitAnswer(string Payment, string Provider, Money Amount, DateTimeOffset Since);
