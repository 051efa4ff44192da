using System.Collections.Immutable;
using Orleans.Concurrency;
using RetailActors.Adapters.Webhooks;

namespace RetailActors.Webhooks;

/// <summary>Lists the endpoints of one tenant.</summary>
[StatelessWorker, Reentrant, GrainType("webhooks")]
public sealed class WebhooksGrain(WebhookTargets targets) : Grain, IWebhooks
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<EndpointView>> List()
    {
        var views = await Task.WhenAll(targets.Of(new Tenant(this.GetPrimaryKeyString())).Select(
            t => GrainFactory.Actor<IWebhookEndpoint>(t.Key.ToString()).Read()));
        return [.. views.OfType<EndpointView>()];
    }
}
