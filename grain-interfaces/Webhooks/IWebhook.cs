using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using RetailActors.Events;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>One business event on its way to one endpoint of a third party.</summary>
/// <remarks>Grain key: <see cref="DeliveryKey"/>. Durable before each reply; throws <see
/// cref="OutcomeUnknownException"/> or <see cref="BusyException"/>, both answered by a retry. Delivered at least once,
/// each time under the same <c>webhook-id</c>.</remarks>
[Alias("IWebhookDelivery")]
public interface IWebhookDelivery : IGrainWithStringKey
{
    /// <summary>Takes the event over; what follows goes on by itself after the reply. Idempotent.</summary>
    [Alias("Offer")] Task Offer(BusinessEvent e);

    /// <summary>Where it stands, or null.</summary>
    [Alias("Read"), ReadOnly] Task<DeliveryView?> Read();

    /// <summary>Sends one that is held or given up again, with a schedule of its own. Others go on as they are.
    /// </summary>
    [Alias("SendAgain")] Task SendAgain();

    /// <summary>Begins what is due and does not wait for it. Called by the sweeper.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>One endpoint of a third party: whether it may be called, and the lane before it.</summary>
/// <remarks>Grain key: <see cref="EndpointKey"/>. One for all silos, so its bound of calls in flight holds over all of
/// them and a slow receiver keeps nobody else waiting.</remarks>
[Alias("IWebhookEndpoint")]
public interface IWebhookEndpoint : IGrainWithStringKey, IResolvable
{
    /// <summary>Makes one attempt, in its turn. Takes up to a minute.</summary>
    [Alias("Send"), ResponseTimeout("00:01:15")] Task<SendOutcome> Send(WebhookMessage message);

    /// <summary>Lets it be called again, and sends what was held. False when it is not configured.</summary>
    [Alias("Enable")] Task<bool> Enable(Origin by);

    /// <summary>Stops all calls; its events are held. False when it is not configured.</summary>
    [Alias("Disable")] Task<bool> Disable(Origin by);

    /// <summary>Sends everything again that was given up. False when it is not configured.</summary>
    [Alias("Replay")] Task<bool> Replay(Origin by);

    /// <summary>Where it stands, or null when it is not configured.</summary>
    [Alias("Read"), ReadOnly] Task<EndpointView?> Read();

    /// <summary>Makes the calls that it owes. Called by the sweeper.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>The endpoints of a tenant.</summary>
/// <remarks>Grain key: the tenant. Read only.</remarks>
[Alias("IWebhooks")]
public interface IWebhooks : IGrainWithStringKey
{
    /// <summary>All configured ones, by name.</summary>
    [Alias("List"), ReadOnly] Task<ImmutableArray<EndpointView>> List();
}

/// <summary>Identifies an endpoint.</summary>
/// <param name="Tenant">Whose events it gets.</param>
/// <param name="Name">As configured.</param>
[GenerateSerializer, Immutable, Alias("EndpointKey")]
public readonly record struct EndpointKey(Tenant Tenant, string Name)
{
    /// <summary>Reads a key back from its text.</summary>
    public static EndpointKey Parse(string key) => key.Split('/') is [var t, var name]
        ? new EndpointKey(new Tenant(t), name)
        : throw new FormatException($"Not an endpoint key: {key}");

    /// <summary>The grain key: <c>tenant/name</c>.</summary>
    public override string ToString() => $"{Tenant.Value}/{Name}";
}

/// <summary>Identifies a delivery.</summary>
/// <param name="Endpoint">To whom.</param>
/// <param name="Id">The <c>webhook-id</c>: follows from the event, so it is the same at every attempt.</param>
[GenerateSerializer, Immutable, Alias("DeliveryKey")]
public readonly record struct DeliveryKey(EndpointKey Endpoint, string Id)
{
    /// <summary>The delivery of an event to an endpoint.</summary>
    public static DeliveryKey For(EndpointKey endpoint, BusinessEvent e)
    {
        // An event's own id may have dots, which the signature uses to tell its parts.
        var hash = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes($"{e.Source}\n{e.Id}"));
        return new DeliveryKey(endpoint, $"evt_{Convert.ToHexStringLower(hash.AsSpan(0, 16))}");
    }

    /// <summary>Reads a key back from its text.</summary>
    public static DeliveryKey Parse(string key) => key.LastIndexOf('/') is > 0 and var slash
        ? new DeliveryKey(EndpointKey.Parse(key[..slash]), key[(slash + 1)..])
        : throw new FormatException($"Not a delivery key: {key}");

    /// <summary>The grain key: <c>tenant/name/id</c>.</summary>
    public override string ToString() => $"{Endpoint}/{Id}";
}
