using Orleans;

namespace RetailActors.Channels;

/// <summary>Remembers how far a channel was asked, and lets one silo ask at a time.</summary>
/// <remarks>Grain key: <c>tenant/source:account</c>. How far is durable. The lease is kept in memory: two silos that
/// ask at once find the same messages under the same ids. Throws <see cref="OutcomeUnknownException"/> or
/// <see cref="BusyException"/>, both answered by a retry.</remarks>
[Alias("IChannelWatch")]
public interface IChannelWatch : IGrainWithStringKey
{
    /// <summary>Takes the turn, unless another silo has it.</summary>
    [Alias("Begin")] Task<WatchTurn> Begin(string silo, TimeSpan lease);

    /// <summary>All changes up to here are in the inbox. Idempotent; an earlier time changes nothing.</summary>
    [Alias("Advance")] Task Advance(DateTimeOffset seen);
}

/// <summary>Whether a silo may ask.</summary>
/// <param name="Granted">False: another one has the turn.</param>
/// <param name="Seen">Time of the newest change seen, UTC; the earliest time there is for a channel never
/// asked.</param>
[GenerateSerializer, Immutable, Alias("WatchTurn")]
public sealed record WatchTurn(bool Granted, DateTimeOffset Seen);
