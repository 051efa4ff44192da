using System.Globalization;
using System.Text.Json;

namespace RetailActors.Retail.Verify;

/// <summary>
/// Keeps the books of one stock stream by plain addition over the raw events. It shares nothing with the decider, so a
/// mistake there is not repeated here.
/// </summary>
internal sealed class StockArithmetic(Checks checks, string stream)
{
    private readonly Dictionary<string, Claim> _claims = [];
    private readonly Dictionary<string, long> _announced = [];
    private readonly Dictionary<string, long> _transfers = [];
    private long _version;

    public long Available { get; private set; }
    public long Committed { get; private set; }
    public long Reserved { get; private set; }
    public long Damaged { get; private set; }
    public long SafetyStock { get; private set; }
    public long Incoming { get; private set; }
    public long QualityControl { get; private set; }
    public long OnHand => Available + Committed + Reserved + Damaged + SafetyStock + QualityControl;

    /// <summary>One reservation: open units, whether it has ended, and whether it is a hold.</summary>
    private sealed record Claim(bool Hold, long Open, bool Ended, DateTimeOffset? Expires = null);

    /// <summary>Books one append; its discrepancies excuse its negative buckets.</summary>
    public void Book(long version, string events)
    {
        _version = version;
        var before = Available;
        var excused = false;
        using var document = JsonDocument.Parse(events);
        foreach (var e in document.RootElement.EnumerateArray())
        {
            var name = e.Text("e");
            excused |= name == "discrepancy-found";
            Book(name, e.Field("d"));
        }
        checks.Bounds.Require(
            excused || Available >= 0 || Available >= before, this, static x => $"{x.At}: available is {x.Available}");
        checks.Bounds.Require(
            Committed >= 0 && Reserved >= 0 && Damaged >= 0 && SafetyStock >= 0 && QualityControl >= 0 && Incoming >= 0,
            this, static x => $"{x.At}: committed {x.Committed}, reserved {x.Reserved}, damaged {x.Damaged}, safety "
                + $"stock {x.SafetyStock}, quality control {x.QualityControl}, incoming {x.Incoming}");
    }

    /// <summary>Holds that should have ended before this time and have not.</summary>
    public IEnumerable<string> Overdue(DateTimeOffset since) =>
        _claims.Where(c => c.Value is { Hold: true, Ended: false } && c.Value.Expires < since).Select(c => c.Key);

    private string At => $"{stream} version {_version}";

    private void Book(string? name, JsonElement d)
    {
        var (id, units) = (d.Text("id") ?? "", d.Number("quantity"));
        switch (name)
        {
            case "reserved":
                Claimed(id, new Claim(true, units, false, d.Time("expires")), units);
                Reserved += units;
                break;
            case "allocated":
                Claimed(id, new Claim(false, units, false), units);
                Committed += units;
                break;
            case "allocated-from-hold":
                TakeOver(id, d.Text("hold") ?? "", units);
                break;
            case "hold-extended":
                Live(id, "extended", c => c with { Expires = d.Time("expires") });
                break;
            case "hold-expired":
                Live(id, "expired", c => GiveBack(c, c.Open) with { Ended = true });
                break;
            case "released":
                Live(id, "released", c => Release(c, id, units));
                break;
            case "fulfilled":
                HandOver(id, units);
                break;
            case "movement-recorded":
                if (!Sort(d.Text("kind"), units, d.Text("disposition")))
                    Move(d.Text("kind"), units, d.Text("document"), d.Text("counterpart") is not null);
                break;
            case "discrepancy-resolved":
                Available += d.Number("adjustment");
                break;
            case "snapshot-recorded":
                Available += d.Number("adopted");
                break;
        }
    }

    private void Claimed(string id, Claim claim, long fromAvailable)
    {
        checks.Oversell.Require(fromAvailable <= 0 || fromAvailable <= Available, (this, id, fromAvailable), static x =>
            $"{x.Item1.At}: {x.id} took {x.fromAvailable} of {x.Item1.Available} available");
        checks.ResolvedOnce.Require(!_claims.ContainsKey(id), (this, id), static x =>
            $"{x.Item1.At}: {x.id} was claimed a second time");
        Available -= fromAvailable;
        _claims[id] = claim;
    }

