using Orleans;
using Orleans.Concurrency;
using RetailActors.Operations;

namespace RetailActors.Settlement;

/// <summary>A line, a payout or a missing settlement that does not tie out, until somebody has decided.</summary>
/// <remarks>
/// Grain key: <see cref="SettlementLineKey"/>. Lines that tie out have no actor of their own. Retry asks the payment
/// again; Edit with the field <c>accept</c> takes a suggestion or a difference for right; Waive writes it off with a
/// reason. Throws as <see cref="ISettlementBatch"/>.
/// </remarks>
[Alias("ISettlementLine")]
public interface ISettlementLine : IGrainWithStringKey, IResolvable
{
    /// <summary>Opens the case, and puts it on the exception desk. Idempotent.</summary>
    [Alias("Raise")] Task Raise(LineCase report);

    /// <summary>It has come right without a decision: closes the case.</summary>
    [Alias("Withdraw")] Task Withdraw(string reason);

    /// <summary>What waits for a decision, or null when nothing does.</summary>
    [Alias("Read"), ReadOnly] Task<LineCase?> Read();

    /// <summary>Carries on with what is owed. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a case.</summary>
[GenerateSerializer, Immutable, Alias("SettlementLineKey")]
public readonly record struct SettlementLineKey(Tenant Tenant, string Id)
{
    /// <summary>The case of a part of a settlement.</summary>
    public static SettlementLineKey Of(SettlementKey settlement, string part) =>
        new(settlement.Tenant, $"{settlement.Id}:{part}");

    /// <summary>The case of an operation that no report has brought.</summary>
    public static SettlementLineKey Missing(Tenant tenant, PaymentId payment) =>
        new(tenant, $"missing:{payment.Value}");

    /// <summary>Reads a key back from its text.</summary>
    public static SettlementLineKey Parse(string key) => key.Split('/') is [var t, var id]
        ? new SettlementLineKey(new Tenant(t), id)
        : throw new FormatException($"Not a settlement line key: {key}");

    /// <summary>The grain key: <c>tenant/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id}";
}
