using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace RetailActors.Gateway;

/// <summary>Which of Orleans' instruments are worth their price.</summary>
/// <remarks>What is read when somebody collects costs nothing in between. What counts each message, look-up and
/// activation of a peak costs a tenth of the orders that a core can take, and says what the spans say too. Of those
/// only what tells of trouble is kept: it counts seldom.</remarks>
public static class OrleansMeters
{
    /// <summary>Orleans' meter.</summary>
    public const string Name = "Microsoft.Orleans";

    private static readonly FrozenSet<string> _trouble = new[]
    {
        "orleans-app-requests-timedout", "orleans-app-requests-canceled",
        "orleans-catalog-activation-failed-to-activate", "orleans-messaging-sent-failed",
        "orleans-messaging-sent-dropped", "orleans-messaging-rejected",
        "orleans-messaging-rerouted", "orleans-messaging-expired", "orleans-messaging-pings-reply-missed",
        "orleans-gateway-load-shedding", "orleans-directory-recovery-count", "orleans-directory-recovery-duration",
        "orleans-directory-snapshot-transfer-count", "orleans-directory-snapshot-transfer-duration",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>As a view: nothing to change, or not to be collected.</summary>
    public static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.Meter.Name != Name || instrument.IsObservable || _trouble.Contains(instrument.Name)
            ? null
            : MetricStreamConfiguration.Drop;
}
