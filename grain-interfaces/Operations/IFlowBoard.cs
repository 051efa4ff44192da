using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Shows how much of each kind of work goes through all silos for one tenant.</summary>
/// <remarks>Grain key: the tenant. In memory; filled again by the silos within seconds.</remarks>
[Alias("IFlowBoard")]
public interface IFlowBoard : IGrainWithStringKey
{
    /// <summary>Takes the counts of one silo, instead of what it said before.</summary>
    [Alias("Report")] Task Report(string silo, DateTimeOffset at, ImmutableArray<FlowCount> counts);

    /// <summary>The flows of the silos that have reported lately, by name.</summary>
    [Alias("Read"), ReadOnly] Task<ImmutableArray<FlowRate>> Read();
}

/// <summary>How often something has happened in one silo.</summary>
/// <param name="Flow"><c>orders</c>, <c>stock</c>, <c>payments</c>, <c>documents</c>, <c>messages</c>, <c>returns</c>,
/// <c>exceptions</c>.</param>
/// <param name="Total">Since the start of the silo.</param>
[GenerateSerializer, Immutable, Alias("FlowCount")]
public sealed record FlowCount(string Flow, long Total);

/// <summary>How fast something happens now.</summary>
/// <param name="Flow">As in <see cref="FlowCount"/>.</param>
/// <param name="PerSecond">Between the last two reports of each silo, all silos together.</param>
/// <param name="Total">Since the silos have started.</param>
[GenerateSerializer, Immutable, Alias("FlowRate")]
public sealed record FlowRate(string Flow, double PerSecond, long Total);
