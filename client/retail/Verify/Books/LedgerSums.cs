using System.Text.Json;

namespace RetailActors.Retail.Verify.Books;

/// <summary>The ledger of finance as a whole: each entry balances, and each account is what our steps make of it.
/// </summary>
internal sealed class LedgerSums(Checks checks)
{
    private readonly Sums _ours = new();

    /// <summary>An entry of the ledger.</summary>
    public void Entry(JsonElement item)
    {
        if (item.Text("externalKey") is not { } key)
            return;
        foreach (var currency in item.Items("lines").GroupBy(l => l.Text("currency")))
        {
            var off = currency.Sum(l => l.Number("minor"));
            checks.Balanced.Require(off == 0, (item, key, off, currency), static x =>
                $"{x.item.Text("number")} under {x.key}: debits and credits differ by {x.off} {x.currency.Key}");
        }
    }

    /// <summary>An entry that our journal expects and the ledger has.</summary>
    public void Ours(Sums entry)
    {
        foreach (var (account, minor) in entry)
            _ours.Plus(account, minor);
    }

    /// <summary>Account by account.</summary>
    public void Judge(IEnumerable<BookDocument> entries)
    {
        var theirs = new Sums();
        foreach (var (account, minor) in entries.SelectMany(e => e.Fields))
            theirs.Plus(account, minor);
        foreach (var account in theirs.Keys.Union(_ours.Keys))
        {
            var (there, here) = (theirs.GetValueOrDefault(account), _ours.GetValueOrDefault(account));
            checks.Accounts.Require(there == here, (account, there, here), static x =>
                $"{x.account}: the ledger has {x.there}, what happened adds up to {x.here} (minor units)");
        }
    }
}
