using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Adapters.Dynamics365;

/// <summary>Dynamics 365 Finance and Supply Chain: OData entities, drafts that are posted by a bound action.</summary>
/// <remarks>Its throttling has no published number (it goes by the load there), so the rate bound is ours.</remarks>
public sealed class Dynamics365Kind : ISystemKind
{
    /// <inheritdoc/>
    public string System => "dynamics365";

    /// <inheritdoc/>
    public string SandboxPath => "erp-d365";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 100, Concurrency: 16, BulkSize: 1, KnowsKeys: true,
        CanLookUp: true, "draft-then-post",
        ImmutableHashSet.CreateRange(Dynamics365Entity.Kinds));

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new Dynamics365Adapter(account);
}

/// <summary>Where a kind of document lives there.</summary>
/// <param name="Set">The entity set.</param>
/// <param name="NumberField">Its own number, part of the entity's key.</param>
/// <param name="LinesField">Its lines, or empty.</param>
/// <param name="HasAmounts">Its lines have prices; a packing slip only has quantities.</param>
internal sealed record Dynamics365Entity(string Set, string NumberField, string LinesField, bool HasAmounts)
{
    private static readonly ImmutableDictionary<DocumentKind, Dynamics365Entity> _all =
        new Dictionary<DocumentKind, Dynamics365Entity>
        {
            [DocumentKind.SalesOrder] = new("SalesOrderHeadersV2", "SalesOrderNumber", "SalesOrderLines", true),
            [DocumentKind.SalesOrderCancellation] =
                new("SalesOrderCancellations", "CancellationNumber", "CancellationLines", false),
            [DocumentKind.Fulfilment] = new("SalesOrderPackingSlips", "PackingSlipNumber", "PackingSlipLines", false),
            [DocumentKind.Invoice] = new("SalesInvoiceHeadersV2", "InvoiceNumber", "SalesInvoiceLines", true),
            [DocumentKind.Payment] = new("CustomerPaymentJournals", "JournalBatchNumber", "", true),
            [DocumentKind.CreditMemo] = new("ReturnOrderHeaders", "ReturnOrderNumber", "ReturnOrderLines", true),
            [DocumentKind.Refund] = new("CustomerRefundJournals", "RefundBatchNumber", "", true),
        }.ToImmutableDictionary();

    internal static IEnumerable<DocumentKind> Kinds => _all.Keys;

    internal static Dynamics365Entity? Of(DocumentKind kind) => _all.GetValueOrDefault(kind);
}