    /// <summary>The units of the hold change hands; only what it has too few comes out of available stock.</summary>
    private void TakeOver(string id, string hold, long units)
    {
        var held = 0L;
        Live(hold, "taken over", c =>
        {
            held = c.Open;
            return Take(c, held) with { Ended = true };
        });
        Claimed(id, new Claim(false, units, false), units - held);
        Committed += units;
    }

    private Claim Release(Claim claim, string id, long units)
    {
        checks.ResolvedOnce.Require(units <= claim.Open, (this, id, units, claim), static x =>
            $"{x.Item1.At}: {x.id} gave back {x.units} of {x.claim.Open} open units");
        var rest = GiveBack(claim, units);
        return rest with { Ended = rest.Open <= 0 };
    }

    private Claim GiveBack(Claim claim, long units)
    {
        Available += units;
        return Take(claim, units);
    }

    private Claim Take(Claim claim, long units)
    {
        if (claim.Hold)
            Reserved -= units;
        else
            Committed -= units;
        return claim with { Open = claim.Open - units };
    }

    private void HandOver(string id, long units)
    {
        var claim = _claims.GetValueOrDefault(id) ?? new Claim(false, 0, true);
        var taken = Math.Min(units, claim.Open);
        Available -= units - taken;
        claim = Take(claim, taken);
        _claims[id] = claim with { Ended = claim.Ended || claim.Open == 0 };
    }

    /// <summary>An event that needs a live reservation: the second end of one is the violation.</summary>
    private void Live(string id, string what, Func<Claim, Claim> then)
    {
        var claim = _claims.GetValueOrDefault(id);
        checks.ResolvedOnce.Require(claim is { Ended: false }, (this, id, what, claim), static x =>
            $"{x.Item1.At}: {x.id} was {x.what}, but it {(x.claim is null ? "does not exist" : "has ended before")}");
        if (claim is not null)
            _claims[id] = then(claim);
    }

    private void Move(string? kind, long units, string? of, bool hasCounterpart)
    {
        var document = of ?? "";
        var transfer = of is not null && _transfers.ContainsKey(document);
        switch (kind?.ToLower(CultureInfo.InvariantCulture))
        {
            case "receive" when !transfer:
                Announce(document, -Math.Min(units, _announced.GetValueOrDefault(document)));
                Available += units;
                break;
            case "receive" or "transferin":
                Available += units;
                if (of is not null)
                    Transfer(document, -units);
                break;
            case "transferlost":
                Transfer(document, -units);
                break;
            case "incoming" when hasCounterpart && of is not null:
                Transfer(document, units);
                break;
            case "adjust":
                Available += units;
                break;
            case "sale" or "transferout":
                Available -= units;
                break;
            case "count":
                Available += units - OnHand;
                break;
            case "damage":
                (Available, Damaged) = (Available - units, Damaged + units);
                break;
            case "safetystock":
                (Available, SafetyStock) = (Available + SafetyStock - units, units);
                break;
            case "incoming":
                Announce(document, units);
                break;
        }
    }

    /// <summary>Units that came back, or leave quality control, go where somebody sorts them; false for others.
    /// </summary>
    private bool Sort(string? kind, long units, string? disposition)
    {
        if (kind is not ("Return" or "ChangeState"))
            return false;
        QualityControl -= kind == "ChangeState" ? units : 0;
        switch (disposition)
        {
            case "ProcessingRequired":
                QualityControl += units;
                break;
            case "NotRestocked":
                Damaged += units;
                break;
            case "Missing":
                break;
            default:
                Available += units;
                break;
        }
        return true;
    }

    /// <summary>Sent less what has arrived or is lost; below zero when something arrives before we hear of
    /// it.</summary>
    private void Transfer(string document, long units)
    {
        var before = _transfers.GetValueOrDefault(document);
        _transfers[document] = before + units;
        var change = Math.Max(0, before + units) - Math.Max(0, before);
        Announce(document, Math.Max(change, -_announced.GetValueOrDefault(document)));
    }

    private void Announce(string document, long units)
    {
        _announced[document] = _announced.GetValueOrDefault(document) + units;
        Incoming += units;
    }
}
