using System.Data.Common;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using RetailActors.Journal;

namespace RetailActors.Retail.Verify;

/// <content>An append is in the journal or in the archive; whoever reads here does not see which.</content>
internal sealed partial class JournalDatabase
{
    /// <summary>An append, and the versions of the row of the archive that it is from; null from the journal.</summary>
    /// <param name="Append">It; without events and of version 0 when the row cannot be read.</param>
    /// <param name="Row">As text, for people.</param>
    private readonly record struct PlacedRow(JournalRow Append, string? Row);

    private readonly ArchiveAudit _archive = new();
    private bool _hasArchive;

    private string CountSql => _hasArchive
        ? "SELECT (SELECT count(*) FROM journal) "
            + "+ coalesce((SELECT sum(to_version - from_version + 1) FROM journal_archive), 0)"
        : "SELECT count(*) FROM journal";

    private string NotArchivedSql => _hasArchive
        ? "AND NOT EXISTS (SELECT 1 FROM journal_archive a WHERE a.stream = d.kind || '/' || d.tenant || '/' || d.key "
            + "AND d.version BETWEEN a.from_version AND a.to_version)"
        : "";

    /// <summary>What was found out about the archive while everything was read.</summary>
    public void JudgeArchive(Check check) => _archive.Judge(check);

    /// <summary>Rows of both places in one order; those of the archive have a last version, and their bytes where
    /// others have the hash.</summary>
    private string RowsSql(string where = "") => $"""
        SELECT stream, version, events, at, trace_parent, hash, CAST(0 AS bigint) AS until, 0 AS plain_bytes
        FROM journal {where}
        {(_hasArchive ? $"""
            UNION ALL
            SELECT stream, from_version, '', archived_at, NULL, entries, to_version, plain_bytes
            FROM journal_archive {where}
            """ : "")}
        ORDER BY stream, version
        """;

    /// <summary>A database from before schema version 8 has none.</summary>
    private async Task FindArchive(CancellationToken cancellation) => _hasArchive = await Scalar(
        _snapshot, _snapshot is SqliteConnection
            ? "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal_archive'"
            : "SELECT count(to_regclass('journal_archive'))", cancellation) > 0;

    /// <summary>The appends of a row of the archive, or one that says that it cannot be read.</summary>
    private static IEnumerable<PlacedRow> Unpack(DbDataReader reader)
    {
        var (stream, from, to) = (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(6));
        var range = $"versions {from} to {to}";
        var plain = new byte[Math.Clamp(reader.GetInt32(7), 0, ArchiveFormat.MaxBytes)];
        try
        {
            return BrotliDecoder.TryDecompress(reader.GetFieldValue<byte[]>(5), plain, out var length)
                && length == plain.Length
                ? ArchiveFormat.Read(plain, from, to).Select(e => new PlacedRow(
                    new JournalRow(stream, e.Version, e.Events, e.At, e.TraceParent, e.Hash?.ToArray()), range))
                : throw new JournalFormatException("its bytes are not what was packed");
        }
        catch (JournalFormatException e)
        {
            return [new PlacedRow(new JournalRow(stream, 0, "", default, null, null), $"{range}: {e.Message}")];
        }
    }

    /// <summary>Each append once. An append in both places, a row that cannot be read, and a stream whose last append
    /// is not in the journal are told to the audit.</summary>
    private static async IAsyncEnumerable<JournalRow> OnePlace(
        IAsyncEnumerable<PlacedRow> rows, ArchiveAudit? audit)
    {
        var (stream, version, range) = ("", 0L, (string?)null);
        await foreach (var (append, row) in rows)
        {
            if (append.Stream != stream)
            {
                if (range is not null)
                    audit?.Violated($"{stream} ends in the archive: nothing in the journal follows {range}");
                (stream, version, range) = (append.Stream, 0, null);
            }
            if (row is not null && row != range)
                audit?.Count();
            range = row;
            if (append.Version == 0)
                audit?.Violated($"{stream} {row}");
            else if (append.Version <= version)
                audit?.Violated($"{stream} version {append.Version} is there twice, in the archive and beside it");
            else
            {
                version = append.Version;
                yield return append;
            }
        }
        if (range is not null)
            audit?.Violated($"{stream} ends in the archive: nothing in the journal follows {range}");
    }
}
