using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Payments;

/// <summary>A call that the provider is owed now.</summary>
/// <param name="Id">Idempotency key at the provider.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Amount">How much.</param>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Method">The provider's token.</param>
/// <param name="OriginalReference">The provider's reference of the authorisation; null for that itself.</param>
/// <param name="LookUpFirst">An answer was lost: ask what became of it; only NotFound allows to send again.</param>
/// <param name="RequestedAt">UTC.</param>
public sealed record PaymentCall(
    OperationId Id, OperationKind Kind, Money Amount, string Provider, string Method, string? OriginalReference,
    bool LookUpFirst, DateTimeOffset RequestedAt = default);

public static partial class PaymentDecider
{
    /// <summary>The calls to make now: at most one, for the oldest operation without a final answer.</summary>
    public static IReadOnlyList<PaymentCall> Calls(Payment payment)
    {
        if (payment is not Payment.Opened opened)
        {
            return [];
        }
        foreach (var o in opened.Operations)
        {
            if (o.IsOpen)
            {
                var original = (opened.Authorisation.Standing as Standing.Succeeded)?.Reference;
                return [new PaymentCall(o.Id, o.Kind, o.Amount, opened.Provider, opened.Method, original,
                    o.Standing is Standing.Indeterminate, o.RequestedAt)];
            }
        }
        return [];
    }

    /// <summary>Where the authorisation stands. Only for a payment that was asked for.</summary>
    public static AuthoriseResult ResultOf(Payment payment)
    {
        var opened = payment as Payment.Opened
            ?? throw new InvalidOperationException("This payment was never asked for.");
        return opened.Authorisation.Standing switch
        {
            Standing.Succeeded => new AuthoriseResult.Authorised(opened.Requested),
            Standing.Failed f => new AuthoriseResult.Declined(f.Code),
            Standing.Conflicted => new AuthoriseResult.Declined(ConflictCode),
            _ => new AuthoriseResult.Pending(),
        };
    }

    /// <summary>Where an operation stands.</summary>
    public static OperationResult ResultOf(Payment payment, OperationId id) =>
        payment is Payment.Opened opened && opened.Find(id) is { } operation
            ? ResultOf(operation)
            : new OperationResult.NotFound();

    private static OperationResult ResultOf(Operation operation) => operation.Standing switch
    {
        Standing.Succeeded => new OperationResult.Done(operation.Amount),
        Standing.Failed f => new OperationResult.Refused(f.Code),
        Standing.Conflicted => new OperationResult.Refused(ConflictCode),
        _ => new OperationResult.Pending(operation.Amount),
    };

    /// <summary>Where the payment stands, derived from its amounts. Unknown for none.</summary>
    public static PaymentStatus StatusOf(Payment payment)
    {
        if (payment is not Payment.Opened opened)
        {
            return PaymentStatus.Unknown;
        }
        if (opened.Facts.Foreign)
        {
            return PaymentStatus.Conflicted;
        }
        var indeterminate = false;
        foreach (var o in opened.Operations)
        {
            if (o.Standing is Standing.Conflicted)
            {
                return PaymentStatus.Conflicted;
            }
            indeterminate |= o.Standing is Standing.Indeterminate;
        }
        return opened.Authorisation.Standing switch
        {
            _ when indeterminate => PaymentStatus.Indeterminate,
            Standing.Pending => PaymentStatus.Processing,
            Standing.Failed => PaymentStatus.Declined,
            _ when IsSettled(opened) => PaymentStatus.Settled,
            _ => StatusOf(opened.Sum()),
        };
    }

    /// <summary>Nothing is held any more, something was captured, and every movement of money is in a settlement
    /// report.</summary>
    private static bool IsSettled(Payment.Opened opened)
    {
        if (opened.Operations.Length < 2)
        {
            return false;
        }
        var captured = false;
        foreach (var o in opened.Operations)
        {
            if (o is { Kind: OperationKind.Capture or OperationKind.Refund, Standing: Standing.Succeeded })
            {
                captured |= o.Kind == OperationKind.Capture;
                if (o.Claim is not Claim.Paid)
                {
                    return false;
                }
            }
        }
        return captured && opened.Sum().Held == 0;
    }

    /// <summary>Captures less refunds that a settlement report has brought, in minor units of our amounts.</summary>
    private static long SettledOf(Payment.Opened opened)
    {
        var sum = 0L;
        foreach (var o in opened.Operations)
        {
            if (o.Claim is Claim.Paid)
            {
                sum += o.Kind == OperationKind.Refund ? -o.Amount.Minor : o.Amount.Minor;
            }
        }
        return sum;
    }

