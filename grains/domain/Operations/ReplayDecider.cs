using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>Looks first, then does it, page by page. Pure.</summary>
public static class ReplayDecider
{
    /// <summary>Findings that are kept for people; the counts go on.</summary>
    public const int MaxSample = 100;

    /// <summary>The owed call by which it goes on.</summary>
    public const string StepCall = "step";

    /// <summary>Makes the plan, unless there is one.</summary>
    public static ReplayEvent[] Plan(ReplayRun s, ReplayPlan plan, Origin by, DateTimeOffset now) => s.Plan is null
        // Nothing that happens from now on belongs to it: otherwise it would run after its own effects.
        ? [new ReplayEvent.Planned(plan with { To = plan.To is { } to && to < now ? to : now }, by, now)]
        : [];

    /// <summary>Begins to do it. Results in the order of <see cref="ReplayChange"/>.</summary>
    public static (ReplayChange, ReplayEvent[]) Start(ReplayRun s, Origin by, DateTimeOffset now) => s.Standing switch
    {
        ReplayStanding.Absent => (ReplayChange.NotFound, []),
        ReplayStanding.Ready => (ReplayChange.Done, [new ReplayEvent.Started(by, now)]),
        ReplayStanding.Working or ReplayStanding.Done => (ReplayChange.Done, []),
        _ => (ReplayChange.NotAllowed, []),
    };

    /// <summary>Stops it. Results in the order of <see cref="ReplayChange"/>.</summary>
    public static (ReplayChange, ReplayEvent[]) Cancel(ReplayRun s, Origin by, DateTimeOffset now) => s.Standing switch
    {
        ReplayStanding.Absent => (ReplayChange.NotFound, []),
        ReplayStanding.Done => (ReplayChange.NotAllowed, []),
        ReplayStanding.Cancelled => (ReplayChange.Done, []),
        _ => (ReplayChange.Done, [new ReplayEvent.Cancelled(by, now)]),
    };

    /// <summary>Takes in a page that was looked at; nothing when it stands elsewhere by now.</summary>
    public static ReplayEvent[] Looked(ReplayRun s, ReplayPlace from, ReplayStep step, DateTimeOffset now) =>
        s.Standing == ReplayStanding.Looking && s.Place == from ? [new ReplayEvent.Looked(step, now)] : [];

    /// <summary>Takes the next page to be worked on; nothing when there is one, or it stands elsewhere.</summary>
    public static ReplayEvent[] Take(ReplayRun s, ReplayPlace from, ReplayPage page, DateTimeOffset now) =>
        s is { Standing: ReplayStanding.Working, Taken: null } && s.Place == from
            ? [new ReplayEvent.Taken(page, now)]
            : [];

    /// <summary>Takes in what was done, once for a page; also what was done by the time that it was stopped.</summary>
    public static ReplayEvent[] Worked(
        ReplayRun s, ReplayPage page, ImmutableSortedDictionary<string, long> counts, DateTimeOffset now) =>
        s.Taken == page ? [new ReplayEvent.Worked(new ReplayStep(page.Next, counts, []), now)] : [];

    /// <summary>The state after an event.</summary>
    public static ReplayRun Evolve(ReplayRun s, ReplayEvent e) => e switch
    {
        ReplayEvent.Planned p => s with
        {
            Plan = p.Plan,
            By = p.By,
            At = p.At,
            Standing = ReplayStanding.Looking,
        },
        ReplayEvent.Looked l => s with
        {
            Found = Sum(s.Found, l.Step.Counts),
            Sample = [.. s.Sample, .. l.Step.Findings.Take(MaxSample - s.Sample.Length)],
            Place = l.Step.Next ?? ReplayPlace.First,
            Standing = l.Step.Next is null ? ReplayStanding.Ready : s.Standing,
        },
        ReplayEvent.Started b => s with
        {
            Standing = ReplayStanding.Working,
            Place = ReplayPlace.First,
            StartedBy = b.By,
        },
        ReplayEvent.Taken t => s with { Taken = t.Page },
        ReplayEvent.Worked w => s with
        {
            Taken = null,
            Handled = Sum(s.Handled, w.Step.Counts),
            Place = w.Step.Next ?? s.Place,
            Standing = w.Step.Next is null && s.IsMoving ? ReplayStanding.Done : s.Standing,
            EndedAt = w.Step.Next is null && s.IsMoving ? w.At : s.EndedAt,
        },
        ReplayEvent.Cancelled c => s with { Standing = ReplayStanding.Cancelled, EndedAt = c.At },
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of a replay."),
    };

    /// <summary>It goes on as long as it is not through.</summary>
    public static IReadOnlyList<Owed> Outbox(ReplayRun s) => s.IsMoving ? [new Owed(StepCall)] : [];

    /// <summary>The row in the directory, grouped by scope.</summary>
    public static IndexRow? Index(ReplayRun s) => s.Plan is null ? null : new IndexRow(
        Slug(s.Standing), Slug(s.Plan.Scope), JsonSerializer.Serialize(
            new ReplayRow(s.Plan, s.By.Client, s.By.Reason, s.At, s.Found, s.Handled), ReplayJson.Default.ReplayRow));

    /// <summary>It for a reader, or null.</summary>
    public static ReplayView? View(ReplayRun s, ReplayKey key, long version) => s.Plan is null ? null : new ReplayView(
        key.Id, s.Plan, s.By, Slug(s.Standing), s.At, s.EndedAt, s.Found, s.Sample, s.Handled, version);

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<ReplayEvent> Codec = new EventCodec<ReplayEvent>()
        .Add("planned", ReplayJson.Default.Planned)
        .Add("looked", ReplayJson.Default.Looked)
        .Add("started", ReplayJson.Default.Started)
        .Add("taken", ReplayJson.Default.Taken)
        .Add("worked", ReplayJson.Default.Worked)
        .Add("cancelled", ReplayJson.Default.Cancelled);

    /// <summary>All that the journal needs to know of replays.</summary>
    public static readonly Fold<ReplayRun, ReplayEvent> Fold =
        new("replay", ReplayRun.None, Evolve, Outbox, Index, Codec);

    private static ImmutableSortedDictionary<string, long> Sum(
        ImmutableSortedDictionary<string, long> to, ImmutableSortedDictionary<string, long> counts) =>
        to.SetItems(counts.Select(c => KeyValuePair.Create(c.Key, to.GetValueOrDefault(c.Key) + c.Value)));

    private static string Slug<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
