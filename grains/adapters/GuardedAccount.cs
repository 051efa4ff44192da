using RetailActors.Adapters.Resilience;
using RetailActors.Postings;

namespace RetailActors.Adapters;

/// <summary>An account with its lane around it, and with what its system cannot do taken into account.</summary>
internal sealed class GuardedAccount(IDocumentAdapter adapter, Lane<PostingAnswer> lane, Capability able)
    : IDocumentAdapter
{
    // Read by the posting actor: nobody can find out, so somebody has to decide.
    private const string CannotLookUp = "cannot-look-up";

    /// <inheritdoc/>
    public ValueTask<PostingAnswer> Send(DocumentCall call, CancellationToken cancellation) => able.Kinds.Contains(
        call.Kind)
            ? lane.Run(static (s, c) => s.adapter.Send(s.call, c), (adapter, call), cancellation)
            : ValueTask.FromResult<PostingAnswer>(
                new PostingAnswer.Rejected("kind-not-taken", $"This system does not take {call.Kind}."));

    /// <inheritdoc/>
    /// <remarks>A system that knows keys but cannot be asked is sent the document again: it books it once. One that
    /// can do neither leaves the question to people.</remarks>
    public ValueTask<PostingAnswer> LookUp(DocumentCall call, CancellationToken cancellation) => able switch
    {
        { CanLookUp: true } => lane.Run(static (s, c) => s.adapter.LookUp(s.call, c), (adapter, call), cancellation),
        { KnowsKeys: true } => ValueTask.FromResult<PostingAnswer>(new PostingAnswer.NotFound()),
        _ => ValueTask.FromResult<PostingAnswer>(new PostingAnswer.Lost(CannotLookUp)),
    };
}