    private static PaymentStatus StatusOf(Amounts sums) => sums switch
    {
        { Disputed: > 0 } => PaymentStatus.Disputed,
        { Refunded: > 0 } when sums.Refunded == sums.Captured => PaymentStatus.Refunded,
        { Refunded: > 0 } => PaymentStatus.PartiallyRefunded,
        { Captured: > 0, Held: > 0 } => PaymentStatus.PartiallyCaptured,
        { Captured: > 0 } => PaymentStatus.Captured,
        { Expired: > 0 } => PaymentStatus.AuthExpired,
        { Held: 0 } => PaymentStatus.Voided,
        _ => PaymentStatus.Authorised,
    };

    /// <summary>The calls owed: <c>authorise</c>, <c>capture/ID</c>, <c>void/ID</c>, <c>refund/ID</c>, and
    /// <c>tell/ID</c> to the order.</summary>
    /// <remarks>A first authorisation is owed by its order, whose own row stands until the order is decided; a second
    /// row for it would double the outbox's work. Once its answer is lost the payment owes the look-up
    /// itself.</remarks>
    public static IReadOnlyList<Owed> Outbox(Payment payment)
    {
        if (payment is not Payment.Opened opened)
        {
            return [];
        }
        List<Owed>? owed = null;
        foreach (var o in opened.Operations)
        {
            if (o.IsOpen && o is not { Kind: OperationKind.Authorise, Standing: Standing.Pending })
            {
                (owed ??= []).Add(new Owed(NameOf(o)));
            }
            else if (IsUntold(o))
            {
                (owed ??= []).Add(new Owed($"tell/{o.Id.Value}"));
            }
        }
        return owed ?? (IReadOnlyList<Owed>)[];
    }

    private static string NameOf(Operation o) => o.Kind switch
    {
        OperationKind.Authorise => "authorise",
        OperationKind.Capture => $"capture/{o.Id.Value}",
        OperationKind.Void => $"void/{o.Id.Value}",
        OperationKind.Refund => $"refund/{o.Id.Value}",
        _ => throw new UnreachableException(),
    };

    /// <summary>The payment's row in the directory, grouped by its order; none before the provider's first answer.
    /// </summary>
    public static IndexRow? Index(Payment payment)
    {
        if (payment is not Payment.Opened opened || opened.Authorisation.Standing is Standing.Pending)
        {
            return null;
        }
        var sums = opened.Sum();
        var row = new PaymentRow(opened.Provider, opened.Requested, sums.Authorised, sums.Captured, sums.Voided,
            sums.RefundPending, sums.Refunded, SettledOf(opened));
        return new IndexRow(Slug(StatusOf(opened)), opened.Order.Value,
            JsonSerializer.Serialize(row, PaymentJson.Default.PaymentRow));
    }

    private static string Slug(PaymentStatus status) => status switch
    {
        PaymentStatus.PartiallyCaptured => "partially-captured",
        PaymentStatus.PartiallyRefunded => "partially-refunded",
        PaymentStatus.Processing => "processing",
        PaymentStatus.Authorised => "authorised",
        PaymentStatus.Captured => "captured",
        PaymentStatus.Voided => "voided",
        PaymentStatus.Declined => "declined",
        PaymentStatus.Refunded => "refunded",
        PaymentStatus.Settled => "settled",
        PaymentStatus.Conflicted => "conflicted",
        PaymentStatus.Indeterminate => "indeterminate",
        PaymentStatus.Disputed => "disputed",
        PaymentStatus.AuthExpired => "auth-expired",
        _ => throw new UnreachableException(),
    };

    /// <summary>The payment for a reader, or null when there is none.</summary>
    public static PaymentView? View(Payment payment, PaymentKey key, long version)
    {
        if (payment is not Payment.Opened opened)
        {
            return null;
        }
        var sums = opened.Sum();
        Money In(long minor) => new(minor, opened.Requested.Currency);
        return new PaymentView(
            key.Id, opened.Order, opened.Provider, StatusOf(opened), opened.Requested, In(sums.Authorised),
            In(sums.Captured), In(sums.Voided), In(sums.RefundPending), In(sums.Refunded),
            ImmutableArray.CreateRange(opened.Operations, ViewOf), version,
            In(sums.Disputed), opened.Facts.IsEmpty ? [] : opened.Facts.Disputes());
    }

    private static OperationView ViewOf(Operation o)
    {
        var (status, reference, code) = o.Standing switch
        {
            Standing.Pending => (OperationStatus.Pending, (string?)null, (string?)null),
            Standing.Indeterminate => (OperationStatus.Indeterminate, null, null),
            Standing.Succeeded s => (OperationStatus.Succeeded, s.Reference, null),
            Standing.Failed f => (OperationStatus.Failed, null, f.Code),
            Standing.Conflicted c => (OperationStatus.Failed, c.Reference, ConflictCode),
            _ => throw new UnreachableException(),
        };
        return new OperationView(o.Id, o.Kind, o.Amount, status, reference, code, o.RequestedAt, o.Claim?.Line);
    }
}
