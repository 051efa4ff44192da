using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Retail.Verify;

/// <summary>Checks the returns: money, stock and what the systems outside were told.</summary>
internal sealed class ReturnAudit(Checks checks, OutboxRows outbox, Reversals reversals, DeskAudit desk)
    : FoldAudit<Return, ReturnEvent>(checks, outbox)
{
    protected override Fold<Return, ReturnEvent> FoldOf(string[] key) => ReturnDecider.Fold;

    protected override void Judge()
    {
        if (State.Stage == ReturnStage.None)
            return;
        var value = State.Claim.Lines.Sum(l => l.Gross.Minor);
        var parts = State.Refunds.Sum(r => r.Part.Amount.Minor) + (State.Claim.PaidBefore?.Minor ?? 0);
        if (State.Stage == ReturnStage.Received)
        {
            Checks.Refunds.Require(value == parts, (Stream, value, parts), static x =>
                $"{x.Stream}: the units were charged {x.value}, {x.parts} is or was paid back for them (minor units)");
            Units();
        }
        foreach (var refund in State.Refunds)
            Judge(refund);
        if (State.ClosedAt is not null && State.Claim.Tells)
            reversals.Closed(Stream, Key[0], State, value);
    }

    private void Judge(Refund refund)
    {
        // A credit pays for another order; the payment of this one keeps its money.
        if (refund.Standing is RefundStanding.Done done && !refund.Part.IsCredit)
            reversals.Paid(Stream, Key[0], OperationOf(refund, done), refund.Part.Amount.Minor);
        if (refund.Standing is RefundStanding.Refused { IsRaised: true })
            desk.Needs(Stream, Key[0], ReturnDecider.RefundRefusedKind, ReturnDecider.PartOf(refund.Number));
    }

    private string OperationOf(Refund refund, RefundStanding.Done done)
    {
        var first = $"{refund.Part.Payment.Value}:refund:{State.Claim.Id.Value}";
        return done.Tries == 0 ? first : $"{first}:{done.Tries + 1}";
    }

    private void Units()
    {
        for (var i = 0; i < State.Units.Length; i++)
        {
            var units = State.Units[i];
            if (units.Disposition != Disposition.Missing && State.Answered.Contains($"stock/{i + 1}"))
                reversals.Stored(
                    $"stock/{Key[0]}/{units.Sku.Value}/{State.Location!.Value.Value}",
                    $"return:{State.Claim.Id.Value}:{units.LineId.Value}:{i + 1}", units.Quantity, Stream);
        }
    }
}

/// <summary>Sets the returns against payments, stock and postings, which are read before or after them.</summary>
internal sealed class Reversals(Checks checks, OutboxRows outbox)
{
    private sealed record Books(bool IsDone, long Returned, long Refunded, long Credited)
    {
        public static readonly Books None = new(true, 0, 0, 0);
    }

    private readonly Dictionary<string, long> _refunds = [];
    private readonly Dictionary<(string Stock, string Movement), (long Units, string Return)> _stored = [];
    private readonly Dictionary<string, Books> _told = [];

    /// <summary>A payment has paid back.</summary>
    public void Refunded(string tenant, string operation, long minor) => _refunds[$"{tenant}/{operation}"] = minor;

    /// <summary>A step that the systems outside were told, and whether all of them have it.</summary>
    public void Told(string tenant, Step step, bool isDone)
    {
        var (id, more) = step switch
        {
            Step.Returned s => (s.Id["returned:".Length..], new Books(isDone, s.Lines.Sum(l => l.Gross.Minor), 0, 0)),
            Step.Refunded s => (s.Return, new Books(
                isDone, 0, s.Amount.Minor, s.Lines.IsDefaultOrEmpty ? 0 : s.Lines.Sum(l => l.Gross.Minor))),
            _ => ("", Books.None),
        };
        if (id.Length == 0)
            return;
        var sum = _told.GetValueOrDefault($"{tenant}/{id}", Books.None);
        _told[$"{tenant}/{id}"] = new Books(
            sum.IsDone && more.IsDone, sum.Returned + more.Returned, sum.Refunded + more.Refunded,
            sum.Credited + more.Credited);
    }

    /// <summary>A return says that a payment has paid back.</summary>
    public void Paid(string stream, string tenant, string operation, long minor) => checks.Refunds.Require(
        _refunds.GetValueOrDefault($"{tenant}/{operation}") == minor, (stream, operation, minor, _refunds), static x =>
            $"{x.stream} says that {x.operation} has paid back {x.minor}, the payment does not (minor units)");

    /// <summary>A return that is over has reached all books, with the amounts that were paid.</summary>
    public void Closed(string stream, string tenant, Return state, long value)
    {
        var books = _told.GetValueOrDefault($"{tenant}/{state.Claim.Id.Value}", Books.None);
        var paid = state.Refunds.Where(r => r.Standing is RefundStanding.Done).Sum(r => r.Part.Amount.Minor);
        checks.Reversed.Require(
            books.IsDone && (books.Returned, books.Refunded, books.Credited) == (value, paid, value),
            (stream, books, value, paid), static x =>
                $"{x.stream} is closed: charged {x.value}, paid back {x.paid}; told: {x.books} (minor units)");
    }

    /// <summary>A return has put units into stock.</summary>
    public void Stored(string stock, string movement, long units, string of) =>
        _stored[(stock, movement)] = (units, of);

    /// <summary>Stock has a movement of a return.</summary>
    public void Shelved(string stock, string movement, long units)
    {
        if (_stored.Remove((stock, movement), out var expected))
            checks.Shelved.Require(expected.Units == units, (stock, movement, expected, units), static x =>
                $"{x.stock} took {x.units} units of {x.movement}, {x.expected.Return} gave {x.expected.Units}");
        else if (movement.Split(':') is [_, var id, ..] && !outbox.Owes($"return/{stock.Split('/')[1]}/{id}"))
            checks.Shelved.Violated($"{stock} has the movement {movement}, which no return knows");
    }

    /// <summary>Everything was read.</summary>
    public void Judge()
    {
        foreach (var ((stock, movement), (units, of)) in _stored)
            checks.Shelved.Violated($"{of} put {units} units into {stock} by {movement}, which is not there");
    }
}
