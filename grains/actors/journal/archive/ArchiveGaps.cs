namespace RetailActors.Journal;

/// <summary>Versions that the journal does not have although it has one before and one after them.</summary>
internal readonly record struct ArchiveGap(string Stream, long From, long To);

/// <summary>Sees from what was read of the journal whether the archive has to be read too.</summary>
/// <remarks>
/// The journal is read first and the archive afterwards, never the other way round: what has left the journal by then
/// is in the archive already. A stream that is read completely costs a comparison for each entry.
/// </remarks>
internal static class ArchiveGaps
{
    /// <summary>The gaps, or null when there are none.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="entries">What the journal has of it, each stream's entries together and by version.</param>
    public static List<ArchiveGap>? Find(
        IReadOnlyList<StreamPosition> asked, IReadOnlyList<JournalEntry> entries)
    {
        List<ArchiveGap>? gaps = null;
        Dictionary<string, long>? after = null;
        for (var i = 0; i < entries.Count; i++)
        {
            var (stream, version) = (entries[i].Stream, entries[i].Version);
            var before = i > 0 && entries[i - 1].Stream == stream ? entries[i - 1].Version
                : version == 1 ? 0
                : asked.Count == 1 ? asked[0].After
                : (after ??= Positions(asked))[stream];
            if (version > before + 1)
                (gaps ??= []).Add(new(stream, before + 1, version - 1));
        }
        return gaps;
    }

    /// <summary>The entries with what the archive has for their gaps, each stream's by version.</summary>
    public static IReadOnlyList<JournalEntry> Fill(
        IReadOnlyList<JournalEntry> entries, IReadOnlyList<ArchiveGap> gaps, IEnumerable<ArchiveRow> rows)
    {
        var missing = gaps.ToLookup(gap => gap.Stream, StringComparer.Ordinal);
        var found = rows.SelectMany(row => row.Entries()).Where(
            e => missing[e.Stream].Any(gap => gap.From <= e.Version && e.Version <= gap.To));
        return
        [
            .. entries.Concat(found).OrderBy(e => e.Stream, StringComparer.Ordinal).ThenBy(e => e.Version),
        ];
    }

    private static Dictionary<string, long> Positions(IReadOnlyList<StreamPosition> asked)
    {
        var after = new Dictionary<string, long>(asked.Count, StringComparer.Ordinal);
        foreach (var position in asked)
            after[position.Stream] = position.After;
        return after;
    }
}
