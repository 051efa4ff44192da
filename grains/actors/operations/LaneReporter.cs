using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Adapters.Resilience;

namespace RetailActors.Operations;

/// <summary>Tells the boards every few seconds how the lanes of this silo stand, and what has gone through
/// it.</summary>
public sealed partial class LaneReporter(
    IServiceProvider services, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider clock,
    ILogger<LaneReporter> log, Journal.FlowCounts? flows = null) : BackgroundService
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.Actor<ILaneBoard>(ILaneBoard.Key).Report(silo.Name, Lanes());
                foreach (var tenant in flows?.Tenants ?? [])
                {
                    await grains.Actor<IFlowBoard>(tenant).Report(
                        silo.Name, clock.GetUtcNow(), flows!.Of(tenant));
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotReported(e.Message);
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ImmutableArray<LaneReport> Lanes()
    {
        var now = clock.GetUtcNow();
        // A test or a benchmark may have put others in their place; those have no lanes.
        var accounts = services.GetService(typeof(IAccounts)) as Accounts;
        var payments = services.GetService(typeof(IPaymentProviders)) as PaymentProviders;
        var rules = accounts?.Rules.ToDictionary(r => r.Name) ?? [];
        LaneReport Of(LaneView v, string name, string system, int rate) => new(
            name, system, silo.Name, v.InFlight, v.Queued, v.Breaker, v.Completed, v.TurnedAway, rate, now);
        return
        [
            .. (accounts?.Views() ?? []).Select(v => Of(v, v.Name, rules[v.Name].System, rules[v.Name].RatePerSecond)),
            .. (payments?.Views() ?? []).Select(v => Of(v, $"payments:{v.Name}", "", 0)),
        ];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lanes were not reported: {Cause}")]
    private partial void NotReported(string cause);
}
