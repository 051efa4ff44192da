using RetailActors.Adapters;
using RetailActors.Adapters.Webhooks;
using RetailActors.Events;
using RetailActors.Operations;
using RetailActors.Webhooks;

namespace RetailActors.Hosting;

/// <summary>Webhooks to third parties.</summary>
public static class WebhookSetup
{
    private static readonly string[] _stock = [EventType.StockFamily, EventType.AvailabilityFamily];

    /// <summary>Reads the endpoints and adds what sends to them.</summary>
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(
            WebhookTargets.Read(builder.Configuration, builder.Environment.IsDevelopment()));
        services.AddSingleton<IWebhookSender, WebhookSender>();
        services.AddSingleton(new ActorKind(
            "webhook", (grains, key) => grains.Actor<IWebhookDelivery>(key).Resume()));
        services.AddSingleton(new ActorKind(
            "webhook-endpoint", (grains, key) => grains.Actor<IWebhookEndpoint>(key).Resume(),
            (grains, key) => grains.Actor<IWebhookEndpoint>(key)));
    }

    /// <summary>True when somebody wants to hear of stock: only then do stock actors tell.</summary>
    public static bool FollowStock(this WebhookTargets targets) => _stock.Any(targets.Families.Contains);

    /// <summary>Who publishes these does so itself.</summary>
    private static readonly string[] _direct = [.. _stock, EventType.SlaFamily];

    /// <summary>What orders and customers tell goes through an account; without it an endpoint would wait for ever.
    /// </summary>
    /// <exception cref="SettingException">There is none.</exception>
    public static void CheckWebhooks(this IServiceProvider services)
    {
        var targets = services.GetRequiredService<WebhookTargets>();
        if (targets.Families.Except(_direct).Any()
            && services.GetRequiredService<IAccounts>().Rules.All(r => r.System != "events"))
        {
            throw new SettingException(
                "Accounts:events:System is missing; Webhooks:Out needs an account whose System is 'events'.");
        }
    }
}
