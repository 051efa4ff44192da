using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Webhooks;

/// <summary>An event reaches its endpoint at least once, or ends with somebody who decides. Pure.</summary>
public static class DeliveryDecider
{
    /// <summary>Longest body kept and sent, in characters.</summary>
    public const int MaxBody = 262_144;

    /// <summary>How much longer each pause is than the one before.</summary>
    public const int Growth = 4;

    /// <summary>How far a pause is from the schedule at most, as a share of it: receivers that failed together are not
    /// asked again together.</summary>
    public const double Jitter = 0.2;

    /// <summary>The owed call that sends.</summary>
    public const string SendCall = "send";

    /// <summary>The owed call that tells the exception desk.</summary>
    public const string ReportCall = "report";

    /// <summary>Pause after the first attempt in vain.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause of the schedule.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(12);

    /// <summary>Longest wait that a receiver may ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>When a held delivery looks once more whether its endpoint is still disabled.</summary>
    public static readonly TimeSpan LookPause = TimeSpan.FromMinutes(10);

    /// <summary>Takes an event over; nothing when it is there.</summary>
    public static DeliveryEvent[] Offer(Delivery s, BusinessEvent e, DateTimeOffset now)
    {
        if (s is Delivery.Kept)
        {
            return [];
        }
        var body = CloudEventJson.Write(e);
        return body.Length <= MaxBody
            ? [new DeliveryEvent.Queued(e.Type, body, e.TraceParent, now)]
            : [new DeliveryEvent.Queued(e.Type, "", e.TraceParent, now), new DeliveryEvent.GivenUp("too-long", now)];
    }

    /// <summary>What is to be sent now, or null.</summary>
    public static WebhookMessage? Due(Delivery s, DeliveryKey key, DateTimeOffset now) =>
        s is Delivery.Kept k && TimeOf(k.Standing) is { } time && time <= now
            ? new WebhookMessage(key.Id, k.Body, k.TraceParent, k.Attempts)
            : null;

    /// <summary>Records what came of an attempt. One that ends late, after another has settled it, changes nothing.
    /// </summary>
    /// <param name="s">The state.</param>
    /// <param name="key">Its key, for the jitter.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="patience">How long after it was queued, or sent again, there are attempts.</param>
    /// <param name="now">UTC.</param>
    public static DeliveryEvent[] Record(
        Delivery s, DeliveryKey key, SendOutcome outcome, TimeSpan patience, DateTimeOffset now)
    {
        if (s is not Delivery.Kept k || TimeOf(k.Standing) is null)
        {
            return [];
        }
        var end = k.Since + patience;
        return
        [
            outcome switch
            {
                SendOutcome.Taken t => new DeliveryEvent.Delivered(t.Status, now),
                SendOutcome.Gone or SendOutcome.Disabled => new DeliveryEvent.Held(
                    k.Standing is DeliveryStanding.Held ? null : now + LookPause, now),
                SendOutcome.Full => new DeliveryEvent.GivenUp("queue-full", now),
                SendOutcome.Missed m when now >= end => new DeliveryEvent.GivenUp(Short(m.Code), now),
                SendOutcome.Missed m => new DeliveryEvent.Missed(
                    Short(m.Code), Earlier(now + Longer(Pause(key, k.Attempts), m.RetryAfter), end), now),
                SendOutcome.Postponed when now >= end => new DeliveryEvent.GivenUp("no-turn", now),
                SendOutcome.Postponed p => new DeliveryEvent.Postponed(Earlier(now + p.Wait, end), now),
                _ => throw new UnreachableException(),
            },
        ];
    }

    /// <summary>Begins again with one that is held or given up. One whose body was too long has nothing to send.
    /// </summary>
    public static DeliveryEvent[] SendAgain(Delivery s, DateTimeOffset now) => s is Delivery.Kept
    {
        Body.Length: > 0,
        Standing: DeliveryStanding.Held or DeliveryStanding.GivenUp or DeliveryStanding.Dead,
    }
        ? [new DeliveryEvent.SentAgain(now)]
        : [];

    /// <summary>What the desk has to be told, or null. One exception per endpoint, however much was given up.</summary>
    public static ExceptionReport? Report(Delivery s, DeliveryKey key, DateTimeOffset now) =>
        s is Delivery.Kept { Standing: DeliveryStanding.GivenUp given } k
            ? EndpointDecider.DeadLetters(
                key.Endpoint, $"{k.Type} {key.Id} was given up after {k.Attempts} attempts: {given.Code}.", now)
            : null;

    /// <summary>Notes that the desk knows.</summary>
    public static DeliveryEvent[] Reported(Delivery s, DateTimeOffset now) =>
        s is Delivery.Kept { Standing: DeliveryStanding.GivenUp } ? [new DeliveryEvent.Reported(now)] : [];

    /// <summary>The pause after so many attempts in vain. The jitter follows from the delivery, so it is the same
    /// whoever works it out.</summary>
    public static TimeSpan Pause(DeliveryKey key, int attempts)
    {
        var pause = FirstPause * Math.Pow(Growth, Math.Min(attempts, 16));
        var schedule = pause < LongestPause ? pause : LongestPause;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{key}#{attempts}"));
        var share = BitConverter.ToUInt32(hash) / (double)uint.MaxValue;
        return schedule * (1 - Jitter + (2 * Jitter * share));
    }

