using RetailActors.Adapters;
using RetailActors.Postings;

namespace RetailActors.Events;

/// <summary>The event stream as an account: what an order or a customer tells is published through the same outbox,
/// with the same order and the same retries, as everything that goes outside.</summary>
public sealed class EventSystem(IEventPublisher publisher) : ISystemKind
{
    /// <inheritdoc/>
    public string System => "events";

    /// <summary>There is no stand-in: the stream is part of this program.</summary>
    public string SandboxPath => "events";

    /// <inheritdoc/>
    public Capability Capability { get; } = new(
        ApiMaturity.Rpc, RatePerSecond: 0, Concurrency: 256, BulkSize: 1, KnowsKeys: true, CanLookUp: false,
        "immediate", [DocumentKind.BusinessEvent]);

    /// <inheritdoc/>
    public IDocumentAdapter Open(AccountContext account) => new Stream(publisher, account.Clock);

    private sealed class Stream(IEventPublisher publisher, TimeProvider clock) : IDocumentAdapter
    {
        public async ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation)
        {
            try
            {
                await publisher.Publish(
                    StepEvents.Of(call.Tenant, call.Key, call.Subject, call.Step, call.TraceParent));
                return new PostingAnswer.Posted(call.Key, clock.GetUtcNow(), []);
            }
            catch (ArgumentException e)
            {
                return new PostingAnswer.Rejected("event-not-publishable", e.Message);
            }
            catch (BusyException e)
            {
                return new PostingAnswer.Unavailable("queue-full", e.RetryAfter);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                return new PostingAnswer.Lost(e.Message);
            }
        }

        /// <summary>A queue cannot be asked. Sent again it is the same event to whoever reads it.</summary>
        public ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) =>
            ValueTask.FromResult<PostingAnswer>(new PostingAnswer.NotFound());
    }
}
