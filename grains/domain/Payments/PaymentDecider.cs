using System.Collections.Immutable;
using System.Diagnostics;

namespace RetailActors.Payments;

/// <summary>
/// What may be asked of the provider, and what its answers mean. A command may be refused; an answer is a fact and is
/// only ever recorded. The intent stands in the journal before the provider hears of it.
/// </summary>
public static partial class PaymentDecider
{
    /// <summary>Most operations of one payment, refused ones included; then it is NotAllowed.</summary>
    public const int MaxOperations = 256;

    /// <summary>The code of an operation whose booked amount differs from what was asked for.</summary>
    public const string ConflictCode = "amount-conflict";

    /// <summary>The id of the authorisation of a payment: derived, so a retry on any silo finds it again.</summary>
    public static OperationId AuthorisationOf(PaymentId payment) => new($"{payment.Value}:auth");

    /// <summary>Asks for an authorisation. See <see cref="IPayment.Authorise"/>.</summary>
    public static (AuthoriseResult, PaymentEvent[]) Decide(
        Payment payment, PaymentKey key, Authorise command, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(command.Amount.Minor);
        if (payment is Payment.Opened opened)
        {
            var same = opened.Order == command.Order && opened.Provider == command.Provider
                && opened.Method == command.Method && opened.Requested == command.Amount;
            return (same ? ResultOf(payment) : new AuthoriseResult.AuthorisedDifferently(), []);
        }
        var id = AuthorisationOf(key.Id);
        return (new AuthoriseResult.Pending(), [new PaymentEvent.AuthorisationRequested(
            id, command.Order, command.Provider, command.Method, command.Amount, command.OwedSince ?? now,
            command.By)]);
    }

    /// <summary>Asks for a capture, void or refund, checked in the order of <see cref="OperationResult"/>.</summary>
    public static (OperationResult, PaymentEvent[]) Decide(
        Payment payment, OperationKind kind, PaymentOperation command, DateTimeOffset now)
    {
        if (command.Amount is { Minor: <= 0 })
        {
            throw new ArgumentOutOfRangeException(nameof(command), "An operation moves more than zero.");
        }
        if (payment is not Payment.Opened opened)
        {
            return (new OperationResult.NotFound(), []);
        }
        if (opened.Find(command.Id) is { } known)
        {
            // What was asked for directly under an id of the order's is not what the order asks for.
            var same = known.Kind == kind && (command.Direct || !known.Direct)
                && (command.Amount is { } again ? again == known.Amount : known.All);
            return (same ? ResultOf(known) : new OperationResult.DoneDifferently(), []);
        }
        if (command.Amount is { } wanted && wanted.Currency != opened.Requested.Currency)
        {
            return (new OperationResult.WrongCurrency(opened.Requested.Currency), []);
        }
        return Refusal(opened, kind, command.Amount, out var amount) is { } refused
            ? (refused, [])
            : (new OperationResult.Pending(amount), [Requested(kind, command, amount, now)]);
    }

    private static OperationResult? Refusal(Payment.Opened opened, OperationKind kind, Money? wanted, out Money amount)
    {
        var sums = opened.Sum();
        var refund = kind == OperationKind.Refund;
        var open = new Money(refund ? sums.OpenToRefund : sums.OpenToCapture, opened.Requested.Currency);
        amount = wanted ?? open;
        var status = StatusOf(opened);
        var allowed = status != PaymentStatus.Conflicted && opened.Operations.Length < MaxOperations
            && (refund ? sums.Captured > 0 : sums.Held > 0);
        if (!allowed)
        {
            return new OperationResult.NotAllowed(status);
        }
        if (amount.Minor > 0 && amount <= open)
        {
            return null;
        }
        return refund ? new OperationResult.ExceedsCaptured(open) : new OperationResult.ExceedsAuthorised(open);
    }

    private static PaymentEvent Requested(OperationKind kind, PaymentOperation c, Money amount, DateTimeOffset now) =>
        kind switch
        {
            OperationKind.Capture => new PaymentEvent.CaptureRequested(
                c.Id, amount, c.Amount is null, now, c.By, c.Direct),
            OperationKind.Void => new PaymentEvent.VoidRequested(
                c.Id, amount, c.Amount is null, now, c.By, c.Direct),
            OperationKind.Refund => new PaymentEvent.RefundRequested(
                c.Id, amount, c.Amount is null, now, c.By, c.Direct),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Capture, void or refund."),
        };

    /// <summary>Records what the provider said. Never refused; a repeated or late answer changes nothing.</summary>
    public static PaymentEvent[] Decide(Payment payment, OperationId id, ProviderAnswer answer, DateTimeOffset now)
    {
        if (payment is not Payment.Opened opened || opened.Find(id) is not { IsOpen: true } operation)
        {
            return [];
        }
        var lost = operation.Standing is Standing.Indeterminate;
        return answer switch
        {
            ProviderAnswer.Approved a when a.Amount != operation.Amount =>
                [new PaymentEvent.Conflicted(id, a.Amount, a.Reference, now)],
            ProviderAnswer.Approved a => [Done(operation, a.Reference, now)],
            ProviderAnswer.Declined d => [Refused(operation, d.Code, now)],
            ProviderAnswer.Rejected r => [Refused(operation, r.Code, now)],
            ProviderAnswer.NotFound => lost ? [new PaymentEvent.FoundNotDone(id, now)] : [],
            ProviderAnswer.Unknown u => lost ? [] : [new PaymentEvent.AnswerLost(id, u.Reason, now)],
            ProviderAnswer.Unavailable => [],
            _ => throw new UnreachableException(),
        };
    }

