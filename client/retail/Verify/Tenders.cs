namespace RetailActors.Retail.Verify;

/// <summary>What orders expect of their payments; the payments are read after the orders.</summary>
internal sealed class Tenders(Checks checks, OutboxRows outbox)
{
    private readonly Dictionary<string, (string Order, long Minor)> _expected = [];
    private readonly HashSet<UInt128> _dead = [];

    /// <summary>An accepted order relies on this payment.</summary>
    public void Accepted(string payment, string order, long minor)
    {
        checks.Paid.Count();
        _expected.Add(payment, (order, minor));
    }

    /// <summary>An order that was rejected or cancelled must not keep anybody's money.</summary>
    public void Dead(string order) => _dead.Add(Fingerprint.Of(order));

    /// <summary>A payment as rebuilt: what it got authorised, and what of that is still held.</summary>
    public void Met(string payment, string order, long authorised, long held)
    {
        if (_expected.Remove(payment, out var expected) && (expected.Minor != authorised || expected.Order != order))
            checks.Paid.Violated($"{expected.Order} was accepted for {expected.Minor}, "
                + $"{payment} of {order} was authorised for {authorised} (minor units)");
        if (!_dead.Contains(Fingerprint.Of(order)))
            return;
        checks.Dead.Require(
            held == 0 || outbox.Owes(payment) || outbox.Owes(order), (payment, order, held), static x =>
                $"{x.order} is no sale, but {x.payment} still holds {x.held} (minor units) and nobody owes the void");
    }

    /// <summary>Everything was read: accepted orders whose payment never appeared.</summary>
    public void Judge()
    {
        foreach (var (payment, (order, minor)) in _expected)
            checks.Paid.Violated($"{order} was accepted, but {payment} for {minor} (minor units) does not exist");
    }
}
