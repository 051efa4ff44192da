using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Channels;

/// <summary>Puts what channels say about one product in their order, however they arrive.</summary>
/// <remarks>Grain key: <c>tenant/sku</c>. One change at a time: an older one can never overwrite a newer one. Durable
/// before each reply; throws <see cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a
/// retry.</remarks>
[Alias("IProductFeed")]
public interface IProductFeed : IGrainWithStringKey
{
    /// <summary>Changes the product, unless a newer change of the same source was taken in before.</summary>
    /// <remarks>Idempotent: the same version again puts the same.</remarks>
    [Alias("Put")] Task<FeedResult> Put(string source, InboundCommand.ChangeProduct change);
}

/// <summary>What came of a change. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FeedResult>))]
public enum FeedResult
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>A newer one is known; nothing changed.</summary>
    Outdated,
    /// <summary>Put.</summary>
    Applied,
}
