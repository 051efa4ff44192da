using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters.Mail;
using RetailActors.Events;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Tells desk, stream and mail what a watch owes them. None waits for another. Grain turns only.</summary>
public sealed partial class SlaTelling(
    SlaKey key, SlaProcess process, Ledger<SlaWatch, SlaEvent> ledger, IGrainFactory grains, IEventPublisher stream,
    IAlertMailer? mailer, TimeProvider clock, ILogger log)
{
    private readonly Drive _desk = new(clock);
    private readonly Drive _stream = new(clock);
    private readonly Drive _mail = new(clock);

    /// <summary>Begins in the background what it is not at already. What fails is owed: the next look and the sweeper
    /// come back to it.</summary>
    /// <param name="view">How the process stands now, for a mail; null when there was no look yet.</param>
    public void Start(SlaView? view) => Drive(view).Watched(cause => Failed(key.ToString(), cause.Message));

    private Task Drive(SlaView? view) => Task.WhenAll(
        _desk.Join(() => Tell(SlaListener.Desk, TellDesk)),
        _stream.Join(() => Tell(SlaListener.Stream, n => stream.Publish(SlaNotices.Event(key, process, n)))),
        mailer is null || view is null ? Task.CompletedTask : _mail.Join(() => Mail(mailer, view)));

    private async Task Tell(string listener, Func<SlaNotice, Task> tell)
    {
        while (SlaDecider.Due(ledger.Durable, listener) is { IsEmpty: false } due)
        {
            // What is told of one subject keeps its order.
            await Task.WhenAll(due.GroupBy(n => n.Breach.Subject).Select(async notices =>
            {
                foreach (var notice in notices)
                    await tell(notice);
            }));
            await ledger.Commit(s => (true, SlaDecider.Tell(s, listener, due[^1].Number)));
        }
    }

    private Task TellDesk(SlaNotice notice)
    {
        var report = SlaNotices.Report(key, process, notice.Breach);
        var found = grains.Actor<IExceptionCase>(SlaNotices.KeyOf(key, report).ToString());
        return notice.RestoredAt is null ? found.Raise(report) : found.Clear(SlaNotices.Cleared(notice));
    }

    private async Task Mail(IAlertMailer sender, SlaView view)
    {
        if (!SlaDecider.IsMailDue(ledger.Durable, Now))
        {
            return;
        }
        var (state, upTo) = (ledger.Durable, ledger.Durable.Numbers);
        var answer = await sender.Send(SlaNotices.Mail(key, process, state, view));
        if (answer is MailAnswer.Taken)
        {
            if (state.Mailing.Missed > 0)
                await MailCase("").Clear("A mail went out.");
            await ledger.Commit(s => (true, SlaDecider.Mailed(s, upTo, Now)));
            return;
        }
        var (code, isFinal) = answer switch
        {
            MailAnswer.Refused r => (r.Code, true),
            MailAnswer.Missed m => (m.Code, false),
            _ => throw new UnreachableException(),
        };
        if (isFinal || SlaDecider.IsLastAttempt(state))
            await MailCase(code).Raise(SlaNotices.MailReport(key, code, Now));
        await ledger.Commit(s => (true, SlaDecider.MailMissed(s, upTo, code, isFinal, Now)));
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private IExceptionCase MailCase(string code) => grains.Actor<IExceptionCase>(
        SlaNotices.KeyOf(key, SlaNotices.MailReport(key, code, Now)).ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Watch} could not tell everything and tries again: {Cause}")]
    private partial void Failed(string watch, string cause);
}
