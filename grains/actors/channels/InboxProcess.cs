using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Channels;

/// <summary>Works a message off: translates it, makes the calls that follow, and records what they came to.</summary>
/// <remarks>Every call is idempotent, so an attempt that ends in the middle is simply made again. Grain turns only.
/// </remarks>
public sealed partial class InboxProcess(
    InboxKey key, Ledger<Inbox, InboxEvent> ledger, InboundTranslators translators, IGrainFactory grains,
    TimeProvider clock, ILogger log)
{
    private readonly InboundCalls _calls = new(key, new ClusterActors(grains));
    private Task? _driving;

    /// <summary>Works in the background. What fails stays in the outbox for the sweeper.</summary>
    public void Start()
    {
        if (InboxDecider.Outbox(ledger.Durable).Count > 0)
        {
            Drive().Watched(e => LeftToSweeper(key.ToString(), e.Message));
        }
    }

    /// <summary>Waits for the attempt under way; starts none.</summary>
    public async Task Wait(TimeSpan patience)
    {
        if (_driving is { IsCompleted: false } driving)
        {
            await driving.WaitAsync(patience, clock).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Makes what is due. Joins a drive that is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Work();

    private async Task Work()
    {
        if (InboxDecider.IsDue(ledger.Durable, clock.GetUtcNow()))
        {
            var message = ((Inbox.Kept)ledger.Durable).Message;
            using var span = Signals.Start("work off message", ActivityKind.Consumer, ledger.TraceParent);
            span?.SetTag("source", message.Source).SetTag("topic", message.Topic);
            var outcome = await Attempt(message);
            Signals.Inbox.One(("source", message.Source), ("outcome", NameOf(outcome)));
            await ledger.Commit(s => (true, InboxDecider.Decide(s, outcome, clock.GetUtcNow())));
        }
        foreach (var report in InboxDecider.Reports(ledger.Durable, key, clock.GetUtcNow()))
        {
            var exception = ExceptionKey.For(key.Tenant, report.Kind, report.Entity, report.Part);
            await grains.Actor<IExceptionCase>(exception.ToString()).Raise(report);
            await ledger.Commit(s => (true, InboxDecider.DecideReported(s, report.Part, clock.GetUtcNow())));
        }
    }

    private async Task<InboxOutcome> Attempt(InboxMessage message)
    {
        try
        {
            return translators.Translate(message, key) switch
            {
                Translation.Commands c => await _calls.Make(c),
                Translation.Ignored i => new InboxOutcome.Ignored(i.Reason),
                Translation.Unknown u => new InboxOutcome.NotUnderstood(u.Reason),
                Translation.Broken b => new InboxOutcome.Refused("unreadable", b.Reason),
                var other => throw new InvalidOperationException($"No way to go on from {other.GetType().Name}."),
            };
        }
        catch (Exception e) when (!IsPassing(e))
        {
            // A message that makes our code fail must neither be lost nor be tried for ever.
            AttemptFailed(key.ToString(), e);
            return new InboxOutcome.TooEarly("internal-error");
        }
    }

    private static string NameOf(InboxOutcome outcome) => outcome switch
    {
        InboxOutcome.Applied => "applied",
        InboxOutcome.Ignored => "ignored",
        InboxOutcome.Refused => "refused",
        InboxOutcome.TooEarly => "too-early",
        _ => "not-understood",
    };

    /// <summary>Our own storage or cluster cannot answer now: the outbox row stands, nothing is recorded.</summary>
    private static bool IsPassing(Exception e) =>
        e is OutcomeUnknownException or BusyException or OrleansException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Key} is left to the sweeper: {Cause}")]
    private partial void LeftToSweeper(string key, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Key} could not be worked off")]
    private partial void AttemptFailed(string key, Exception exception);
}
