namespace RetailActors.Retail.Verify;

/// <summary>One promise: how often it was looked at, how often it was broken, and the first evidence.</summary>
internal sealed class Check(string name)
{
    /// <summary>Pieces of evidence that are kept; the count goes on.</summary>
    public const int MaxEvidence = 20;

    private readonly List<string> _evidence = [];

    public string Name => name;
    public long Checked { get; private set; }
    public long Violations { get; private set; }
    public IReadOnlyList<string> Evidence => _evidence;

    /// <summary>Looked at without a finding; a finding is reported by <see cref="Violated"/> in addition.</summary>
    public void Count(long times = 1) => Checked += times;

    public void Violated(string evidence)
    {
        Violations++;
        if (_evidence.Count < MaxEvidence)
            _evidence.Add(evidence);
    }

    /// <summary>Looks once; the evidence is composed only when it is needed.</summary>
    public void Require<T>(bool kept, T of, Func<T, string> evidence)
    {
        Checked++;
        if (!kept)
            Violated(evidence(of));
    }
}

/// <summary>What is looked at in the books of every system outside.</summary>
/// <param name="Posted">Ours are there, once.</param>
/// <param name="Known">Theirs are ours.</param>
/// <param name="Equal">Both say the same.</param>
internal sealed record BookChecks(Check Posted, Check Known, Check Equal)
{
    public Check[] All => [Posted, Known, Equal];

    public static BookChecks Of(string system) => new(
        new Check($"{system}: what we say is posted is in the books, once"),
        new Check($"{system}: the books have nothing that we do not know"),
        new Check($"{system}: amounts and units are ours, or a correction on record"));
}

/// <summary>All promises that are looked at, in the order of the report.</summary>
internal sealed class Checks
{
    public IReadOnlyList<Check> All =>
    [
        Gapless, Chain, Sealed, Archive, Folds, Outbox, Directory, Places, Identity, Bounds, Oversell, ResolvedOnce,
        Arithmetic, Overdue, Commitments,
        Sums, Moving, Decided, Lines, Totals, Paid, Dead, Amounts, InBooks, FromBooks, OneCharge, Taken, Told, Parts,
        Refunds, Shelved, Reversed, Settled, Payouts, Desk, .. Erp.All, ErpOrder, .. Tills.All, TillEvents,
        .. Shop.All, ShopOrders, .. Warehouse.All, Shipments, .. Tax.All, .. Finance.All, Balanced, Accounts,
        .. Crm.All, Acknowledged, Live,
    ];

    public Check Gapless { get; } = new("journal: versions are gapless from 1");
    public Check Chain { get; } = new("journal: every hash follows from its append and the one before");
    public Check Sealed { get; } = new("journal: what was sealed is as it was");
    public Check Archive { get; } = new("journal: an archived append is there once, between the ends of its stream");
    public Check Folds { get; } = new("journal: every stream folds without error");
    public Check Outbox { get; } = new("journal: owed calls stand in the outbox and no others");
    public Check Directory { get; } = new("journal: directory rows point at an append");
    public Check Places { get; } = new("journal: a stream lives on one shard, where it belongs");
    public Check Identity { get; } = new("stock: on hand is the sum of the buckets");
    public Check Bounds { get; } = new("stock: no bucket below zero without a discrepancy");
    public Check Oversell { get; } = new("stock: nothing held or allocated beyond available");
    public Check ResolvedOnce { get; } = new("stock: a reservation resolves at most once");
    public Check Arithmetic { get; } = new("stock: arithmetic over raw events = fold");
    public Check Overdue { get; } = new("stock: no hold older than its end plus grace");
    public Check Commitments { get; } = new("stock: committed units = open order lines, one by one");
    public Check Sums { get; } = new("stock: committed = sum over orders, per SKU and location");
    public Check Moving { get; } = new("orders: terminal, accepted or with an owed call");
    public Check Decided { get; } = new("orders: accepted or rejected once, facts only after");
    public Check Lines { get; } = new("orders: ordered = open + allocated + fulfilled + cancelled");
    public Check Totals { get; } = new("orders: lines, tax, shipping and tenders add up");
    public Check Paid { get; } = new("orders: accepted ones have every tender authorised");
    public Check Dead { get; } = new("orders: rejected and cancelled ones hold no money");
    public Check Amounts { get; } = new("payments: captured <= authorised, refunded <= captured");
    public Check InBooks { get; } = new("payments: ours are in the provider's books once");
    public Check FromBooks { get; } = new("payments: the provider's books are all ours");
    public Check OneCharge { get; } = new("payments: one successful charge per order and purpose");
    public Check Taken { get; } = new("orders: money taken is the value of what was handed over");
    public Check Told { get; } = new("orders: what happened was told to the postings, once");
    public Check Parts { get; } = new("postings: handed over + cancelled = ordered, in units and to the cent");
    public Check Refunds { get; } = new("returns: what is paid back is what was charged for the units");
    public Check Shelved { get; } = new("returns: units that came back are in stock once");
    public Check Reversed { get; } = new("returns: closed ones are reversed in the books");
    public Check Settled { get; } = new("settlements: matched lines and payments name each other");
    public Check Payouts { get; } = new("settlements: lines and open issues explain the payout");
    public Check Desk { get; } = new("desk: what cannot go on by itself is on the exception desk");
    public BookChecks Erp { get; } = BookChecks.Of("erp");
    public Check ErpOrder { get; } = new("erp: order < fulfilment < invoice < payment and credit");
    public BookChecks Tills { get; } = BookChecks.Of("tills");
    public Check TillEvents { get; } = new("tills: what happened in stores happened here, once");
    public BookChecks Shop { get; } = BookChecks.Of("storefront");
    public Check ShopOrders { get; } = new("storefront: its orders are ours, once and to the cent");
    public BookChecks Warehouse { get; } = BookChecks.Of("warehouse");
    public Check Shipments { get; } = new("warehouse: its shipments are ours, once");
    public BookChecks Tax { get; } = BookChecks.Of("tax");
    public BookChecks Finance { get; } = BookChecks.Of("finance");
    public Check Balanced { get; } = new("finance: every entry balances");
    public Check Accounts { get; } = new("finance: accounts add up to what happened");
    public BookChecks Crm { get; } = BookChecks.Of("crm");
    public Check Acknowledged { get; } = new("ledger: acknowledged orders are what was acknowledged");
    public Check Live { get; } = new("live: HTTP = state rebuilt from the journal");
}
