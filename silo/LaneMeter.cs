using System.Diagnostics.Metrics;
using RetailActors.Adapters;
using RetailActors.Adapters.Resilience;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Shows the lanes of this silo as gauges; read when somebody collects.</summary>
public sealed class LaneMeter : IHostedService, IDisposable
{
    private readonly IServiceProvider _services;

    // Of its own, because instruments of the shared meter would outlive this host.
    private readonly Meter _meter = new(Signals.Name);

    /// <summary>Makes the gauges.</summary>
    public LaneMeter(IServiceProvider services)
    {
        _services = services;
        _meter.CreateObservableGauge<int>("retailactors.account.in_flight", () => Each(v => v.InFlight), "{call}",
            "Calls at an outside account now.");
        _meter.CreateObservableGauge<int>("retailactors.account.queued", () => Each(v => v.Queued), "{call}",
            "Calls that wait for their turn at an outside account.");
        _meter.CreateObservableGauge<int>("retailactors.account.breaker", () => Each(v => v.Breaker switch
        {
            "closed" => 0,
            "half-open" => 1,
            _ => 2,
        }), "{state}", "Breaker of an outside account: 0 closed, 1 half open, 2 open.");
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Each(Func<LaneView, int> value)
    {
        // A test or a benchmark may have put others in their place; those have no lanes.
        var accounts = (_services.GetService<IAccounts>() as Accounts)?.Views() ?? [];
        var payments = (_services.GetService<IPaymentProviders>() as PaymentProviders)?.Views() ?? [];
        return
        [
            .. accounts.Select(v => new Measurement<int>(value(v), Label(v.Name))),
            .. payments.Select(v => new Measurement<int>(value(v), Label($"payments:{v.Name}"))),
        ];
    }

    private static KeyValuePair<string, object?> Label(string account) => new("account", account);
}
