using System.Collections.Immutable;
using Orleans.Concurrency;

namespace RetailActors.Operations;

/// <summary>Asks the watches of a tenant. Grain key: the tenant.</summary>
[StatelessWorker, Reentrant, GrainType("sla-board")]
public sealed class SlaBoardGrain(SlaOptions options) : Grain, ISlaBoard
{
    /// <inheritdoc/>
    public async Task<SlaBoard> Read() => new(
        [.. await Task.WhenAll(SlaProcess.All.Select(p => GrainFactory.Actor<ISlaWatch>(
            new SlaKey(new Tenant(this.GetPrimaryKeyString()), p.Name).ToString()).Read()))],
        options.Targets);

    /// <inheritdoc/>
    public Task<ImmutableDictionary<string, SlaTarget>> Targets() => Task.FromResult(options.Targets);
}
