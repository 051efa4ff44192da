using Orleans;
using Orleans.Concurrency;
using RetailActors.Operations;

namespace RetailActors.Returns;

/// <summary>Units of an order that come back, from the request to the reversal in the books.</summary>
/// <remarks>
/// Grain key: <see cref="ReturnKey"/>. The order has allocated units and money before the return is there, so no unit
/// comes back twice and no money is paid back twice. Durable before each reply; throws
/// <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a retry. Times are UTC.
/// </remarks>
[Alias("IReturn")]
public interface IReturn : IGrainWithStringKey, IResolvable
{
    /// <summary>Asks for a return, or records one whose goods are here already.</summary>
    /// <remarks>Idempotent on the return's id. Stock, refunds and reversals go on by themselves after the
    /// reply.</remarks>
    /// <returns>First that applies: RequestedDifferently, Requested (before), UnknownLocation, NotFound (the order),
    /// UnknownLine, TooMany, ExceedsFulfilled, Requested.</returns>
    [Alias("Request")] Task<ReturnResult> Request(RequestReturn command);

    /// <summary>Takes over what the order has allocated. Called by the order; harmless at any time.</summary>
    [Alias("Open")] Task Open(ReturnClaim claim);

    /// <summary>Agrees to a requested return.</summary>
    /// <returns>First that applies: NotFound, Done (before), NotAllowed, Done.</returns>
    [Alias("Approve")] Task<ReturnChange> Approve(Origin by);

    /// <summary>Refuses a requested return; its units may be asked for again.</summary>
    /// <returns>As for <see cref="Approve"/>.</returns>
    [Alias("Decline")] Task<ReturnChange> Decline(Origin by);

    /// <summary>The customer keeps the goods; only before they are received.</summary>
    /// <returns>As for <see cref="Approve"/>.</returns>
    [Alias("Cancel")] Task<ReturnChange> Cancel(Origin by);

    /// <summary>Says how an exchange has gone: the goods may come, or the units are free again. Nobody else can
    /// approve, decline or cancel its return.</summary>
    /// <returns>As for <see cref="Approve"/>.</returns>
    [Alias("DecideExchange")] Task<ReturnChange> DecideExchange(bool accepted, Origin by);

    /// <summary>Records that the goods are on their way back. Needs the approval.</summary>
    /// <returns>As for <see cref="Approve"/>.</returns>
    [Alias("RecordSent")] Task<ReturnChange> RecordSent(Origin by);

    /// <summary>Records that the goods are here, at any location. Does not need the approval.</summary>
    /// <returns>First that applies: NotFound, Done (before), NotAllowed (declined or cancelled), UnknownLocation,
    /// UnitsDiffer, Done.</returns>
    [Alias("RecordReceived")] Task<ReturnChange> RecordReceived(ReceiveReturn fact);

    /// <summary>Says that documents of this return may be done with: it looks at once instead of later.</summary>
    /// <remarks>A hint; it may come twice, too early or never. Without it the return asks by itself, later and
    /// later.</remarks>
    [OneWay, Alias("DocumentsDone")] Task DocumentsDone();

    /// <summary>The return now, or null.</summary>
    [Alias("Read"), ReadOnly] Task<ReturnView?> Read();

    /// <summary>Carries on with what is owed. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a return actor.</summary>
[GenerateSerializer, Immutable, Alias("ReturnKey")]
public readonly record struct ReturnKey(Tenant Tenant, ReturnId Id)
{
    /// <summary>Reads a key back from its text.</summary>
    public static ReturnKey Parse(string key) => key.Split('/') is [var t, var r]
        ? new ReturnKey(new Tenant(t), new ReturnId(r))
        : throw new FormatException($"Not a return key: {key}");

    /// <summary>The grain key: <c>tenant/return</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id.Value}";
}