    /// <summary>The state after an event.</summary>
    public static Delivery Evolve(Delivery s, DeliveryEvent e) => (s, e) switch
    {
        (Delivery.Absent, DeliveryEvent.Queued q) => new Delivery.Kept(
            q.Type, q.Body, q.TraceParent, q.At, q.At, 0, new DeliveryStanding.Waiting(null, null)),
        (Delivery.Kept k, DeliveryEvent.Delivered) => k with { Standing = new DeliveryStanding.Delivered() },
        (Delivery.Kept k, DeliveryEvent.Missed m) => k with
        {
            Attempts = k.Attempts + 1,
            Standing = new DeliveryStanding.Waiting(m.RetryAt, m.Code),
        },
        (Delivery.Kept k, DeliveryEvent.Postponed p) => k with
        {
            Standing = new DeliveryStanding.Waiting(p.Until, (k.Standing as DeliveryStanding.Waiting)?.Code),
        },
        (Delivery.Kept k, DeliveryEvent.Held h) => k with { Standing = new DeliveryStanding.Held(h.LookAt) },
        (Delivery.Kept k, DeliveryEvent.GivenUp g) => k with { Standing = new DeliveryStanding.GivenUp(g.Code) },
        (Delivery.Kept { Standing: DeliveryStanding.GivenUp g } k, DeliveryEvent.Reported) =>
            k with { Standing = new DeliveryStanding.Dead(g.Code) },
        (Delivery.Kept k, DeliveryEvent.SentAgain a) => k with
        {
            Since = a.At,
            Attempts = 0,
            Standing = new DeliveryStanding.Waiting(null, null),
        },
        _ => throw new UnreachableException($"{e.GetType().Name} cannot follow {s.GetType().Name}."),
    };

    /// <summary>The calls owed: <c>send</c> or <c>report</c>.</summary>
    public static IReadOnlyList<Owed> Outbox(Delivery s) => s is not Delivery.Kept k ? [] : k.Standing switch
    {
        DeliveryStanding.Waiting w => [new Owed(SendCall, w.NextAt)],
        DeliveryStanding.Held { LookAt: { } look } => [new Owed(SendCall, look)],
        DeliveryStanding.GivenUp => [new Owed(ReportCall)],
        _ => [],
    };

    /// <summary>What a reader is shown, or null.</summary>
    public static DeliveryView? View(Delivery s, DeliveryKey key, long version) => s is not Delivery.Kept k ? null
        : new DeliveryView(
            key.Id, k.Type, StatusOf(k.Standing), k.Attempts, k.QueuedAt,
            (k.Standing as DeliveryStanding.Waiting)?.NextAt, CodeOf(k.Standing), version);

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<DeliveryEvent> Codec = new EventCodec<DeliveryEvent>()
        .Add("queued", DeliveryJson.Default.Queued)
        .Add("delivered", DeliveryJson.Default.Delivered)
        .Add("missed", DeliveryJson.Default.Missed)
        .Add("postponed", DeliveryJson.Default.Postponed)
        .Add("held", DeliveryJson.Default.Held)
        .Add("given-up", DeliveryJson.Default.GivenUp)
        .Add("reported", DeliveryJson.Default.Reported)
        .Add("sent-again", DeliveryJson.Default.SentAgain);

    /// <summary>All that the journal needs to know of the deliveries to one endpoint; rows are grouped by its name.
    /// </summary>
    public static Fold<Delivery, DeliveryEvent> FoldFor(DeliveryKey key) =>
        new("webhook", Delivery.None, Evolve, Outbox, s => Index(s, key), Codec);

    private static IndexRow? Index(Delivery s, DeliveryKey key) => s is not Delivery.Kept k ? null : new IndexRow(
        StatusOf(k.Standing), key.Endpoint.Name, JsonSerializer.Serialize(
            new DeliveryRow(
                k.Type, k.Attempts, k.QueuedAt, (k.Standing as DeliveryStanding.Waiting)?.NextAt, CodeOf(k.Standing)),
            DeliveryJson.Default.DeliveryRow),
        k.Standing is DeliveryStanding.Delivered ? null : k.QueuedAt);

    private static string StatusOf(DeliveryStanding standing) => standing switch
    {
        DeliveryStanding.Waiting => "waiting",
        DeliveryStanding.Held => "held",
        DeliveryStanding.Delivered => "delivered",
        _ => "dead",
    };

    private static string? CodeOf(DeliveryStanding standing) => standing switch
    {
        DeliveryStanding.Waiting w => w.Code,
        DeliveryStanding.GivenUp g => g.Code,
        DeliveryStanding.Dead d => d.Code,
        _ => null,
    };

    /// <summary>When an attempt is due, or null when none is owed.</summary>
    private static DateTimeOffset? TimeOf(DeliveryStanding standing) => standing switch
    {
        DeliveryStanding.Waiting w => w.NextAt ?? DateTimeOffset.MinValue,
        DeliveryStanding.Held h => h.LookAt,
        _ => null,
    };

    private static TimeSpan Longer(TimeSpan pause, TimeSpan? asked)
    {
        var wait = asked ?? TimeSpan.Zero;
        var bounded = wait < LongestRetryAfter ? wait : LongestRetryAfter;
        return bounded > pause ? bounded : pause;
    }

    // The last attempt is at the end of the patience, not a pause before it.
    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static string Short(string code) => code.Length <= 64 ? code : code[..64];
}
