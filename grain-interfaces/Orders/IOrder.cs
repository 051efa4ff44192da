using System.Security.Cryptography;
using System.Text;
using Orleans;
using Orleans.Concurrency;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>One order, from the channel's submission to its end.</summary>
/// <remarks>
/// Grain key: <see cref="OrderKey"/>. One business order (tenant, channel, external id) is one actor for ever. Every
/// reply follows durability; throws <see cref="OutcomeUnknownException"/> when that cannot be known and
/// <see cref="BusyException"/> before anything was done. Times are UTC, money in minor units.
/// </remarks>
[Alias("IOrder")]
public interface IOrder : IGrainWithStringKey, IResolvable
{
    /// <summary>Takes the order in, allocates its lines, authorises its payments, and says what became of it.</summary>
    /// <remarks>
    /// Idempotent on the business identity: the same content again gives where the order stands. The intake is durable
    /// before stock or money is touched; when deciding takes longer than <see cref="SubmitOrder.Patience"/> the reply
    /// is
    /// Deciding and the order goes on by itself.
    /// </remarks>
    /// <returns>First that applies: SubmittedDifferently, Invalid (nothing stored), then what was decided: Accepted,
    /// OutOfStock, Declined, or Deciding.</returns>
    [Alias("Submit")] Task<SubmitResult> Submit(SubmitOrder command);

    /// <summary>The order now, or null when there is none under this key.</summary>
    [Alias("Read"), ReadOnly] Task<OrderView?> Read();

    /// <summary>Cancels open units, all or some. Held stock is released, unneeded authorisations are voided.</summary>
    /// <remarks>Idempotent on the cancellation id.</remarks>
    /// <returns>First that applies: NotFound, AlreadyCancelled (this id), UnknownLine, AlreadyFulfilled (fewer units
    /// open
    /// than asked for, or nothing open), Cancelled.</returns>
    [Alias("Cancel")] Task<CancelResult> Cancel(CancelOrder command);

    /// <summary>Records that the store has the goods ready for the customer.</summary>
    /// <remarks>Idempotent on the fulfilment id; null lines mean all open units.</remarks>
    /// <returns>As <see cref="RecordResult"/>, in its order.</returns>
    [Alias("RecordReadyForPickup")] Task<RecordResult> RecordReadyForPickup(Handover fact);

    /// <summary>Records that the customer has collected: stock is consumed and money captured.</summary>
    /// <remarks>Idempotent on the fulfilment id; null lines mean all open units.</remarks>
    /// <returns>As <see cref="RecordResult"/>, in its order.</returns>
    [Alias("RecordPickup")] Task<RecordResult> RecordPickup(Handover fact);

    /// <summary>Records that a parcel has left: stock is consumed and money captured for its units.</summary>
    /// <remarks>Idempotent on the fulfilment id; null lines mean all open units.</remarks>
    /// <returns>As <see cref="RecordResult"/>, in its order.</returns>
    [Alias("RecordShipment")] Task<RecordResult> RecordShipment(Handover fact);

    /// <summary>Records that units are not where they should be. They leave stock, and somebody decides about the
    /// order: the exception desk has a part for each line, see <see cref="OrderParts"/>.</summary>
    /// <remarks>Idempotent on the fulfilment id; null lines mean all allocated units. A hold does not keep it back.
    /// </remarks>
    /// <returns>As <see cref="RecordResult"/>, in its order.</returns>
    [Alias("RecordMissing")] Task<RecordResult> RecordMissing(Handover fact);

    /// <summary>Holds the order: nothing is handed over, so no money is taken, until every hold is released.</summary>
    /// <remarks>Idempotent on the hold's id. What has left or was asked for before goes on.</remarks>
    /// <returns>First that applies: NotFound, Done (before), NotAllowed, Done.</returns>
    [Alias("Hold")] Task<HoldResult> Hold(HoldOrder command);

    /// <summary>Releases one hold or all of them.</summary>
    /// <remarks>Idempotent: a hold that is released stays released.</remarks>
    /// <returns>First that applies: NotFound, UnknownHold, Done.</returns>
    [Alias("Release")] Task<HoldResult> Release(ReleaseOrder command);

