using System.Diagnostics;

namespace RetailActors.Journal;

/// <summary>The events of a ledger's next append, and those who wait for it.</summary>
internal sealed class LedgerBatch<TState, TEvent>()
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>In the order in which they were decided.</summary>
    public readonly List<TEvent> Events = [];

    /// <summary>Of the request that the first of them follows from, or null.</summary>
    public readonly string? TraceParent =
        RequestContext.Get(ActorReferences.TraceParent) is string { Length: > 0 } id ? id : Activity.Current?.Id;

    /// <summary>The state with all of them.</summary>
    public TState StateAfter = default!;
}
