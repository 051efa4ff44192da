using System.Globalization;
using System.Text;
using System.Text.Json;
using RetailActors.Events;

namespace RetailActors.Operations;

/// <summary>What desk, event stream and mail are told of a breach. Pure.</summary>
public static class SlaNotices
{
    /// <summary>Kind of exception about something late.</summary>
    public const string LateKind = "sla-breached";

    /// <summary>Kind of exception about mails that nobody takes.</summary>
    public const string MailKind = "sla-mail-dead-letter";

    /// <summary>Part of its exception.</summary>
    public const string MailPart = "mail";

    /// <summary>Lines of a mail about what is late.</summary>
    public const int MailLines = 20;

    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    /// <summary>The exception about a breach: the same for the same wait, another one for the next wait.</summary>
    public static ExceptionReport Report(SlaKey key, SlaProcess process, SlaBreach b)
    {
        var since = (b.IsMany ? b.At : b.Since).ToUnixTimeMilliseconds();
        var target = TimeSpan.FromSeconds(b.TargetSeconds);
        var evidence = b.IsMany
            ? $"{process.Title}: {b.Count} of {b.Group} were late, the oldest since {Utc(b.Since)}; the target is "
                + $"{Length(target)}. More than {SlaDecider.MaxCases} are late in all, so this case stands for those "
                + $"of {b.Group} that have none of their own. The worklist {process.Worklist} has the rows."
            : $"{process.Title}: it has waited since {Utc(b.Since)}; the target is {Length(target)}. It is cleared by "
                + "itself when it goes on.";
        return new ExceptionReport(
            LateKind, b.IsMany ? key.Stream : b.Subject,
            b.IsMany ? $"{key.Process}:{b.Group}:{since}" : $"{key.Process}:{since}", b.Group, process.Owner, evidence,
            b.At, b.At + (target < _shortest ? _shortest : target > _longest ? _longest : target),
            [ResolutionKind.Waive], key.Stream);
    }

    /// <summary>Where the exception is.</summary>
    public static ExceptionKey KeyOf(SlaKey key, ExceptionReport report) =>
        ExceptionKey.For(key.Tenant, report.Kind, report.Entity, report.Part);

    /// <summary>What a case is cleared with.</summary>
    public static string Cleared(SlaNotice notice) =>
        $"It went on after {Length(notice.RestoredAt!.Value - notice.Breach.Since)}; the target is "
        + $"{Length(TimeSpan.FromSeconds(notice.Breach.TargetSeconds))}.";

    /// <summary>The event of a notice; its id follows from the case.</summary>
    public static BusinessEvent Event(SlaKey key, SlaProcess process, SlaNotice notice)
    {
        var b = notice.Breach;
        var report = Report(key, process, b);
        var (id, entity) = (KeyOf(key, report).Id, b.IsMany ? null : b.Subject);
        return notice.RestoredAt is { } at
            ? Of(EventType.SlaRestored, "restored", at, JsonSerializer.Serialize(new SlaRestoredData(
                key.Process, b.Group, entity, b.Since, b.TargetSeconds, Seconds(at - b.Since), id),
                EventJson.Default.SlaRestoredData))
            : Of(EventType.SlaBreached, "breached", b.At, JsonSerializer.Serialize(new SlaBreachedData(
                key.Process, b.Group, entity, b.Count, b.Since, b.TargetSeconds, id),
                EventJson.Default.SlaBreachedData));

        BusinessEvent Of(EventType type, string what, DateTimeOffset time, string data) => BusinessEvent.Of(
            type, key.Tenant, $"{key.Tenant.Value}:sla:{id}:{what}", "/sla", key.Process, time, data, null);
    }

    /// <summary>True when a decision of the desk is about something that is late now.</summary>
    public static bool IsOpen(SlaWatch s, SlaKey key, SlaProcess process, string part) =>
        s.Open.Values.Any(b => Report(key, process, b).Part == part);

    /// <summary>The digest of a process: what is late now, and how much has changed since the mail before.</summary>
    public static AlertMail Mail(SlaKey key, SlaProcess process, SlaWatch s, SlaView view)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{process.Title} ({key.Tenant.Value})\n\n");
        text.Append(view.Late == 0
            ? "Nothing is late any more.\n"
            : $"{view.Late} late, {view.Near} close to it, {view.Open} in all; target {Length(view.Target.Target)}.\n");
        foreach (var g in view.Groups.Where(g => g.Late > 0).OrderByDescending(g => g.Late).Take(MailLines))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {g.Group}: {g.Late} late, oldest since {Utc(g.OldestAt)}, ");
            text.Append(CultureInfo.InvariantCulture, $"target {Length(view.Target.For(g.Group))}\n");
        }
        foreach (var b in s.Open.Values.Where(b => !b.IsMany).OrderBy(b => b.Since).Take(MailLines))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  {b.Subject} since {Utc(b.Since)}: {KeyOf(key, Report(key, process, b)).Id}\n");
        }
        text.Append(CultureInfo.InvariantCulture,
            $"\n{s.Numbers - s.Mailing.UpTo} changes since the mail before. Rows: worklist {process.Worklist}.\n");
        return new AlertMail(
            $"{key.Tenant.Value}.{key.Process}.{s.Numbers}",
            $"[RetailActors] {process.Title}: {(view.Late == 0 ? "in time again" : $"{view.Late} late")}",
            text.ToString());
    }

    /// <summary>The exception about a digest that was given up.</summary>
    public static ExceptionReport MailReport(SlaKey key, string code, DateTimeOffset now) => new(
        MailKind, key.Stream, MailPart, MailPart, Role.It,
        $"The mail server has not taken a digest of {key.Process}, and it was given up: {code}. "
        + "Cases and events are not affected. It is cleared by the next mail that goes out.",
        now, now + _longest, [ResolutionKind.Waive]);

    /// <summary>A length of time as in <c>1 d 4 h</c>, <c>15 min</c>, <c>3 s</c>.</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)time.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min",
        { TotalHours: < 24 } => time.Minutes == 0 ? $"{time.Hours} h" : $"{time.Hours} h {time.Minutes} min",
        _ => time.Hours == 0 ? $"{time.Days} d" : $"{time.Days} d {time.Hours} h",
    };

    private static string Utc(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    private static long Seconds(TimeSpan time) => (long)Math.Max(0, time.TotalSeconds);
}

/// <summary>A mail to those who are configured.</summary>
/// <param name="Id">Derived; the same for the same content, so a repetition can be recognised.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text; ids, no personal data.</param>
public sealed record AlertMail(string Id, string Subject, string Text);
