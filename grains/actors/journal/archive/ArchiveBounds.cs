namespace RetailActors.Journal;

/// <summary>Every bound of the archive in one place.</summary>
public static class ArchiveBounds
{
    /// <summary>Most entries of one row of the archive.</summary>
    public const int EntriesPerRow = 500;

    /// <summary>Most bytes of one row before compression; one larger entry has a row to itself.</summary>
    public const int BytesPerRow = 1_048_576;

    /// <summary>Fewest entries that are worth a row of their own: a single one takes as much in the archive.</summary>
    public const int FewestEntries = 2;

    /// <summary>Most streams of one transaction: appends of SQLite wait for it, and it has to be short.</summary>
    public const int StreamsPerMove = 20;

    /// <summary>Most entries of one stream that one transaction moves.</summary>
    public const int EntriesPerStream = 1_000;

    /// <summary>Rows of the directory that are looked at by one statement.</summary>
    public const int RowsPerPage = 500;
}
