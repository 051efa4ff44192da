using System.Text.Json;
using RetailActors.Postings;

namespace RetailActors.Retail.Verify.Books;

/// <summary>The books of all systems outside, and what each is compared with.</summary>
internal sealed class OutsideBooks(Checks checks, OutboxRows outbox)
{
    private readonly SystemBooks _erp = new("erp", checks.Erp, ["erp-d365", "erp-netsuite"], BookShapes.Erp);
    private readonly SystemBooks _tills = new("tills", checks.Tills, ["pos"], BookShapes.Tills);
    private readonly SystemBooks _shop = new("storefront", checks.Shop, ["shopify"], BookShapes.Shop);
    private readonly SystemBooks _warehouse = new("warehouse", checks.Warehouse, ["wms"], BookShapes.Warehouse);
    private readonly SystemBooks _tax = new("tax", checks.Tax, ["tax"], BookShapes.Tax);
    private readonly SystemBooks _finance = new("finance", checks.Finance, ["finance"], BookShapes.Finance);
    private readonly SystemBooks _crm = new("crm", checks.Crm, ["crm"], BookShapes.Crm);
    private readonly LedgerSums _ledger = new(checks);
    private readonly HashSet<string> _direct = [];

    /// <summary>What happened at the systems, to be found here.</summary>
    public Happenings Happenings { get; } = new(checks);

    /// <summary>All of them, in the order of the report.</summary>
    public IReadOnlyList<SystemBooks> All => [_erp, _tills, _shop, _warehouse, _tax, _finance, _crm];

    public async Task Load(BooksReader reader, CancellationToken cancellation)
    {
        foreach (var books in All)
            await books.Load(reader, Also(books), cancellation);
    }

    /// <summary>A document of ours, with its step.</summary>
    public void Meet(string stream, Posting posting, Document document)
    {
        if (BooksOf(document.Kind) is not { } books || posting.Step(document.Step)?.Step is not { } step
            || Expectation.Of(document.Kind, step) is not { } expected)
            return;
        // The order's own captures are named by their operation alone.
        if (step is Step.Captured c && c.Id.StartsWith($"captured:{c.Payment.Value}:", StringComparison.Ordinal))
            _direct.Add(document.Key);
        var found = books.Meet(document, KeyOf(posting, document, step), expected, outbox.Owes(stream));
        if (books == _finance && found is not null)
            _ledger.Ours(expected);
    }

    /// <summary>True when the books show another version of the customer than this document's: they have the latest
    /// one that was posted.</summary>
    public static bool IsSuperseded(Posting posting, Document document) =>
        document.Kind == DocumentKind.CustomerRecord && (document.Status != DocumentStatus.Posted
            || posting.Documents.Any(d => d is { Kind: DocumentKind.CustomerRecord, Status: DocumentStatus.Posted }
                && d.Account == document.Account && VersionOf(posting, d) > VersionOf(posting, document)));

    /// <summary>Everything of ours was met.</summary>
    public async Task Judge(JournalShards database, CancellationToken cancellation)
    {
        foreach (var books in All.Where(b => b.Absent is null))
            await books.Judge(outbox, database, Happenings.StreamOf, cancellation);
        foreach (var order in _erp.Documents.Where(d => d.IsFinal).GroupBy(d => d.Subject))
            ErpSequence.Judge(order.Key, order.OrderBy(d => d.Place), _direct, checks.ErpOrder);
        if (_finance.Absent is null)
            _ledger.Judge(_finance.Documents);
        Happenings.Judge();
    }

    private Action<JsonElement>? Also(SystemBooks books) => books == _finance ? _ledger.Entry
        : books == _tills ? Happenings.Till
        : books == _shop ? Happenings.Shop
        : books == _warehouse ? Happenings.Warehouse
        : null;

    private SystemBooks? BooksOf(DocumentKind kind) => kind switch
    {
        _ when PostingPlan.IsErp(kind) => _erp,
        DocumentKind.PickupNotice or DocumentKind.PickupRevocation => _tills,
        DocumentKind.OrderStatus => _shop,
        DocumentKind.WarehouseRelease or DocumentKind.WarehouseCancellation => _warehouse,
        DocumentKind.TaxCommit or DocumentKind.TaxReversal => _tax,
        DocumentKind.JournalEntry => _finance,
        DocumentKind.CustomerRecord => _crm,
        _ => null,
    };

    private static string KeyOf(Posting posting, Document document, Step step) => (document.Kind, step) switch
    {
        (DocumentKind.OrderStatus, _) => BookShapes.ShopKey(posting.Order?.ExternalId.Value ?? "", step.Id),
        (DocumentKind.CustomerRecord, Step.CustomerChanged s) => s.Customer.Value,
        _ => document.Key,
    };

    private static long VersionOf(Posting posting, Document document) =>
        (posting.Step(document.Step)?.Step as Step.CustomerChanged)?.Version ?? 0;
}
