using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>Makes the attempt that is due and tells the desk what was given up. Grain turns only.</summary>
/// <remarks>Nobody waits for it: a receiver that takes its time must not keep the sweeper from others.</remarks>
public sealed partial class WebhookDeliveryProcess(
    DeliveryKey key, Ledger<Delivery, DeliveryEvent> ledger, TimeSpan patience, IGrainFactory grains,
    TimeProvider clock, Action ended, ILogger log)
{
    private Task? _driving;

    /// <summary>Begins in the background, unless it is at it. What fails stays in the outbox.</summary>
    public void Start()
    {
        if (_driving is not { IsCompleted: false })
        {
            _ = Observed();
        }
    }

    private async Task Observed()
    {
        try
        {
            await (_driving = Work());
        }
        catch (Exception e)
        {
            LeftToSweeper(key.ToString(), e.Message);
        }
        // Until the next attempt there is nothing to do, and that may be hours.
        ended();
    }

    private async Task Work()
    {
        if (DeliveryDecider.Due(ledger.Durable, key, clock.GetUtcNow()) is { } message)
        {
            var outcome = await grains.Actor<IWebhookEndpoint>(key.Endpoint.ToString()).Send(message);
            await ledger.Commit(s => (true, DeliveryDecider.Record(s, key, outcome, patience, clock.GetUtcNow())));
        }
        if (DeliveryDecider.Report(ledger.Durable, key, clock.GetUtcNow()) is { } report)
        {
            var desk = ExceptionKey.For(key.Endpoint.Tenant, report.Kind, report.Entity, report.Part);
            await grains.Actor<IExceptionCase>(desk.ToString()).Raise(report);
            await ledger.Commit(s => (true, DeliveryDecider.Reported(s, clock.GetUtcNow())));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Delivery} is left to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string delivery, string cause);
}
