using System.Collections.Concurrent;
using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>Reads what the outcomes of a period are computed from.</summary>
/// <remarks>The work of one answer is bounded: at most <see cref="RowSample.MaxRows"/> rows of each of eight lists, a
/// page of each day's trail, two pages for each of <see cref="MostChannels"/> channels, and <see cref="MostActors"/>
/// postings and as many returns.</remarks>
public sealed class OutcomeSource(Cluster cluster, Tenant tenant, OutcomePeriod period, DateTimeOffset now, int fanOut)
{
    /// <summary>Most postings, and most returns, that are read whole.</summary>
    public const int MostActors = 100;

    /// <summary>Most channels that are looked at.</summary>
    public const int MostChannels = 16;

    private const int TrailRows = 1_000;

    private static readonly TimeSpan _longDecision = TimeSpan.FromHours(1);
    private static readonly string[] _refunded = ["refunded", "tax-adjusted", "reversal-posted", "closed"];
    private static readonly string[] _never = ["rejected", "expired"];

    /// <summary>Reads it.</summary>
    public async Task<OutcomeReading> Read()
    {
        var (orders, failed, exceptions, settlements) = (
            Rows("order"), Rows("posting", "exception"), Rows("exception"), Rows("settlement"));
        var (lines, stock, posted, returns) = (
            Rows("settlement-line"), Rows("stock"), Rows("posting", "done"), Rows("return"));
        var undecided = Waiting("order", ["deciding"], RowSample.PageRows, now - _longDecision);
        var open = Waiting("posting", ["awaiting", "awaiting-erp", "exception"], 0, period.MonthEnd(now));
        await Task.WhenAll(orders, failed, exceptions, settlements, lines, stock, posted, returns, undecided, open);
        var postings = Each<IPosting, PostingView>(
            (await posted).Spread(r => period.Has(r.ChangedAt), MostActors),
            r => new PostingKey(tenant, r.Key).ToString(), p => p.Read());
        var refunds = Each<IReturn, ReturnView>(
            (await returns).Spread(r => period.Has(r.ChangedAt) && _refunded.Contains(r.Status), MostActors),
            r => new ReturnKey(tenant, new ReturnId(r.Key)).ToString(), p => p.Read());
        return new OutcomeReading(
            period, now, await orders, (await undecided).Rows, await failed, await exceptions, await settlements,
            await lines, await stock, await postings, await refunds, await HandWork(), await Channels(await orders),
            (await open).Total);
    }

    private Task<RowSample> Rows(string kind, string? status = null, string? group = null) => RowSample.Read(
        (after, limit) => Page(new DirectoryQuery(kind, status, group, after, limit)));

    private ValueTask<DirectoryPage> Page(DirectoryQuery query) =>
        cluster.Ask<IDirectory, DirectoryPage>(tenant.Value, d => d.List(query));

    private Task<WaitingSummary> Waiting(
        string kind, ImmutableArray<string> statuses, int rows, DateTimeOffset until) =>
        cluster.Ask<IDirectory, WaitingSummary>(
            tenant.Value, d => d.Waiting(new WaitingQuery(kind, statuses, rows, Until: until))).AsTask();

    private async Task<ImmutableArray<TView>> Each<TGrain, TView>(
        IEnumerable<DirectoryRow> rows, Func<DirectoryRow, string> key, Func<TGrain, Task<TView?>> read)
        where TGrain : class, IGrainWithStringKey where TView : class
    {
        var views = new ConcurrentBag<TView>();
        await Parallel.ForEachAsync(
            rows, new ParallelOptions { MaxDegreeOfParallelism = fanOut }, async (row, _) =>
            {
                if (await cluster.Ask<TGrain, TView?>(key(row), read) is { } view)
                {
                    views.Add(view);
                }
            });
        return [.. views];
    }

    /// <summary>A bulk replay is one touch, its start; a plan has only looked, and what was refused did nothing.
    /// </summary>
    private async Task<HandWorkCount> HandWork()
    {
        var days = await Task.WhenAll(period.Days.Select(day => cluster.Ask<IAuditTrail, AuditPage>(
            new AuditKey(tenant, day).ToString(), t => t.Read(0, TrailRows)).AsTask()));
        return new HandWorkCount(
            days.Sum(d => d.Total - d.Lines.Count(l =>
                l.Done == false || l.Action.What is "replay-plan" or "replay-cancel")),
            days.All(d => d.Total == d.Lines.Length));
    }

    private async Task<ImmutableArray<ChannelBegin>> Channels(RowSample orders)
    {
        var names = orders.Rows.Select(r => r.Group).Distinct().Order(StringComparer.Ordinal).Take(MostChannels);
        return [.. await Task.WhenAll(names.Select(name => Begin(name, orders)))];
    }

    /// <summary>A channel with more than a page of orders or messages began long ago, or cannot be told.</summary>
    private async Task<ChannelBegin> Begin(string channel, RowSample orders)
    {
        var own = orders.IsWhole
            ? new DirectoryPage([.. orders.Rows.Where(r => r.Group == channel)], null)
            : await Page(new DirectoryQuery("order", null, channel, null, RowSample.PageRows));
        var messages = await Page(new DirectoryQuery("inbox", null, channel, null, RowSample.PageRows));
        return new ChannelBegin(
            channel,
            messages.Next is null ? messages.Rows.Min(r => OutcomeRow.Time(r, "receivedAt")) : null,
            own.Next is null
                ? own.Rows.Where(r => !_never.Contains(r.Status)).Min(r => OutcomeRow.Time(r, "submittedAt"))
                : null);
    }
}
