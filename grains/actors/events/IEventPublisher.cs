namespace RetailActors.Events;

/// <summary>Puts business events on their streams.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes an event on the stream of its family, under <c>tenant/subject</c>.</summary>
    /// <remarks>Durable in the queue when done. A failure means that nobody knows: publish the same event again;
    /// consumers go by its id.</remarks>
    /// <exception cref="ArgumentException">The type is not registered, or the event is longer than
    /// <see cref="EventEnvelope.MaxCharacters"/> even when compressed.</exception>
    Task Publish(BusinessEvent e);
}
