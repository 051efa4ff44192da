using System.Collections.Immutable;

namespace RetailActors.Adapters;

/// <summary>A message that follows from an order that was found by asking.</summary>
/// <param name="Topic">As its webhook would have.</param>
/// <param name="Id">Derived from the shop's ids: the same at every look.</param>
/// <param name="Body">JSON without personal data, in the shape of the webhook.</param>
public sealed record FoundMessage(string Topic, string Id, string Body);

/// <summary>An order that was changed in a channel.</summary>
/// <param name="ExternalId">The channel's id.</param>
/// <param name="UpdatedAt">By its clock, UTC.</param>
/// <param name="Created">Submits it.</param>
/// <param name="Later">What happened to it since.</param>
public sealed record FoundOrder(
    ExternalOrderId ExternalId, DateTimeOffset UpdatedAt, FoundMessage Created, ImmutableArray<FoundMessage> Later);

/// <summary>Asks a channel for its orders, to find what its webhooks did not tell.</summary>
public interface IChannelOrders
{
    /// <summary>Most orders of one answer.</summary>
    const int PageSize = 100;

    /// <summary>Source of its messages in the inbox.</summary>
    string Source { get; }

    /// <summary>The channel that its orders are of.</summary>
    Channel Channel { get; }

    /// <summary>Which one: a shop's domain.</summary>
    string Account { get; }

    /// <summary>Whose.</summary>
    Tenant Tenant { get; }

    /// <summary>Pause between two looks; zero: it is not to be asked.</summary>
    TimeSpan Pause { get; }

    /// <summary>Orders changed since then, the oldest change first, at most <see cref="PageSize"/>; null when it cannot
    /// be asked now.</summary>
    ValueTask<IReadOnlyList<FoundOrder>?> ChangedSince(DateTimeOffset since, CancellationToken cancellation);
}
