using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;

namespace RetailActors.Postings;

/// <summary>Which documents follow from a step, for whom, and in which order. Pure.</summary>
public static class PostingPlan
{
    private static readonly FrozenDictionary<DocumentKind, string> _slugs = Enum.GetValues<DocumentKind>()
        .ToFrozenDictionary(k => k, k => JsonNamingPolicy.KebabCaseLower.ConvertName(k.ToString()));

    /// <summary>The name of a kind in keys and lists: <c>sales-order</c>.</summary>
    public static string Slug(DocumentKind kind) => _slugs[kind];

    /// <summary>True for what goes to an ERP.</summary>
    public static bool IsErp(DocumentKind kind) =>
        kind is >= DocumentKind.SalesOrder and <= DocumentKind.Refund;

    /// <summary>True for what takes a sale back in the books: a return is not closed before.</summary>
    public static bool IsReversal(DocumentKind kind) =>
        kind is DocumentKind.TaxReversal or DocumentKind.CreditMemo or DocumentKind.Refund or DocumentKind.JournalEntry;

    /// <summary>
    /// An ERP takes an order, then what has left, then what is owed for it, then money. Of an account's open documents
    /// the one of the lowest rank goes first, and of equal ranks the one planned first.
    /// </summary>
    public static int Rank(DocumentKind kind) => kind switch
    {
        DocumentKind.SalesOrderCancellation or DocumentKind.Fulfilment => 1,
        DocumentKind.Invoice => 2,
        DocumentKind.Payment or DocumentKind.CreditMemo or DocumentKind.Refund => 3,
        _ => 0,
    };

    /// <summary>The kinds of documents that a step causes, in their order.</summary>
    /// <param name="step">What happened.</param>
    /// <param name="method">Of the order; Unknown for customers.</param>
    public static ImmutableArray<DocumentKind> KindsOf(Step step, FulfilmentMethod method) => step switch
    {
        Step.Accepted => [DocumentKind.SalesOrder, method == FulfilmentMethod.Pickup
            ? DocumentKind.PickupNotice
            : DocumentKind.WarehouseRelease, DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.Cancelled => [DocumentKind.SalesOrderCancellation, method == FulfilmentMethod.Pickup
            ? DocumentKind.PickupRevocation
            : DocumentKind.WarehouseCancellation, DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.ReadyForPickup => [DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.HandedOver => [DocumentKind.TaxCommit, DocumentKind.Fulfilment, DocumentKind.Invoice,
            DocumentKind.JournalEntry, DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.Captured => [DocumentKind.Payment, DocumentKind.JournalEntry, DocumentKind.OrderStatus,
            DocumentKind.BusinessEvent],
        Step.Returned => [DocumentKind.TaxReversal, DocumentKind.JournalEntry, DocumentKind.OrderStatus,
            DocumentKind.BusinessEvent],
        // Nothing is paid for these goods, or it was paid before: there is no money to be told of.
        Step.Refunded { Amount.Minor: 0 } => [DocumentKind.CreditMemo, DocumentKind.OrderStatus,
            DocumentKind.BusinessEvent],
        Step.Refunded { Lines.IsDefaultOrEmpty: true } => [DocumentKind.Refund, DocumentKind.JournalEntry,
            DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.Refunded => [DocumentKind.CreditMemo, DocumentKind.Refund, DocumentKind.JournalEntry,
            DocumentKind.OrderStatus, DocumentKind.BusinessEvent],
        Step.TaxCorrected => [DocumentKind.JournalEntry],
        Step.Settled => [DocumentKind.JournalEntry, DocumentKind.BusinessEvent],
        Step.CustomerChanged => [DocumentKind.CustomerRecord, DocumentKind.BusinessEvent],
        _ => [],
    };

    /// <summary>The tax reversal of the goods that a refund is about, or null.</summary>
    private static string? ReversalOf(
        Step step, ImmutableArray<Document> before, ImmutableArray<PlannedDocument>.Builder planned)
    {
        var returned = step is Step.Refunded r ? $"returned:{r.Return}" : "";
        foreach (var d in before)
        {
            if (d.Kind == DocumentKind.TaxReversal && d.Step == returned)
            {
                return d.Key;
            }
        }
        foreach (var d in planned)
        {
            if (d.Kind == DocumentKind.TaxReversal && d.Step == returned)
            {
                return d.Key;
            }
        }
        return null;
    }

    /// <summary>The documents of steps, in the order of the steps.</summary>
    /// <param name="key">The subject.</param>
    /// <param name="order">The accepted order; null for customers.</param>
    /// <param name="steps">Steps without documents so far.</param>
    /// <param name="before">What is planned already: numbers go on from there.</param>
    /// <param name="policy">Who wants to know.</param>
    public static ImmutableArray<PlannedDocument> Plan(
        PostingKey key, AcceptedOrder? order, IEnumerable<Step> steps, ImmutableArray<Document> before,
        PostingPolicy policy)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedDocument>();
        var counts = new Dictionary<DocumentKind, int>();
        foreach (var document in before)
        {
            counts[document.Kind] = counts.GetValueOrDefault(document.Kind) + 1;
        }
        foreach (var step in steps)
        {
            string? taxCommit = null;
            foreach (var kind in KindsOf(step, order?.Fulfilment.Method ?? FulfilmentMethod.Unknown))
            {
                foreach (var rule in policy.Rules)
                {
                    if (!rule.Kinds.Contains(kind) || (rule.Channel is { } channel && order?.Channel != channel))
                    {
                        continue;
                    }
                    var number = counts[kind] = counts.GetValueOrDefault(kind) + 1;
                    var id = $"{key.Tenant.Value}:{Slug(kind)}:{key.Subject}:{number}";
                    taxCommit = kind == DocumentKind.TaxCommit ? id : taxCommit;
                    planned.Add(new PlannedDocument(
                        id, rule.Account, kind, step.Id, !policy.HoldForTax ? null
                            : kind == DocumentKind.Invoice ? taxCommit
                            : kind == DocumentKind.CreditMemo ? ReversalOf(step, before, planned) : null));
                }
            }
        }
        return planned.ToImmutable();
    }
}
