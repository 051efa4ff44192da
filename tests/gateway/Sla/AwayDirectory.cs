using Orleans;
using RetailActors.Operations;

namespace RetailActors.Tests.Sla;

/// <summary>Says what a directory says when a shard of the journal is away: sums of all shards are refused.</summary>
internal sealed class AwayDirectory : IOutgoingGrainCallFilter
{
    private int _asked;

    /// <summary>It is away.</summary>
    public bool IsAway
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Sums that were asked for in vain, by kind of entity.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!IsAway || context.InterfaceMethod.DeclaringType != typeof(IDirectory)
            || context.MethodName != nameof(IDirectory.Waiting))
        {
            return context.Invoke();
        }
        Interlocked.Increment(ref _asked);
        throw new BusyException("Shard b cannot be read now: it is away.");
    }
}
