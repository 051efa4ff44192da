using System.Collections.Immutable;
using System.Diagnostics;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>What is late and what has gone on; what is told of it, to whom, and how much of it at once. Pure.</summary>
/// <remarks>
/// Each wait that is late is a breach, with a case and an event of its own, as long as there are few. When more than
/// <see cref="MaxCases"/> are late, one breach per group stands for all that have none yet; it ends when not more than
/// <see cref="FewAgain"/> are late. So a bad day costs a bounded number of cases, events and appends.
/// </remarks>
public static class SlaDecider
{
    /// <summary>Most breaches of their own at a time.</summary>
    public const int MaxCases = 100;

    /// <summary>So few have to be late before what is late gets breaches of its own again.</summary>
    public const int FewAgain = MaxCases / 2;

    /// <summary>Most breaches of their own that one look begins.</summary>
    public const int NewCases = 20;

    /// <summary>Most breaches that stand for a group; those with most that is late.</summary>
    public const int MaxGroups = 50;

    /// <summary>Most notices that wait to be told; a look that would make more leaves them to the next one.</summary>
    public const int MaxUntold = 400;

    /// <summary>Most notices told between two appends.</summary>
    public const int ToldAtOnce = 32;

    /// <summary>Attempts at one digest, the first one included.</summary>
    public const int MailAttempts = 8;

    /// <summary>Pause after the first attempt in vain; it doubles, up to <see cref="LongestMailPause"/>.</summary>
    public static readonly TimeSpan MailPause = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause between two attempts.</summary>
    public static readonly TimeSpan LongestMailPause = TimeSpan.FromMinutes(10);

    /// <summary>What follows from a look.</summary>
    public static SlaEvent[] Look(SlaWatch s, SlaFindings found, SlaTarget target)
    {
        var room = MaxUntold - s.Untold.Length;
        var late = found.Oldest.Select(l => l.Subject).ToHashSet(StringComparer.Ordinal);
        var over = s.Open.Values.Where(b => HasGoneOn(b, found, late)).Take(room).ToList();
        var open = s.Open.RemoveRange(over.Select(b => b.Subject));
        var events = over.ConvertAll<SlaEvent>(b => new SlaEvent.Restored(b.Subject, found.At));
        events.AddRange(Begin(open, found, target).Take(room - over.Count).Select(b => new SlaEvent.Breached(b)));
        return [.. events];
    }

    /// <summary>What is told next to the desk or to the stream, at most <see cref="ToldAtOnce"/>.</summary>
    public static ImmutableArray<SlaNotice> Due(SlaWatch s, string listener) =>
        [.. s.Untold.Where(n => n.Number > UpTo(s, listener)).Take(ToldAtOnce)];

    /// <summary>Records that it was told.</summary>
    public static SlaEvent[] Tell(SlaWatch s, string listener, long upTo) =>
        upTo > UpTo(s, listener) ? [new SlaEvent.Told(listener, upTo)] : [];

    /// <summary>True when a digest is due now.</summary>
    public static bool IsMailDue(SlaWatch s, DateTimeOffset now) =>
        s.Numbers > s.Mailing.UpTo && !(s.Mailing.NextAt > now);

    /// <summary>Records that the mail server has taken a digest of all up to a number.</summary>
    public static SlaEvent[] Mailed(SlaWatch s, long upTo, DateTimeOffset now) =>
        upTo > s.Mailing.UpTo ? [new SlaEvent.Mailed(upTo, now)] : [];

    /// <summary>True when an attempt in vain gives the digest up.</summary>
    public static bool IsLastAttempt(SlaWatch s) => (s.Mailing.Missed + 1) % MailAttempts == 0;

    /// <summary>Records an attempt in vain; the last one gives the digest up.</summary>
    /// <param name="s">The state.</param>
    /// <param name="upTo">Number of the latest notice in it.</param>
    /// <param name="code">What the server said.</param>
    /// <param name="isFinal">It never will be taken: no further attempt.</param>
    /// <param name="now">UTC.</param>
    public static SlaEvent[] MailMissed(
        SlaWatch s, long upTo, string code, bool isFinal, DateTimeOffset now) => upTo <= s.Mailing.UpTo ? []
        : isFinal || IsLastAttempt(s)
            ? [new SlaEvent.MailMissed(code, now), new SlaEvent.MailGivenUp(upTo, now)]
            : [new SlaEvent.MailMissed(code, now)];

    /// <summary>The state after an event.</summary>
    /// <param name="s">The state before.</param>
    /// <param name="e">The event.</param>
    /// <param name="mailEvery">Pause between two digests; null when there are no mails.</param>
    public static SlaWatch Evolve(SlaWatch s, SlaEvent e, TimeSpan? mailEvery) => e switch
    {
        SlaEvent.Breached x => Note(s, x.Breach, null) with { Open = s.Open.SetItem(x.Breach.Subject, x.Breach) },
        SlaEvent.Restored x when s.Open.TryGetValue(x.Subject, out var breach) => Note(s, breach, x.At) with
        {
            Open = s.Open.Remove(x.Subject),
            Lately = Remember(s.Lately, new SlaOutcome(x.At, Seconds(x.At - breach.Since))),
        },
        SlaEvent.Restored => s,
        SlaEvent.Told { Listener: SlaListener.Desk } x => Forget(s with { Desk = x.UpTo }),
        SlaEvent.Told x => Forget(s with { Stream = x.UpTo }),
        SlaEvent.Mailed x => s with { Mailing = new SlaMailing(x.UpTo, x.At, 0, x.At + mailEvery) },
        SlaEvent.MailMissed x => s with
        {
            Mailing = s.Mailing with { Missed = s.Mailing.Missed + 1, NextAt = x.At + Pause(s.Mailing.Missed) },
        },
        SlaEvent.MailGivenUp x => s with { Mailing = s.Mailing with { UpTo = x.UpTo, NextAt = x.At + mailEvery } },
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of a watch."),
    };

