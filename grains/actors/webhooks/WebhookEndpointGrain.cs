using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using RetailActors.Adapters.Webhooks;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>Shell of an endpoint.</summary>
[Reentrant, GrainType("webhook-endpoint")]
public sealed partial class WebhookEndpointGrain : Grain, IWebhookEndpoint
{
    private readonly EndpointKey _key;
    private readonly WebhookTarget? _target;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Ledger<Endpoint, EndpointEvent> _ledger;
    private readonly WebhookEndpointProcess _process;
    private readonly WebhookCalls? _calls;

    /// <summary>Made by Orleans.</summary>
    public WebhookEndpointGrain(
        Ledgers ledgers, WebhookTargets targets, IWebhookSender sender, ILogger<WebhookEndpointGrain> log)
    {
        _key = EndpointKey.Parse(this.GetPrimaryKeyString());
        (_target, _clock, _log) = (targets.Find(_key), ledgers.Clock, log);
        _ledger = ledgers.For(this, EndpointDecider.Fold, DeactivateOnIdle);
        _process = new WebhookEndpointProcess(_key, _ledger, GrainFactory, _clock, log);
        _calls = _target is null ? null : new WebhookCalls(_target, sender, GrainFactory, _clock);
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> Send(WebhookMessage message)
    {
        if (_calls is null)
        {
            return new SendOutcome.Missed("not-configured", null);
        }
        await _ledger.Load();
        if (_ledger.Current.Standing is EndpointStanding.Disabled)
        {
            return new SendOutcome.Disabled();
        }
        var outcome = await _calls.Send(message);
        if (outcome is SendOutcome.Gone)
        {
            IsGone(_key.ToString());
            await Change(s => EndpointDecider.Disable(
                s, EndpointDecider.Gone, $"It answered {message.Id} with 410.", Origin.System, Now));
        }
        return outcome;
    }

    /// <inheritdoc/>
    public Task<bool> Enable(Origin by) => Change(s => EndpointDecider.Enable(s, by, Now));

    /// <inheritdoc/>
    public Task<bool> Disable(Origin by) =>
        Change(s => EndpointDecider.Disable(s, EndpointDecider.ByHand, by.Reason ?? "", by, Now));

    /// <inheritdoc/>
    public Task<bool> Replay(Origin by) => Change(s => EndpointDecider.Replay(s, by, Now));

    /// <inheritdoc/>
    public async Task<ResolutionResult> Resolve(Resolution decision)
    {
        var result = await _ledger.Commit(s => EndpointDecider.Decide(s, decision, Now));
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public async Task<EndpointView?> Read()
    {
        await _ledger.Load();
        return _target is null ? null : View(_target, _calls!);
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.Load();
        _process.Start();
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    private async Task<bool> Change(Func<Endpoint, EndpointEvent[]> decide)
    {
        if (_target is null)
        {
            return false;
        }
        await _ledger.Commit(s => (true, decide(s)));
        _process.Start();
        return true;
    }

    private EndpointView View(WebhookTarget target, WebhookCalls calls)
    {
        var (reason, at) = _ledger.Durable.Standing switch
        {
            EndpointStanding.Disabled d => (d.Reason, d.At),
            EndpointStanding.Enabled e => (null, e.At),
            _ => ((string?)null, (DateTimeOffset?)null),
        };
        return new EndpointView(
            _key.Name, target.Url.IdnHost, [.. target.Types.Order(StringComparer.Ordinal)], reason is null, reason, at,
            calls.InFlight, calls.RestsUntil, calls.TakenAt, calls.Code);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook endpoint {Endpoint} is gone and is disabled")]
    private partial void IsGone(string endpoint);
}
