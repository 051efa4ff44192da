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

/// <summary>All promises that are looked at, in the order of the report.</summary>
internal sealed class Checks
{
    private readonly List<Check> _all = [];

    public Checks()
    {
        Gapless = Add("journal: versions are gapless from 1");
        Folds = Add("journal: every stream folds without error");
        Outbox = Add("journal: owed calls stand in the outbox and no others");
        Directory = Add("journal: directory rows point at an append");
        Identity = Add("stock: on hand is the sum of the buckets");
        Bounds = Add("stock: no bucket below zero without a discrepancy");
        Oversell = Add("stock: nothing held or allocated beyond available");
        ResolvedOnce = Add("stock: a reservation resolves at most once");
        Arithmetic = Add("stock: arithmetic over raw events = fold");
        Overdue = Add("stock: no hold older than its end plus grace");
        Commitments = Add("stock: committed units = open order lines, one by one");
        Sums = Add("stock: committed = sum over orders, per SKU and location");
        Moving = Add("orders: terminal, accepted or with an owed call");
        Decided = Add("orders: accepted or rejected once, facts only after");
        Lines = Add("orders: ordered = open + allocated + fulfilled + cancelled");
        Totals = Add("orders: lines, tax, shipping and tenders add up");
        Paid = Add("orders: accepted ones have every tender authorised");
        Dead = Add("orders: rejected and cancelled ones hold no money");
        Amounts = Add("payments: captured <= authorised, refunded <= captured");
        InBooks = Add("payments: ours are in the provider's books once");
        FromBooks = Add("payments: the provider's books are all ours");
        OneCharge = Add("payments: one successful charge per order and purpose");
        Acknowledged = Add("ledger: acknowledged orders are what was acknowledged");
        Live = Add("live: HTTP = state rebuilt from the journal");
    }

    public IReadOnlyList<Check> All => _all;

    public Check Gapless { get; }
    public Check Folds { get; }
    public Check Outbox { get; }
    public Check Directory { get; }
    public Check Identity { get; }
    public Check Bounds { get; }
    public Check Oversell { get; }
    public Check ResolvedOnce { get; }
    public Check Arithmetic { get; }
    public Check Overdue { get; }
    public Check Commitments { get; }
    public Check Sums { get; }
    public Check Moving { get; }
    public Check Decided { get; }
    public Check Lines { get; }
    public Check Totals { get; }
    public Check Paid { get; }
    public Check Dead { get; }
    public Check Amounts { get; }
    public Check InBooks { get; }
    public Check FromBooks { get; }
    public Check OneCharge { get; }
    public Check Acknowledged { get; }
    public Check Live { get; }

    private Check Add(string name)
    {
        var check = new Check(name);
        _all.Add(check);
        return check;
    }
}
