using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RetailActors.Postings;

namespace RetailActors.Operations;

/// <summary>How fast a replay may go.</summary>
/// <param name="PerSecond">Things tried again in a second. Rows are looked at twenty times as fast.</param>
public sealed record ReplayPace(int PerSecond)
{
    /// <summary>The key in configuration.</summary>
    public const string Key = "Operations:ReplayPerSecond";

    /// <summary>The fastest.</summary>
    public const int Most = 10_000;

    private const int Default = 100;
    private const int LookFactor = 20;

    /// <summary>From configuration.</summary>
    /// <exception cref="InvalidOperationException">It is no number from 1 to <see cref="Most"/>.</exception>
    public static ReplayPace Read(IConfiguration configuration)
    {
        var text = configuration[Key];
        return text is null ? new(Default)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate)
                && rate is > 0 and <= Most ? new(rate)
            : throw new InvalidOperationException($"{Key} must be 1 to {Most}, but is '{text}'.");
    }

    /// <summary>The least time for so many things tried again.</summary>
    public TimeSpan ForWork(int things) => TimeSpan.FromSeconds((double)things / PerSecond);

    /// <summary>The least time for so many rows looked at.</summary>
    public TimeSpan ForLook(int rows) => ForWork(rows) / LookFactor;
}

/// <summary>Reads a page of a replay, and tries again what stands on it.</summary>
public sealed partial class ReplayHands(
    ReplayKey key, IGrainFactory grains, ReplayPace pace, TimeProvider clock, ILogger log)
{
    /// <summary>Rows of a page that is only looked at.</summary>
    public const int LookRows = 1_000;

    /// <summary>Rows of a page that is worked on; a crash repeats at most so many.</summary>
    public const int WorkRows = 200;

    /// <summary>Entities asked side by side.</summary>
    public const int SideBySide = 16;

    /// <summary>Looks at a page and changes nothing.</summary>
    public async Task<ReplayStep> Look(ReplayRun run)
    {
        var began = clock.GetTimestamp();
        var (page, next) = await Page(run, LookRows);
        var items = await Items(run, page);
        var sample = await Previewed(items.Where(i => i.Finding.Action != ReplayRules.None)
            .Take(ReplayDecider.MaxSample - run.Sample.Length));
        await Rest(began, pace.ForLook(page.Rows.Length));
        return new ReplayStep(next, Count(items.Select(i => i.Finding.Action)), sample);
    }

    /// <summary>The sample says what would change; the rest is only counted, so that a look wakes few actors.</summary>
    private async Task<ImmutableArray<ReplayFinding>> Previewed(IEnumerable<ReplayItem> sample)
    {
        var findings = ImmutableArray.CreateBuilder<ReplayFinding>();
        foreach (var some in sample.Chunk(SideBySide))
        {
            findings.AddRange(await Task.WhenAll(some.Select(async i => i.Finding with
            {
                Preview = i.Exception is { } exception ? await Preview(exception) : null,
            })));
        }
        return findings.ToImmutable();
    }

    private async Task<DecisionPreview?> Preview(ExceptionKey exception)
    {
        try
        {
            return await grains.Actor<IExceptionCase>(exception.ToString()).Preview(
                ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty);
        }
        catch (Exception e) when (Unanswered.Is(e))
        {
            // The sample is for people; what cannot be asked now, or is on a silo that does not know how, goes without.
            NotPreviewed(exception.ToString(), e.Message);
            return null;
        }
    }

    /// <summary>The next page to be worked on.</summary>
    public async Task<ReplayPage> Take(ReplayRun run)
    {
        var (page, next) = await Page(run, WorkRows);
        return new ReplayPage(
            [.. (await Items(run, page)).Where(i => i.Exception is not null).Select(i => i.Exception!.Value.Id)], next);
    }

    /// <summary>Tries again what stands on a page.</summary>
    /// <returns>How many by result, and how many gave no answer: nobody knows what became of them.</returns>
    public async Task<(ImmutableSortedDictionary<string, long> Counts, int Open)> Work(ReplayPage page, Origin by)
    {
        var results = new List<string?>();
        foreach (var some in page.Exceptions.Chunk(SideBySide))
        {
            var began = clock.GetTimestamp();
            results.AddRange(await Task.WhenAll(some.Select(id => Retry(new ExceptionKey(key.Tenant, id), by))));
            await Rest(began, pace.ForWork(some.Length));
        }
        return (Count(results.OfType<string>()), results.Count(r => r is null));
    }

    private async Task<(DirectoryPage Page, ReplayPlace? Next)> Page(ReplayRun run, int rows)
    {
        var lists = ReplayRules.ListsOf(run.Plan!);
        var (kind, status) = lists[run.Place.List];
        var page = await grains.Actor<IDirectory>(key.Tenant.Value)
            .List(new DirectoryQuery(kind, status, null, run.Place.After, rows));
        return (page, page.Next is { } after ? run.Place with { After = after }
            : run.Place.List + 1 < lists.Length ? new ReplayPlace(run.Place.List + 1, null)
            : null);
    }

    private async Task<List<ReplayItem>> Items(ReplayRun run, DirectoryPage page)
    {
        var plan = run.Plan!;
        var items = new List<ReplayItem>();
        switch (ReplayRules.ListsOf(plan)[run.Place.List].Kind)
        {
            case "posting":
                await AddDocuments(plan, page, items);
                break;
            case "inbox":
                items.AddRange(page.Rows.Select(r => ReplayRules.OfMessage(plan, key.Tenant, r)).OfType<ReplayItem>());
                break;
            default:
                items.AddRange(page.Rows.Select(r => ReplayRules.OfException(plan, key.Tenant, r))
                    .OfType<ReplayItem>());
                break;
        }
        return items;
    }

    private async Task AddDocuments(ReplayPlan plan, DirectoryPage page, List<ReplayItem> items)
    {
        var rows = page.Rows.Where(row => !ReplayRules.IsBefore(plan, row)).ToList();
        // What is on record is not asked one by one: an actor for each order of a day would be woken for nothing.
        items.AddRange(rows.Where(row => !ReplayRules.IsUnfinished(row))
            .Select(row => ReplayRules.OfFinished(plan, key.Tenant, row)).OfType<ReplayItem>());
        foreach (var some in rows.Where(ReplayRules.IsUnfinished).Chunk(SideBySide))
        {
            var views = await Task.WhenAll(some.Select(row => grains.Actor<IPosting>(Of(row).ToString()).Read()));
            for (var i = 0; i < some.Length; i++)
            {
                items.AddRange((views[i]?.Documents ?? []).Select(d => ReplayRules.OfDocument(
                    plan, Of(some[i]), ReplayRules.ChannelOf(some[i]), d)).OfType<ReplayItem>());
            }
        }
    }

    private PostingKey Of(DirectoryRow row) => new(key.Tenant, row.Key);

    /// <summary>Decides an exception under an id that follows from the replay; null when it does not answer.</summary>
    private async Task<string?> Retry(ExceptionKey exception, Origin by)
    {
        try
        {
            return ReplayRules.ResultOf(await grains.Actor<IExceptionCase>(exception.ToString()).Decide(
                $"{key.Id}.{exception.Id}", ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty, by));
        }
        catch (Exception e) when (Unanswered.Is(e))
        {
            NotTried(exception.ToString(), e.Message);
            return null;
        }
    }

    private async Task Rest(long began, TimeSpan least)
    {
        if (least - clock.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, clock);
        }
    }

    private static ImmutableSortedDictionary<string, long> Count(IEnumerable<string> names) =>
        names.CountBy(name => name).ToImmutableSortedDictionary(
            n => n.Key, n => (long)n.Value, StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A replay cannot say what {Exception} would change: {Cause}")]
    private partial void NotPreviewed(string exception, string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A replay could not decide {Exception} yet: {Cause}")]
    private partial void NotTried(string exception, string cause);
}
