using System.Collections.Immutable;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace RetailActors.Events;

/// <summary>One message of a queue on its way to the subscribers.</summary>
[GenerateSerializer, Immutable, Alias("EventBatch")]
public sealed class EventBatch(StreamId stream, ImmutableArray<BusinessEvent> events, EventSequenceTokenV2 token)
    : IBatchContainer
{
    [Id(0)] private readonly StreamId _stream = stream;
    [Id(1)] private readonly ImmutableArray<BusinessEvent> _events = events;
    [Id(2)] private readonly EventSequenceTokenV2 _token = token;

    /// <inheritdoc/>
    public StreamId StreamId => _stream;

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => _token;

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        for (var i = 0; i < _events.Length; i++)
        {
            if (_events[i] is T e)
            {
                yield return Tuple.Create(e, (StreamSequenceToken)_token.CreateSequenceTokenForEvent(i));
            }
        }
    }

    /// <summary>The trace is in the event itself.</summary>
    public bool ImportRequestContext() => false;
}
