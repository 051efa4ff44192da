using Orleans;
using Orleans.Concurrency;
using RetailActors.Operations;

namespace RetailActors.Postings;

/// <summary>What the systems outside have to learn about one subject: an order, or a customer.</summary>
/// <remarks>
/// Grain key: <see cref="PostingKey"/>. Each account gets its documents in their order, one at a time; accounts do not
/// wait for each other, except where a document needs another one's number. Every method that changes something
/// replies
/// after the change is durable; it throws <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both
/// answered by a retry.
/// </remarks>
[Alias("IPosting")]
public interface IPosting : IGrainWithStringKey, IResolvable
{
    /// <summary>Takes in steps that have happened and plans the documents that follow from them. A fact: never
    /// refused.
    /// </summary>
    /// <remarks>Idempotent on the steps' ids. Sending goes on by itself; the reply does not wait for it.</remarks>
    [Alias("Record")] Task Record(IReadOnlyList<Step> steps);

    /// <summary>The documents, or null when nothing was ever recorded.</summary>
    [Alias("Read"), ReadOnly] Task<PostingView?> Read();

    /// <summary>Sends what is due. Called by the sweeper; harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>Identifies a posting actor.</summary>
[GenerateSerializer, Immutable, Alias("PostingKey")]
public readonly record struct PostingKey(Tenant Tenant, string Subject)
{
    /// <summary>The documents of an order.</summary>
    public static PostingKey Of(Tenant tenant, OrderId order) => new(tenant, order.Value);

    /// <summary>The documents of a customer.</summary>
    public static PostingKey Of(Tenant tenant, CustomerId customer) => new(tenant, $"customer:{customer.Value}");

    /// <summary>Reads a key back from its text.</summary>
    public static PostingKey Parse(string key) => key.Split('/') is [var t, var s]
        ? new PostingKey(new Tenant(t), s)
        : throw new FormatException($"Not a posting key: {key}");

    /// <summary>The grain key: <c>tenant/subject</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Subject}";
}