    /// <summary>What it owes: a call per listener that does not know everything.</summary>
    public static IReadOnlyList<Owed> Outbox(SlaWatch s, bool mails)
    {
        var owed = new List<Owed>(3);
        if (s.Desk < s.Numbers)
            owed.Add(new Owed(SlaListener.Desk));
        if (s.Stream < s.Numbers)
            owed.Add(new Owed(SlaListener.Stream));
        if (mails && s.Mailing.UpTo < s.Numbers)
            owed.Add(new Owed(SlaListener.Mail, s.Mailing.NextAt));
        return owed;
    }

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<SlaEvent> Codec = new EventCodec<SlaEvent>()
        .Add("breached", SlaJson.Default.Breached)
        .Add("restored", SlaJson.Default.Restored)
        .Add("told", SlaJson.Default.Told)
        .Add("mailed", SlaJson.Default.Mailed)
        .Add("mail-missed", SlaJson.Default.MailMissed)
        .Add("mail-given-up", SlaJson.Default.MailGivenUp);

    /// <summary>All that the journal needs to know of watches.</summary>
    /// <param name="mailEvery">Pause between two digests; null when there are no mails.</param>
    public static Fold<SlaWatch, SlaEvent> Fold(TimeSpan? mailEvery) => new(
        "sla", SlaWatch.None, (s, e) => Evolve(s, e, mailEvery), s => Outbox(s, mailEvery is not null),
        static _ => null, Codec);

    /// <summary>How the process stands.</summary>
    public static SlaView View(SlaWatch s, string process, SlaFindings found, SlaTarget target)
    {
        var took = s.Lately.Where(o => o.At > found.At - SlaLately.Window).Select(o => (double)o.TookSeconds)
            .Order().ToList();
        double? At(double share) => took.Count == 0 ? null : took[(int)Math.Ceiling(share * took.Count) - 1];
        return new SlaView(
            process, found.At, target, found.Groups, s.Open.Count, new SlaLately(took.Count, At(0.5), At(0.95)));
    }

    /// <summary>What a snapshot keeps.</summary>
    public static SlaMemento Write(SlaWatch s) => new(
        [.. s.Open.Values], [.. s.Untold], s.Numbers, s.Desk, s.Stream, s.Mailing, [.. s.Lately]);

    /// <summary>The state back.</summary>
    public static SlaWatch Read(SlaMemento m) => new(
        SlaWatch.None.Open.AddRange(m.Open.Select(b => KeyValuePair.Create(b.Subject, b))), [.. m.Untold], m.Numbers,
        m.Desk, m.Stream, m.Mailing, [.. m.Lately]);

    /// <summary>A breach that the rows read do not reach is left as it is.</summary>
    private static bool HasGoneOn(SlaBreach b, SlaFindings found, HashSet<string> late) => b.IsMany
        ? found.Late <= FewAgain || !found.Groups.Any(g => g.Group == b.Group && g.Late > 0)
        : !late.Contains(b.Subject) && !(b.Since >= found.WholeUntil);

    private static IEnumerable<SlaBreach> Begin(
        ImmutableSortedDictionary<string, SlaBreach> open, SlaFindings found, SlaTarget target)
    {
        var groups = open.Values.Count(b => b.IsMany);
        if (found.Late > MaxCases || groups > 0)
        {
            return found.Groups.Where(g => g.Late > 0 && !open.ContainsKey(SlaBreach.Many + g.Group))
                .OrderByDescending(g => g.Late).Take(MaxGroups - groups)
                .Select(g => Breach(SlaBreach.Many + g.Group, g.Group, g.OldestAt, g.Late));
        }
        return found.Oldest.Where(l => !open.ContainsKey(l.Subject)).Take(Math.Min(NewCases, MaxCases - open.Count))
            .Select(l => Breach(l.Subject, l.Group, l.Since, 1));

        SlaBreach Breach(string subject, string group, DateTimeOffset since, long count) =>
            new(subject, group, since, found.At, Seconds(target.For(group)), count);
    }

    private static SlaWatch Note(SlaWatch s, SlaBreach breach, DateTimeOffset? restored) => s with
    {
        Numbers = s.Numbers + 1,
        Untold = s.Untold.Add(new SlaNotice(s.Numbers + 1, breach, restored)),
    };

    private static SlaWatch Forget(SlaWatch s) =>
        s with { Untold = s.Untold.RemoveAll(n => n.Number <= Math.Min(s.Desk, s.Stream)) };

    private static ImmutableArray<SlaOutcome> Remember(ImmutableArray<SlaOutcome> lately, SlaOutcome outcome) =>
        (lately.Length < SlaLately.Most ? lately : lately.RemoveAt(0)).Add(outcome);

    private static long UpTo(SlaWatch s, string listener) => listener == SlaListener.Desk ? s.Desk : s.Stream;

    private static TimeSpan Pause(int missed)
    {
        var pause = MailPause * Math.Pow(2, Math.Min(missed, 10));
        return pause < LongestMailPause ? pause : LongestMailPause;
    }

    private static long Seconds(TimeSpan time) => (long)Math.Max(0, time.TotalSeconds);
}
