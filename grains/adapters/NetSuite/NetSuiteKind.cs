using System.Collections.Immutable;
using RetailActors.Postings;

namespace RetailActors.Adapters.NetSuite;

/// <summary>NetSuite: REST records that are put under an external id; the same id is the same record for
/// ever.</summary>
/// <remarks>It counts requests in flight, not requests in a second: 5 is what the smallest service tier has.</remarks>
public sealed class NetSuiteKind : ISystemKind
{
    /// <inheritdoc/>
    public string System => "netsuite";

    /// <inheritdoc/>
    public string SandboxPath => "erp-netsuite";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.IdempotentRest, RatePerSecond: 0, Concurrency: 5, BulkSize: 1, KnowsKeys: true, CanLookUp: true,
        "immediate", ImmutableHashSet.CreateRange(NetSuiteRecord.Kinds));

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new NetSuiteAdapter(account);
}

/// <summary>Which record a kind of document is.</summary>
/// <param name="Type">The record type in the address.</param>
/// <param name="TotalField">Its amount.</param>
/// <param name="HasLines">It has items.</param>
/// <param name="HasAmounts">It has prices; an item fulfilment only has quantities.</param>
internal sealed record NetSuiteRecord(string Type, string TotalField, bool HasLines, bool HasAmounts)
{
    private static readonly ImmutableDictionary<DocumentKind, NetSuiteRecord> _all =
        new Dictionary<DocumentKind, NetSuiteRecord>
        {
            [DocumentKind.SalesOrder] = new("salesOrder", "total", true, true),
            // Lines of a sales order are closed, which leaves no record with a key: the account has one of its own.
            [DocumentKind.SalesOrderCancellation] = new("customrecord_order_cancellation", "total", true, false),
            [DocumentKind.Fulfilment] = new("itemFulfillment", "total", true, false),
            [DocumentKind.Invoice] = new("invoice", "total", true, true),
            [DocumentKind.Payment] = new("customerPayment", "payment", false, true),
            [DocumentKind.CreditMemo] = new("creditMemo", "total", true, true),
            [DocumentKind.Refund] = new("customerRefund", "total", false, true),
        }.ToImmutableDictionary();

    internal static IEnumerable<DocumentKind> Kinds => _all.Keys;

    internal static NetSuiteRecord? Of(DocumentKind kind) => _all.GetValueOrDefault(kind);
}
