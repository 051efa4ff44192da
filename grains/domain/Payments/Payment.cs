using System.Collections.Immutable;

namespace RetailActors.Payments;

/// <summary>One payment of an order: what was asked of the provider, and how each of it stands.</summary>
public abstract record Payment
{
    private Payment() { }

    /// <summary>Before the first event.</summary>
    public static readonly Payment None = new Absent();

    /// <summary>Nothing was ever asked.</summary>
    public sealed record Absent : Payment;

    /// <summary>Authorised, or on the way to it or away from it.</summary>
    /// <param name="Order">The order that the money is for.</param>
    /// <param name="Provider">Name of the provider account.</param>
    /// <param name="Method">The provider's token.</param>
    /// <param name="Requested">What the authorisation asks for; its currency is the payment's.</param>
    /// <param name="Operations">Oldest first; the first one is the authorisation. At most
    /// <see cref="PaymentDecider.MaxOperations"/>.</param>
    public sealed record Opened(
        OrderId Order, string Provider, string Method, Money Requested, ImmutableArray<Operation> Operations) : Payment
    {
        /// <summary>What the provider has said of its own accord.</summary>
        public ProviderFacts Facts { get; init; } = ProviderFacts.None;

        /// <summary>The one authorisation.</summary>
        public Operation Authorisation => Operations[0];

        /// <summary>The operation with this id, or null.</summary>
        public Operation? Find(OperationId id)
        {
            foreach (var operation in Operations)
            {
                if (operation.Id == id)
                {
                    return operation;
                }
            }
            return null;
        }

        /// <summary>The sums of all operations.</summary>
        public Amounts Sum() => Facts.IsEmpty ? Amounts.Of(Operations) : Facts.Apply(Amounts.Of(Operations));
    }
}

/// <summary>One authorise, capture, void or refund of a payment.</summary>
/// <param name="Id">Idempotency key, here and at the provider.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">How much, once and for all.</param>
/// <param name="All">The command named no amount but asked for all that was open.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Claim">The line of a settlement report that pays it, or null as long as there is none.</param>
/// <param name="Direct">Nobody on behalf of the order has asked for it: the order has to be told.</param>
/// <param name="IsTold">The order knows of it.</param>
public sealed record Operation(
    OperationId Id, OperationKind Kind, Money Amount, bool All, DateTimeOffset RequestedAt, Standing Standing,
    Claim? Claim = null, bool Direct = false, bool IsTold = false)
{
    /// <summary>The provider has not given a final answer yet.</summary>
    public bool IsOpen => Standing is Standing.Pending or Standing.Indeterminate;
}

/// <summary>How an operation stands at the provider, as far as we know.</summary>
public abstract record Standing
{
    private Standing() { }

    /// <summary>Intended; perhaps sent, and then it is safe to send it again.</summary>
    public sealed record Pending : Standing;
    /// <summary>Sent without an answer: look it up first.</summary>
    public sealed record Indeterminate : Standing;
    /// <summary>Done, and known since then (UTC).</summary>
    public sealed record Succeeded(string Reference, DateTimeOffset At) : Standing;
    /// <summary>Refused for good.</summary>
    public sealed record Failed(string Code) : Standing;
    /// <summary>Done with another amount or currency.</summary>
    public sealed record Conflicted(string Reference, Money Booked) : Standing;
}

/// <summary>A line of a settlement report that pays an operation; there is one at most.</summary>
/// <param name="Line">Its id.</param>
/// <param name="Amount">What it says.</param>
public abstract record Claim(string Line, Money Amount)
{
    /// <summary>As expected, within the tolerance, or accepted by somebody.</summary>
    public sealed record Paid(string Line, Money Amount) : Claim(Line, Amount);
    /// <summary>It says another amount or currency, and nobody has accepted it yet.</summary>
    public sealed record Differs(string Line, Money Amount) : Claim(Line, Amount);
}

/// <summary>The sums of a payment in minor units; what is pending is kept apart from what is done.</summary>
public readonly record struct Amounts(
    long Authorised, long Captured, long CapturePending, long Voided, long VoidPending, long Refunded,
    long RefundPending, long Disputed = 0, long Expired = 0)
{
    /// <summary>Held at the provider now, as far as we know.</summary>
    public long Held => Authorised - Captured - Voided - Expired;

    /// <summary>May still be captured or voided: held, and no pending operation is after it.</summary>
    public long OpenToCapture => Held - CapturePending - VoidPending;

    /// <summary>May still be refunded; what a dispute has taken cannot be paid back a second time.</summary>
    public long OpenToRefund => Math.Max(0, Captured - Refunded - RefundPending - Disputed);

    /// <summary>Adds the operations up.</summary>
    public static Amounts Of(ImmutableArray<Operation> operations)
    {
        var sum = default(Amounts);
        foreach (var o in operations)
        {
            var done = o.Standing is Standing.Succeeded ? o.Amount.Minor : 0;
            var open = o.IsOpen ? o.Amount.Minor : 0;
            sum = o.Kind switch
            {
                OperationKind.Authorise => sum with { Authorised = sum.Authorised + done },
                OperationKind.Capture => sum with
                {
                    Captured = sum.Captured + done,
                    CapturePending = sum.CapturePending + open,
                },
                OperationKind.Void => sum with { Voided = sum.Voided + done, VoidPending = sum.VoidPending + open },
                _ => sum with { Refunded = sum.Refunded + done, RefundPending = sum.RefundPending + open },
            };
        }
        return sum;
    }
}
