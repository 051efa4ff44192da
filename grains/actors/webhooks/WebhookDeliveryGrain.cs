using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Adapters.Webhooks;
using RetailActors.Events;
using RetailActors.Journal;

namespace RetailActors.Webhooks;

/// <summary>Shell of one delivery.</summary>
[Reentrant, PreferLocalPlacement, GrainType("webhook")]
public sealed class WebhookDeliveryGrain : Grain, IWebhookDelivery
{
    /// <summary>How long there are attempts for an endpoint that is no longer configured.</summary>
    public static readonly TimeSpan StandardPatience = TimeSpan.FromHours(72);

    private readonly DeliveryKey _key;
    private readonly TimeProvider _clock;
    private readonly Ledger<Delivery, DeliveryEvent> _ledger;
    private readonly WebhookDeliveryProcess _process;

    /// <summary>Made by Orleans.</summary>
    public WebhookDeliveryGrain(Ledgers ledgers, WebhookTargets targets, ILogger<WebhookDeliveryGrain> log)
    {
        _key = DeliveryKey.Parse(this.GetPrimaryKeyString());
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, DeliveryDecider.FoldFor(_key), DeactivateOnIdle);
        _process = new WebhookDeliveryProcess(
            _key, _ledger, targets.Find(_key.Endpoint)?.Patience ?? StandardPatience, GrainFactory, _clock,
            DeactivateOnIdle, log);
    }

    /// <inheritdoc/>
    public async Task Offer(BusinessEvent e)
    {
        await _ledger.Open(s => (true, DeliveryDecider.Offer(s, e, _clock.GetUtcNow())));
        _process.Start();
    }

    /// <inheritdoc/>
    public Task<DeliveryView?> Read() =>
        _ledger.Read(s => DeliveryDecider.View(s, _key, _ledger.Version)).AsTask();

    /// <inheritdoc/>
    public async Task SendAgain()
    {
        await _ledger.Commit(s => (true, DeliveryDecider.SendAgain(s, _clock.GetUtcNow())));
        _process.Start();
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        _ledger.ContinueTrace();
        _process.Start();
    }
}
