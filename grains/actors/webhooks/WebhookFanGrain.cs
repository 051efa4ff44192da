using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Streams;
using Orleans.Streams.Core;
using RetailActors.Adapters.Webhooks;
using RetailActors.Events;

namespace RetailActors.Webhooks;

/// <summary>Subscribes to a family of events when some endpoint wants one of them; else nobody pays for the
/// activations.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class FollowsForWebhooksAttribute : ImplicitStreamSubscriptionAttribute, IGrainBindingsProviderAttribute
{
    private readonly string _family;

    /// <summary>Follows the streams of this namespace.</summary>
    public FollowsForWebhooksAttribute(string family) : base(family) => _family = family;

    IEnumerable<Dictionary<string, string?>> IGrainBindingsProviderAttribute.GetBindings(
        IServiceProvider services, Type grainClass, GrainType grainType) =>
        services.GetService<WebhookTargets>()?.Families.Contains(_family) == true
            ? GetBindings(services, grainClass, grainType)
            : [];
}

/// <summary>Hears the events of one subject; nobody calls it. Grain key: <c>tenant/subject</c>.</summary>
[Alias("IWebhookFan")]
public interface IWebhookFan : IGrainWithStringKey;

/// <summary>Gives every event to the deliveries of those who want it. An event counts as taken when all of them have
/// it durably; heard again, it finds them there.</summary>
[Reentrant, GrainType("webhook-fan")]
[FollowsForWebhooks(EventType.OrderFamily), FollowsForWebhooks(EventType.PaymentFamily)]
[FollowsForWebhooks(EventType.StockFamily), FollowsForWebhooks(EventType.AvailabilityFamily)]
[FollowsForWebhooks(EventType.SettlementFamily), FollowsForWebhooks(EventType.CustomerFamily)]
[FollowsForWebhooks(EventType.SlaFamily)]
public sealed class WebhookFanGrain(WebhookTargets targets, TimeProvider clock)
    : Grain, IWebhookFan, IStreamSubscriptionObserver
{
    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<BusinessEvent>().ResumeAsync((e, _) => Hear(e));

    private async Task Hear(BusinessEvent e)
    {
        using var span = Hearing.Of(e, clock.GetUtcNow());
        await Task.WhenAll(targets.Of(e.Tenant).Where(t => t.Types.Contains(e.Type)).Select(
            t => GrainFactory.Actor<IWebhookDelivery>(DeliveryKey.For(t.Key, e).ToString()).Offer(e)));
    }
}
