using RetailActors.Returns;

namespace RetailActors.Finance;

/// <summary>An account of the ledger.</summary>
/// <param name="Code">Kebab-case; the part after a colon says whose.</param>
public readonly record struct Account(string Code)
{
    /// <summary>Money at the bank.</summary>
    public static readonly Account Cash = new("cash");
    /// <summary>Paid for and not handed over yet; with the opposite sign, handed over and not captured yet.</summary>
    public static readonly Account DeferredRevenue = new("deferred-revenue");
    /// <summary>Goods sold, without tax and shipping.</summary>
    public static readonly Account Revenue = new("revenue");
    /// <summary>Shipping sold.</summary>
    public static readonly Account ShippingRevenue = new("shipping-revenue");
    /// <summary>Tax that we owe.</summary>
    public static readonly Account TaxPayable = new("tax-payable");
    /// <summary>Tax that we owe and did not charge; with the opposite sign, charged and do not owe.</summary>
    public static readonly Account TaxDifferences = new("tax-differences");
    /// <summary>Goods that came back; lessens the revenue.</summary>
    public static readonly Account Returns = new("returns");
    /// <summary>Owed to customers for goods that came back, until the money is on its way.</summary>
    public static readonly Account RefundsPayable = new("refunds-payable");
    /// <summary>What providers keep.</summary>
    public static readonly Account Fees = new("fees");
    /// <summary>Taken back by disputes; ours again when they are won.</summary>
    public static readonly Account ChargebackReceivable = new("chargeback-receivable");
    /// <summary>The two sides of an exchange.</summary>
    public static readonly Account ForeignExchange = new("fx");
    /// <summary>Differences within the tolerance.</summary>
    public static readonly Account Rounding = new("rounding");
    /// <summary>Received without an explanation so far.</summary>
    public static readonly Account UnidentifiedReceipts = new("unidentified-receipts");
    /// <summary>Differences accepted by somebody.</summary>
    public static readonly Account WriteOffs = new("write-offs");

    /// <summary>Owed to customers for goods that came back in an exchange, until others are handed over.</summary>
    public static readonly Account ExchangeCredit = new("exchange-credit");

    private const string Clearing = "psp-clearing:";

    /// <summary>What a provider has of ours. No provider has the credit of an exchange.</summary>
    public static Account ClearingOf(string provider) =>
        provider == RequestExchange.Provider ? ExchangeCredit : new(Clearing + provider);

    /// <summary>The provider whose clearing account it is, or null.</summary>
    public string? ClearingProvider => Code.StartsWith(Clearing, StringComparison.Ordinal)
        ? Code[Clearing.Length..]
        : null;

    /// <inheritdoc/>
    public override string ToString() => Code;
}