    /// <summary>Allocates units that were handed over, and the money charged for them, to a return.</summary>
    /// <remarks>Idempotent on the return's id. Called by the return.</remarks>
    /// <returns>As <see cref="ClaimResult"/>, in its order.</returns>
    [Alias("ClaimReturn")] Task<ClaimResult> ClaimReturn(ReturnId id, RequestReturn command);

    /// <summary>Records how a return gets on. A fact: never refused, a repetition changes nothing.</summary>
    [Alias("RecordReturn")] Task RecordReturn(ReturnProgress fact);

    /// <summary>Records that a payment of the order has moved money that the order did not ask for. A fact: never
    /// refused, perhaps put off.</summary>
    /// <remarks>Idempotent on payment and operation. Called by the payment. What was captured so pays for hand-overs to
    /// come; what was paid back so is not paid back by a return once more.</remarks>
    /// <returns>First that applies: Recorded (before, or no such payment), NotYet, Recorded.</returns>
    [Alias("RecordPayment")] Task<MoneyMovedResult> RecordPayment(MoneyMoved fact);

    /// <summary>What happened to this order in all systems, step by step, oldest first; empty when there is no such
    /// order.</summary>
    /// <remarks>Messages by which it came, documents, payments, returns, exchanges, settlements, exceptions. Bounded: a
    /// last step <c>left-off</c> of actor <c>lineage</c> says what is not told.</remarks>
    [Alias("Lineage"), ReadOnly] Task<IReadOnlyList<LineageStep>> Lineage();

    /// <summary>Carries on with what is owed to stock and payments. Called by the sweeper; harmless at any
    /// time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>The parts of an order that the exception desk decides about.</summary>
/// <remarks>
/// <c>hold/ID</c>: retry releases the hold. <c>missing/NUMBER/LINE</c>: retry looks for the units elsewhere; edit sets
/// <see cref="Resolution"/>. <c>call/CALL</c>, a capture or a void that was refused: retry asks again as another
/// operation, waive leaves it.
/// </remarks>
public static class OrderParts
{
    /// <summary>The field of an edit: what becomes of missing units.</summary>
    public const string Resolution = "resolution";

    /// <summary>Look for them at the locations of the order.</summary>
    public const string ReSource = "re-source";

    /// <summary>The customer does not get them.</summary>
    public const string Cancel = "cancel";

    /// <summary>Wait until there is stock again, at most <see cref="BackorderDays"/>.</summary>
    public const string Backorder = "backorder";

    /// <summary>The field of an edit: days to wait for stock, 1 to <see cref="MaxBackorderDays"/>.</summary>
    public const string BackorderDays = "days";

    /// <summary>Days that missing units are waited for, unless the edit says otherwise.</summary>
    public const int StandardBackorderDays = 14;

    /// <summary>Most days.</summary>
    public const int MaxBackorderDays = 60;
}

/// <summary>Identifies an order actor.</summary>
[GenerateSerializer, Immutable, Alias("OrderKey")]
public readonly record struct OrderKey(Tenant Tenant, OrderId Id)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The key of the order that a channel knows by this external id: the same for ever, on every
    /// silo.</summary>
    public static OrderKey For(Tenant tenant, Channel channel, ExternalOrderId externalId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Value}/{channel.Value}/{externalId.Value}"), hash);
        Span<char> text = stackalloc char[26];
        var bits = new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
        for (var i = 0; i < text.Length; i++, bits >>= 5)
        {
            text[i] = Alphabet[(int)(bits & 31)];
        }
        return new OrderKey(tenant, new OrderId(string.Concat("ord_", text)));
    }

    /// <summary>Reads a key back from its text.</summary>
    public static OrderKey Parse(string key) => key.Split('/') is [var t, var o]
        ? new OrderKey(new Tenant(t), new OrderId(o))
        : throw new FormatException($"Not an order key: {key}");

    /// <summary>The grain key: <c>tenant/order</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id.Value}";
}
