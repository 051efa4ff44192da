using System.Diagnostics;
using RetailActors.Adapters.Webhooks;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>Makes the calls to one endpoint, each in its turn. Grain turns only.</summary>
public sealed class WebhookCalls(
    WebhookTarget target, IWebhookSender sender, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long a count of what waits is believed.</summary>
    public static readonly TimeSpan CountedFor = TimeSpan.FromSeconds(30);

    private readonly WebhookLane _lane = new(target.Concurrency, clock);
    private DateTimeOffset _countedAt = DateTimeOffset.MinValue;
    private long _backlog;

    /// <summary>Calls now.</summary>
    public int InFlight => _lane.InFlight;

    /// <summary>No calls until then, or null.</summary>
    public DateTimeOffset? RestsUntil => _lane.Rest is null ? null : _lane.RestsUntil;

    /// <summary>When something was taken last.</summary>
    public DateTimeOffset? TakenAt { get; private set; }

    /// <summary>Why the last call was in vain, or null.</summary>
    public string? Code { get; private set; }

    /// <summary>One attempt. What comes while the endpoint rests counts as missed: it would fail like the others.
    /// </summary>
    public async Task<SendOutcome> Send(WebhookMessage message)
    {
        if (message.Attempts == 0 && await IsFull())
        {
            return new SendOutcome.Full();
        }
        if (_lane.Rest is { } rest)
        {
            return new SendOutcome.Missed("resting", rest);
        }
        return await _lane.Enter() is { } wait ? new SendOutcome.Postponed(wait) : await Call(message);
    }

    private async Task<SendOutcome> Call(WebhookMessage message)
    {
        var (began, outcome) = (clock.GetTimestamp(), (SendOutcome?)null);
        try
        {
            // The rest may have begun while this one waited for its place.
            if (_lane.Rest is { } rest)
            {
                return new SendOutcome.Missed("resting", rest);
            }
            using var span = Signals.Start("send webhook", ActivityKind.Client, message.TraceParent);
            outcome = await sender.Send(target, message, CancellationToken.None);
            span?.SetTag("endpoint", target.Key.Name).SetTag("outcome", NameOf(outcome));
            Signals.Webhooks.Took(
                clock.GetElapsedTime(began), ("endpoint", target.Key.Name), ("outcome", NameOf(outcome)));
            Note(outcome);
            return outcome;
        }
        finally
        {
            _lane.Leave(clock.GetElapsedTime(began), outcome);
        }
    }

    private static string NameOf(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Taken => "taken",
        SendOutcome.Gone => "gone",
        _ => "missed",
    };

    private void Note(SendOutcome outcome)
    {
        Code = outcome is SendOutcome.Missed missed ? missed.Code : null;
        if (outcome is SendOutcome.Taken)
        {
            TakenAt = clock.GetUtcNow();
            _backlog = Math.Max(0, _backlog - 1);
        }
    }

    private async Task<bool> IsFull()
    {
        var now = clock.GetUtcNow();
        if (now - _countedAt < CountedFor)
        {
            return ++_backlog > target.QueueLimit;
        }
        _countedAt = now;
        // The one that asks is counted with the others: its append came first.
        _backlog = await Count();
        return _backlog > target.QueueLimit;
    }

    private async Task<long> Count()
    {
        try
        {
            var waiting = await grains.Actor<IDirectory>(target.Key.Tenant.Value)
                .Waiting(new WaitingQuery("webhook", ["waiting"], 0));
            return waiting.Groups.FirstOrDefault(g => g.Group == target.Key.Name)?.Count ?? 0;
        }
        catch (BusyException)
        {
            // A bound that cannot be looked at now is no reason to give an event up.
            return 0;
        }
    }
}