    private static PaymentEvent Done(Operation o, string reference, DateTimeOffset now) => o.Kind switch
    {
        OperationKind.Authorise => new PaymentEvent.Authorised(o.Id, o.Amount, reference, now),
        OperationKind.Capture => new PaymentEvent.Captured(o.Id, o.Amount, reference, now),
        OperationKind.Void => new PaymentEvent.Voided(o.Id, o.Amount, reference, now),
        OperationKind.Refund => new PaymentEvent.Refunded(o.Id, o.Amount, reference, now),
        _ => throw new UnreachableException(),
    };

    private static PaymentEvent Refused(Operation o, string code, DateTimeOffset now) =>
        o.Kind == OperationKind.Authorise
            ? new PaymentEvent.AuthorisationDeclined(o.Id, code, now)
            : new PaymentEvent.OperationRefused(o.Id, code, now);

    /// <summary>The state after an event.</summary>
    public static Payment Evolve(Payment payment, PaymentEvent e) => (payment, e) switch
    {
        (Payment.Absent, PaymentEvent.AuthorisationRequested r) => new Payment.Opened(
            r.Order, r.Provider, r.Method, r.Amount,
            [new Operation(r.Id, OperationKind.Authorise, r.Amount, false, r.At, new Standing.Pending())]),
        (Payment.Opened p, PaymentEvent.CaptureRequested r) => Add(
            p, new(r.Id, OperationKind.Capture, r.Amount, r.All, r.At, new Standing.Pending(), Direct: r.Direct)),
        (Payment.Opened p, PaymentEvent.VoidRequested r) => Add(
            p, new(r.Id, OperationKind.Void, r.Amount, r.All, r.At, new Standing.Pending(), Direct: r.Direct)),
        (Payment.Opened p, PaymentEvent.RefundRequested r) => Add(
            p, new(r.Id, OperationKind.Refund, r.Amount, r.All, r.At, new Standing.Pending(), Direct: r.Direct)),
        (Payment.Opened p, PaymentEvent.Authorised a) => Stand(p, a.Id, new Standing.Succeeded(a.Reference, a.At)),
        (Payment.Opened p, PaymentEvent.Captured a) => Stand(p, a.Id, new Standing.Succeeded(a.Reference, a.At)),
        (Payment.Opened p, PaymentEvent.Voided a) => Stand(p, a.Id, new Standing.Succeeded(a.Reference, a.At)),
        (Payment.Opened p, PaymentEvent.Refunded a) => Stand(p, a.Id, new Standing.Succeeded(a.Reference, a.At)),
        (Payment.Opened p, PaymentEvent.AuthorisationDeclined d) => Stand(p, d.Id, new Standing.Failed(d.Code)),
        (Payment.Opened p, PaymentEvent.OperationRefused r) => Stand(p, r.Id, new Standing.Failed(r.Code)),
        (Payment.Opened p, PaymentEvent.AnswerLost l) => Stand(p, l.Id, new Standing.Indeterminate()),
        (Payment.Opened p, PaymentEvent.FoundNotDone f) => Stand(p, f.Id, new Standing.Pending()),
        (Payment.Opened p, PaymentEvent.SettlementMatched c) => Claimed(p, c.Id, new Claim.Paid(c.Line, c.Amount)),
        (Payment.Opened p, PaymentEvent.SettlementDiffered c) => Claimed(p, c.Id, new Claim.Differs(c.Line, c.Amount)),
        (Payment.Opened p, PaymentEvent.SettlementAccepted c) => Claimed(p, c.Id, new Claim.Paid(c.Line, c.Amount)),
        (Payment.Opened p, PaymentEvent.ProviderTold t) => p with { Facts = p.Facts.Add(t.Notice, t.Foreign) },
        (Payment.Opened p, PaymentEvent.OrderTold t) => Change(p, t.Id, o => o with { IsTold = true }),
        (Payment.Opened p, PaymentEvent.Conflicted c) => Stand(p, c.Id, new Standing.Conflicted(c.Reference, c.Booked)),
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow {payment.GetType().Name}."),
    };

    private static Payment.Opened Add(Payment.Opened p, Operation operation) =>
        p with { Operations = p.Operations.Add(operation) };

    private static Payment.Opened Stand(Payment.Opened p, OperationId id, Standing standing) =>
        Change(p, id, o => o with { Standing = standing });

    private static Payment.Opened Claimed(Payment.Opened p, OperationId id, Claim claim) =>
        Change(p, id, o => o with { Claim = claim });

    private static Payment.Opened Change(Payment.Opened p, OperationId id, Func<Operation, Operation> change)
    {
        for (var i = 0; i < p.Operations.Length; i++)
        {
            if (p.Operations[i].Id == id)
            {
                return p with { Operations = p.Operations.SetItem(i, change(p.Operations[i])) };
            }
        }
        throw new UnreachableException($"No operation {id} in this payment.");
    }
}
