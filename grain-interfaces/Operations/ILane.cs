using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Hands out the calls of one outside account to all silos, evenly, so that together they keep its rate.
/// </summary>
/// <remarks>Grain key: the account's name; of no tenant, because the account's limit is of none. Lives in memory: after
/// a
/// crash the turns given out before come back and are spread again. Every silo guards the calls themselves besides.
/// </remarks>
[Alias("ILane")]
public interface ILane : IGrainWithStringKey
{
    /// <summary>Asks for a turn.</summary>
    /// <param name="returning">It comes back for a turn that was given to it before.</param>
    /// <returns>When to call, or when to come back.</returns>
    [Alias("Enter")] Task<LaneTurn> Enter(bool returning);
}

/// <summary>A turn in a lane.</summary>
/// <param name="Wait">From now.</param>
/// <param name="IsCall">True: call after that time. False: come back after it and ask again.</param>
[GenerateSerializer, Immutable, Alias("LaneTurn")]
public readonly record struct LaneTurn(TimeSpan Wait, bool IsCall);

/// <summary>Shows the lanes of all silos.</summary>
/// <remarks>Grain key: <see cref="Key"/>. In memory; filled again by the silos within seconds.</remarks>
[Alias("ILaneBoard")]
public interface ILaneBoard : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "lanes";

    /// <summary>Takes the lanes of one silo, instead of what it said before.</summary>
    [Alias("Report")] Task Report(string silo, ImmutableArray<LaneReport> lanes);

    /// <summary>The lanes of the silos that have reported lately.</summary>
    [Alias("Read"), ReadOnly] Task<ImmutableArray<LaneReport>> Read();
}

/// <summary>How the lane of one account stands in one silo.</summary>
/// <param name="Account">Its name; a payment provider's as <c>payments:NAME</c>.</param>
/// <param name="System">Kind of the system; empty for payment providers.</param>
/// <param name="Silo">Which process.</param>
/// <param name="InFlight">Calls at the account now.</param>
/// <param name="Queued">Calls waiting for their turn.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c>, <c>half-open</c> or <c>isolated</c>.</param>
/// <param name="Completed">Calls that came back since the start.</param>
/// <param name="TurnedAway">Calls that never left.</param>
/// <param name="RatePerSecond">Its limit over all silos, 0 for none.</param>
/// <param name="At">UTC.</param>
[GenerateSerializer, Immutable, Alias("LaneReport")]
public sealed record LaneReport(
    string Account, string System, string Silo, int InFlight, int Queued, string Breaker, long Completed,
    long TurnedAway, int RatePerSecond, DateTimeOffset At);
