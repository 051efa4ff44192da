using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Settlement;

/// <summary>One settlement report of a provider: its lines, its payout, and how each of them ties out.</summary>
/// <remarks>
/// Grain key: <see cref="SettlementKey"/>. Matching goes on by itself; nothing is ever adjusted silently. Durable
/// before each reply; throws <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a
/// retry.
/// </remarks>
[Alias("ISettlementBatch")]
public interface ISettlementBatch : IGrainWithStringKey
{
    /// <summary>Takes a report in, all of it or nothing, and starts to match. Waits a moment for it.</summary>
    /// <remarks>Idempotent on the content. A row that cannot be read becomes an exception of its own.</remarks>
    /// <returns>As <see cref="ImportResult"/>, in its order.</returns>
    [Alias("Import")] Task<ImportResult> Import(SettlementFile file);

    /// <summary>Records what the bank says about the payout. A fact.</summary>
    /// <remarks>Idempotent: the same line again changes nothing.</remarks>
    /// <returns>As <see cref="BankResult"/>, in its order.</returns>
    [Alias("RecordBankLine")] Task<BankResult> RecordBankLine(BankLine line);

    /// <summary>Records what was decided about a part. Told by its <see cref="ISettlementLine"/>; idempotent.</summary>
    [Alias("RecordDecision")] Task RecordDecision(PartDecision decision);

    /// <summary>Says that documents of this settlement may be done with: it looks at once instead of later.</summary>
    /// <remarks>A hint; it may come twice, too early or never. Without it the settlement asks by itself, later and
    /// later.</remarks>
    [OneWay, Alias("DocumentsDone")] Task DocumentsDone();

    /// <summary>A page of lines with all that concerns the whole; null when there is no such settlement.</summary>
    /// <param name="after">Number of the last line of the page before, 0 for the first page.</param>
    /// <param name="limit">Lines, 0 to 1,000.</param>
    /// <param name="only">Only lines of this status, or null.</param>
    [Alias("Read"), ReadOnly] Task<SettlementView?> Read(int after, int limit, LineStatus? only);

    /// <summary>Carries on with what is owed. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a settlement.</summary>
[GenerateSerializer, Immutable, Alias("SettlementKey")]
public readonly record struct SettlementKey(Tenant Tenant, string Id)
{
    /// <summary>The one settlement of a file: the same for ever.</summary>
    public static SettlementKey For(Tenant tenant, string provider, string name)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"{provider}\n{name}"));
        return new SettlementKey(tenant, $"set_{Convert.ToHexStringLower(hash.AsSpan(0, 12))}");
    }

    /// <summary>Reads a key back from its text.</summary>
    public static SettlementKey Parse(string key) => key.Split('/') is [var t, var id]
        ? new SettlementKey(new Tenant(t), id)
        : throw new FormatException($"Not a settlement key: {key}");

    /// <summary>The grain key: <c>tenant/id</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Id}";
}
