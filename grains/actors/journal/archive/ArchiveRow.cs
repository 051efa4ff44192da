using System.IO.Compression;

namespace RetailActors.Journal;

/// <summary>One row of the archive: consecutive entries of a stream.</summary>
/// <param name="Stream">Name.</param>
/// <param name="From">First version.</param>
/// <param name="To">Last version.</param>
/// <param name="PlainBytes">Bytes before compression.</param>
/// <param name="Packed">Compressed (Brotli) bytes of <see cref="ArchiveFormat"/>.</param>
internal sealed record ArchiveRow(string Stream, long From, long To, int PlainBytes, byte[] Packed)
{
    private const int Quality = 9;
    private const int WindowBits = 20;

    public static ArchiveRow Of(string stream, IReadOnlyList<ArchivedEntry> entries)
    {
        var plain = ArchiveFormat.Write(entries);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        return BrotliEncoder.TryCompress(plain, packed, out var length, Quality, WindowBits)
            ? new(stream, entries[0].Version, entries[^1].Version, plain.Length, packed[..length])
            : throw new JournalFormatException($"{stream}: its entries cannot be compressed.");
    }

    /// <summary>The entries; empty when the bytes are damaged, and then the stream lacks them.</summary>
    public IEnumerable<JournalEntry> Entries()
    {
        if (PlainBytes is <= 0 or > ArchiveFormat.MaxBytes)
            return [];
        var plain = new byte[PlainBytes];
        if (!BrotliDecoder.TryDecompress(Packed, plain, out var length) || length != plain.Length)
            return [];
        try
        {
            return ArchiveFormat.Read(plain, From, To).Select(
                e => new JournalEntry(Stream, e.Version, e.At, e.Events, e.TraceParent) { Hash = e.Hash });
        }
        catch (JournalFormatException)
        {
            // Whoever asked for this stream hears that it lacks versions, and the others of the batch their answer.
            return [];
        }
    }

    /// <summary>
    /// The rows for what lies between the ends of a stream; none when that is not worth it, or when the entries are not
    /// as they should be: damage stays where it can be seen.
    /// </summary>
    /// <param name="stream">Name.</param>
    /// <param name="later">Its entries in the journal after version 1, by version; the last one stays. Null when one of
    /// them cannot be archived as it is.</param>
    public static IReadOnlyList<ArchiveRow> Cut(string stream, IReadOnlyList<ArchivedEntry>? later)
    {
        if (later is null || later.Count <= ArchiveBounds.FewestEntries)
            return [];
        var rows = new List<ArchiveRow>();
        var row = new List<ArchivedEntry>();
        var bytes = 1L;
        for (var i = 0; i < later.Count - 1; i++)
        {
            var length = ArchiveFormat.LengthOf(later[i]);
            if (later[i].Version != later[0].Version + i || length >= ArchiveFormat.MaxBytes)
                return [];
            if (row.Count == ArchiveBounds.EntriesPerRow
                || (row.Count > 0 && bytes + length > ArchiveBounds.BytesPerRow))
            {
                rows.Add(Of(stream, row));
                (row, bytes) = ([], 1);
            }
            row.Add(later[i]);
            bytes += length;
        }
        rows.Add(Of(stream, row));
        return rows;
    }

    /// <summary>What a transaction with these rows moves.</summary>
    public static ArchiveMove Sum(IReadOnlyCollection<ArchiveRow> rows) => new(
        rows.Select(row => row.Stream).Distinct().Count(), rows.Sum(row => row.To - row.From + 1),
        rows.Sum(row => (long)row.PlainBytes), rows.Sum(row => (long)row.Packed.Length));
}
