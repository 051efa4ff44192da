using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RetailActors.Operations;

/// <summary>The program's own metrics and spans. Every name is in <c>docs/telemetry.md</c>.</summary>
/// <remarks>Labels are names from the configuration and slugs of ours; never an id, an address or what a message said.
/// With nobody listening an instrument costs a comparison.</remarks>
public static class Signals
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "RetailActors";

    private static readonly double[] _seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly double[] _ages = [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3_600, 86_400];

    /// <summary>The meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>The source of spans.</summary>
    public static readonly ActivitySource Spans = new(Name);

    /// <summary>Calls to outside accounts: <c>account</c>; <c>outcome</c> answered, failed, unknown or turned-away.
    /// </summary>
    public static readonly Histogram<double> AccountCalls = Seconds(
        "retailactors.account.call.duration", "Calls to outside accounts.", _seconds);

    /// <summary>What accounts said to documents: <c>account</c>, <c>document</c>, <c>answer</c>, <c>attempt</c> first
    /// or retry.</summary>
    public static readonly Counter<long> Documents = Meter.CreateCounter<long>(
        "retailactors.account.documents", "{answer}", "What accounts said to documents.");

    /// <summary>Calls that repeat one: <c>account</c>; <c>what</c> document, payment or stock.</summary>
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "retailactors.account.retries", "{call}", "Calls to outside accounts that repeat one before, or look it up.");

    /// <summary>Submissions: <c>channel</c>, <c>result</c>.</summary>
    public static readonly Histogram<double> Orders = Seconds(
        "retailactors.order.submit.duration", "Submissions of orders, until the answer.", _seconds);

    /// <summary>Messages from outside: <c>source</c>, <c>outcome</c>.</summary>
    public static readonly Counter<long> Inbox = Meter.CreateCounter<long>(
        "retailactors.inbox.messages", "{message}", "Messages from outside, by what an attempt came to.");

    /// <summary>Exceptions put on the desk: <c>kind</c>, <c>group</c>, <c>owner</c>.</summary>
    public static readonly Counter<long> Exceptions = Meter.CreateCounter<long>(
        "retailactors.exceptions.raised", "{exception}", "Business exceptions put on the desk.");

    /// <summary>Age of an event when a subscriber hears it: <c>type</c>.</summary>
    public static readonly Histogram<double> EventAge = Seconds(
        "retailactors.event.age", "Age of business events when a subscriber hears them.", _ages);

    /// <summary>Attempts at endpoints of third parties: <c>endpoint</c>; <c>outcome</c> taken, missed or gone.
    /// </summary>
    public static readonly Histogram<double> Webhooks = Seconds(
        "retailactors.webhook.attempt.duration", "Attempts at endpoints of third parties.", _seconds);

    /// <summary>Requests at the door: <c>room</c> trade or operations; <c>outcome</c> admitted, waited, full, late or
    /// gone.</summary>
    public static readonly Counter<long> Admission = Meter.CreateCounter<long>(
        "retailactors.admission.requests", "{request}", "Requests at the door, by what came of them.");

    /// <summary>Appends to the journal, with the wait for the writer.</summary>
    public static readonly Histogram<double> Appends = Seconds(
        "retailactors.journal.append.duration", "Appends to the journal.", _seconds);

    /// <summary>Entries moved from the journal to its archive.</summary>
    public static readonly Counter<long> Archived = Meter.CreateCounter<long>(
        "retailactors.journal.archive.entries", "{entry}", "Entries moved from the journal to its archive.");

    /// <summary>Bytes of them: <c>form</c> plain, as they were, or packed, as the archive keeps them.</summary>
    public static readonly Counter<long> ArchivedBytes = Meter.CreateCounter<long>(
        "retailactors.journal.archive.bytes", "{byte}", "Bytes of entries moved from the journal to its archive.");

    /// <summary>Begins a span below a W3C trace parent, which may be days old; below the current span when that
    /// belongs to the same trace. Null when nobody collects.</summary>
    public static Activity? Start(string name, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
        && Activity.Current?.TraceId != parent.TraceId
            ? Spans.StartActivity(name, kind, parent)
            : Spans.StartActivity(name, kind);

    /// <summary>Counts one.</summary>
    public static void One(this Counter<long> counter, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        if (counter.Enabled)
        {
            counter.Add(1, Tags(labels));
        }
    }

    /// <summary>Records a time.</summary>
    public static void Took(
        this Histogram<double> histogram, TimeSpan time, params ReadOnlySpan<(string Key, string Value)> labels)
    {
        if (histogram.Enabled)
        {
            histogram.Record(Math.Max(0, time.TotalSeconds), Tags(labels));
        }
    }

    private static TagList Tags(ReadOnlySpan<(string Key, string Value)> labels)
    {
        var tags = default(TagList);
        foreach (var (key, value) in labels)
        {
            tags.Add(key, value);
        }
        return tags;
    }

    private static Histogram<double> Seconds(string name, string description, double[] bounds) =>
        Meter.CreateHistogram(
            name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
