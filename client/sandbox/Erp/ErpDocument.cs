using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Sandbox.Erp;

/// <summary>Kinds of documents, as they stand in the books of both ERPs.</summary>
internal static class ErpKind
{
    internal const string SalesOrder = "sales-order";
    internal const string Cancellation = "cancellation";
    internal const string Fulfilment = "fulfilment";
    internal const string Invoice = "invoice";
    internal const string Payment = "payment";
    internal const string CreditMemo = "credit-memo";
    internal const string Refund = "refund";
    internal const string InventoryCount = "inventory-count";

    internal static string Prefix(string kind) => kind switch
    {
        SalesOrder => "SO",
        Cancellation => "CA",
        Fulfilment => "FU",
        Invoice => "IN",
        Payment => "PY",
        CreditMemo => "CM",
        Refund => "RF",
        _ => "IC",
    };

    /// <summary>Its amounts are those of its lines.</summary>
    internal static bool HasPricedLines(string kind) => kind is SalesOrder or Invoice or CreditMemo;
}

/// <summary>A line in the books. Amounts in minor units, of all its units.</summary>
internal sealed record ErpLine(
    string Line, string Item, int Quantity, string? Location = null, long Net = 0, long Tax = 0, long Shipping = 0,
    string? TaxCode = null, string? Disposition = null);

/// <summary>A document in the books; amounts in minor units of its currency.</summary>
/// <param name="Kind">One of <see cref="ErpKind"/>.</param>
/// <param name="Key">The external key that it came with.</param>
/// <param name="Number">This system's own number.</param>
/// <param name="Status"><c>draft</c> or <c>posted</c>.</param>
/// <param name="Reference">The order's id at whoever sent it.</param>
/// <param name="SalesOrder">Number of the sales order that it belongs to.</param>
/// <param name="Customer">The customer's account number.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Date">Day that it counts for.</param>
/// <param name="Net">Goods.</param>
/// <param name="Tax">Tax.</param>
/// <param name="Shipping">Shipping.</param>
/// <param name="Total">All three.</param>
/// <param name="Lines">In the order in which they came.</param>
/// <param name="Via">Payment reference, carrier or channel.</param>
/// <param name="BookedAt">By this system's clock.</param>
/// <param name="PostedAt">Null for a draft.</param>
/// <param name="Sequence">Place among everything posted, 0 for a draft.</param>
/// <param name="AskedTotal">The total that was asked for, when another one was booked.</param>
/// <param name="Digest">Of what was asked for, to recognise another content under the same key.</param>
internal sealed record ErpDocument(
    string Kind, string Key, string Number, string Status, string? Reference, string? SalesOrder, string? Customer,
    string Currency, DateOnly Date, long Net, long Tax, long Shipping, long Total, ImmutableArray<ErpLine> Lines,
    string? Via, DateTimeOffset BookedAt, DateTimeOffset? PostedAt, int Sequence, long? AskedTotal = null,
    string? Digest = null)
{
    internal const string Draft = "draft";
    internal const string Posted = "posted";

    [JsonIgnore]
    internal bool IsPosted => Status == Posted;

    internal int QuantityOf(string line) => Lines.Where(l => l.Line == line).Sum(l => l.Quantity);
}

/// <summary>What became of a request.</summary>
internal abstract record ErpOutcome
{
    private ErpOutcome() { }

    /// <summary>It is in the books.</summary>
    internal sealed record Booked(ErpDocument Document) : ErpOutcome;

    /// <summary>It was there already and stays as it is.</summary>
    internal sealed record Known(ErpDocument Document) : ErpOutcome;

    /// <summary>It is not, for a rule of this system.</summary>
    internal sealed record Refused(string Code, string Message) : ErpOutcome;
}

/// <summary>How this company has set up its ERP.</summary>
/// <param name="TaxRoundingDown">It computes tax itself and rounds down: a minor unit less on the first taxed line.
/// </param>
/// <param name="ClosedThrough">Last day of the last closed period, or null.</param>
/// <param name="MovesDates">A date in a closed period becomes the first open day; else the document is refused.</param>
/// <param name="ConcurrencyLimit">Requests at a time before 429, 0 for none.</param>
/// <param name="Deadlocks">So many of the next bookings end as the victim of a deadlock, with nothing done.</param>
internal sealed record ErpHabits(
    bool TaxRoundingDown = false, DateOnly? ClosedThrough = null, bool MovesDates = false, int ConcurrencyLimit = 0,
    int Deadlocks = 0);

/// <summary>Counts of what lies where, as somebody with a clipboard sends them.</summary>
internal sealed record ErpCounts(ImmutableArray<ErpCount> Counts);

/// <summary>What was counted of an item at a location.</summary>
internal sealed record ErpCount(string Key, string Item, string Location, int Quantity);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ErpDocument))]
[JsonSerializable(typeof(ErpHabits))]
[JsonSerializable(typeof(ErpCounts))]
internal sealed partial class ErpJson : JsonSerializerContext;
