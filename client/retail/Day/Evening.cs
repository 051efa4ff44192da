namespace RetailActors.Retail.Day;

/// <summary>After closing time: what was owed is done, and what could not go on is decided.</summary>
internal sealed class Evening(DayContext day, Desk desk)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(400);

    /// <summary>What is due later than that is nobody's concern tonight.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(20);

    private readonly Dictionary<string, long> _before = [];
    private long _owedBefore;

    /// <summary>What waits before the day is not of the day.</summary>
    public async Task Begin()
    {
        await desk.LeaveWhatIsThere();
        foreach (var (name, count) in await Worklists())
            _before[name] = count;
        _owedBefore = await Owed();
    }

    /// <summary>Waits until nobody owes anything and nothing is left on the desk; false when that takes too long.
    /// </summary>
    public async Task<bool> Settle()
    {
        var until = DateTime.UtcNow + day.Options.Patience;
        while (DateTime.UtcNow < until)
        {
            var decided = await desk.Clear();
            if (decided == 0 && await Owed() <= _owedBefore && await IsClear())
                return true;
            await Task.Delay(_look, day.Cancellation);
        }
        return false;
    }

    /// <summary>Calls that are owed tonight.</summary>
    private async Task<long> Owed()
    {
        var list = await day.Api.Find("/v1/operations/worklists/calls-owed", day.Cancellation);
        var rows = list?.Items("rows").ToArray() ?? [];
        var later = rows.Count(r => r.Text("key")?.EndsWith("#expire", StringComparison.Ordinal) is true
            || r.Time("dueAt") > DateTimeOffset.UtcNow + _soon);
        return (list?.Number("count") ?? 0) - later;
    }

    /// <summary>Nothing waits on the other worklists that did not wait before.</summary>
    private async Task<bool> IsClear() =>
        (await Worklists()).All(l => l.Count <= _before.GetValueOrDefault(l.Name));

    private async Task<IEnumerable<(string Name, long Count)>> Worklists()
    {
        var lists = await day.Api.Find("/v1/operations/worklists", day.Cancellation);
        return [.. (lists?.Items("items") ?? []).Where(l => l.Text("name") != "calls-owed")
            .Select(l => (l.Text("name") ?? "", l.Number("count")))];
    }
}
