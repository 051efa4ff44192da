namespace RetailActors.Journal;

/// <summary>
/// The outbox changes of one append with each call named once. A database refuses a statement that changes a row twice,
/// and that would fail the whole batch for the slip of one entity.
/// </summary>
internal static class OutboxChanges
{
    /// <summary>Of several puts of one call the last counts.</summary>
    public static IEnumerable<OutboxPut> Put(JournalAppend append)
    {
        var puts = append.Put;
        return puts.Count < 2 ? puts : puts.Where((put, i) => !puts.Skip(i + 1).Any(later => later.Call == put.Call));
    }

    /// <summary>A call that is put as well is not removed.</summary>
    public static IEnumerable<string> Removed(JournalAppend append) =>
        append.Removed.Count == 0 || append.Put.Count == 0
            ? append.Removed
            : append.Removed.Where(call => !append.Put.Any(put => put.Call == call));
}
