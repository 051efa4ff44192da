using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using RetailActors.Operations;

namespace RetailActors.Events;

/// <inheritdoc cref="IEventPublisher"/>
public sealed class EventPublisher(IServiceProvider services) : IEventPublisher
{
    /// <inheritdoc/>
    public async Task Publish(BusinessEvent e)
    {
        var type = EventType.Find(e.Type)
            ?? throw new ArgumentException($"The event type '{e.Type}' is not registered.", nameof(e));
        using var span = Signals.Start($"publish {type.Name}", ActivityKind.Producer, e.TraceParent);
        // The provider exists only once the silo runs, so it is looked up at each use.
        await services.GetRequiredKeyedService<IStreamProvider>(EventStreams.Provider)
            .GetStream<BusinessEvent>(StreamId.Create(type.Family, $"{e.Tenant.Value}/{e.Subject}"))
            .OnNextAsync(e);
    }
}
