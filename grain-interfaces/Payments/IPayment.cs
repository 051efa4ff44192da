using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Payments;

/// <summary>One payment of an order at one provider account.</summary>
/// <remarks>
/// Grain key: <see cref="PaymentKey"/>. The intent of every operation is durable before the provider is asked, here or
/// with an order that asks for the first time, under a key derived from the operation, so a lost answer is looked up
/// and never paid for twice. Throws
/// <see cref="OutcomeUnknownException"/> when durability cannot be known, <see cref="BusyException"/> before anything.
/// </remarks>
[Alias("IPayment")]
public interface IPayment : IGrainWithStringKey
{
    /// <summary>Authorises the amount at the provider. Waits for the provider up to its time-out.</summary>
    /// <remarks>Idempotent: there is one authorisation per payment; the same content again gives where it
    /// stands. A payment that is asked for <see cref="Authorise.First"/> can be read once its provider has
    /// answered.</remarks>
    /// <returns>First that applies: AuthorisedDifferently, Authorised, Declined, Pending (outcome not known
    /// yet).</returns>
    [Alias("Authorise")] Task<AuthoriseResult> Authorise(Authorise command);

    /// <summary>Captures a part or all of the authorised amount.</summary>
    /// <remarks>Idempotent on the operation id. What is <see cref="PaymentOperation.Direct"/> is told to the order
    /// afterwards, by itself; so are voids and refunds.</remarks>
    /// <returns>As <see cref="OperationResult"/>, in its order; ExceedsAuthorised over the open
    /// authorisation.</returns>
    [Alias("Capture")] Task<OperationResult> Capture(PaymentOperation command);

    /// <summary>Gives back the part of the authorisation that is neither captured nor voided.</summary>
    /// <remarks>Idempotent on the operation id. A null amount means all that is open.</remarks>
    /// <returns>As <see cref="OperationResult"/>, in its order.</returns>
    [Alias("Void")] Task<OperationResult> Void(PaymentOperation command);

    /// <summary>Pays captured money back. A null amount means all that is left.</summary>
    /// <remarks>Idempotent on the operation id. Pending refunds count against what is left.</remarks>
    /// <returns>As <see cref="OperationResult"/>, in its order; ExceedsCaptured over the remainder.</returns>
    [Alias("Refund")] Task<OperationResult> Refund(PaymentOperation command);

    /// <summary>Records that lines of a provider's settlement report pay operations of this payment. A fact.</summary>
    /// <remarks>Idempotent on the line: the same line again gives the same verdict. An operation is paid by one line,
    /// so a second one is a duplicate, in whatever file it comes. Durable before the reply.</remarks>
    /// <returns>One verdict per entry, in their order; none of them without a payment.</returns>
    [Alias("RecordSettlement")]
    Task<ImmutableArray<SettlementVerdict>> RecordSettlement(RecordSettlement lines);

    /// <summary>Records what the provider says of its own accord. A fact: never refused, in whatever order it comes.
    /// </summary>
    /// <remarks>Idempotent on the event's id. The events are a set, folded by the provider's time: any order and any
    /// number of duplicates leave the same state. An operation whose answer is outstanding is settled by it.</remarks>
    /// <returns>First that applies: NotFound, AlreadyRecorded, TooMany, NotUnderstood, Recorded.</returns>
    [Alias("RecordEvent")] Task<RecordEventResult> RecordEvent(ProviderEvent notice);

    /// <summary>The payment now, or null when there is none under this key.</summary>
    [Alias("Read"), ReadOnly] Task<PaymentView?> Read();

    /// <summary>Carries on with what is owed to the provider. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a payment actor.</summary>
[GenerateSerializer, Immutable, Alias("PaymentKey")]
public readonly record struct PaymentKey(Tenant Tenant, PaymentId Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static PaymentKey Parse(string key) => key.Split('/') is [var t, var p]
        ? new PaymentKey(new Tenant(t), new PaymentId(p))
        : throw new FormatException($"Not a payment key: {key}");

    /// <summary>The grain key: <c>tenant/payment</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id.Value}";
}
