using System.Buffers.Binary;
using System.Text;

namespace RetailActors.Journal;

/// <summary>An append as the archive keeps it: all columns of the journal but the stream.</summary>
/// <param name="Version">Of its stream.</param>
/// <param name="At">UTC, in whole microseconds.</param>
/// <param name="Events">As they were stored.</param>
/// <param name="TraceParent">W3C trace parent, or null.</param>
/// <param name="Hash">Its link to the append before; null for one from before there was a chain.</param>
public readonly record struct ArchivedEntry(
    long Version, DateTimeOffset At, string Events, string? TraceParent, ChainHash? Hash);

/// <summary>How consecutive appends of one stream become bytes, before they are compressed, and appends again.
/// </summary>
/// <remarks>
/// One byte 1 (the format); then for each append the time as microseconds since 1970-01-01 UTC, 8 bytes; one byte, 1
/// when a hash follows and 0 when none does; the 32 bytes of the hash; trace parent and events, each as 4 bytes of its
/// length in UTF-8 and the UTF-8 itself, -1 for no trace parent. Numbers are signed and big endian. Versions follow
/// from the first one. What this writes is on disk for ever: a new way needs a new format.
/// </remarks>
public static class ArchiveFormat
{
    /// <summary>Most bytes that are read or written at once, before compression.</summary>
    public const int MaxBytes = 16_777_216;

    private const byte Format = 1;
    private const int Fixed = sizeof(long) + 1 + sizeof(int) + sizeof(int);

    private static readonly UTF8Encoding _text = new(false, throwOnInvalidBytes: true);

    /// <summary>Bytes that an append takes, without the one for the format.</summary>
    public static long LengthOf(ArchivedEntry entry) => (long)Fixed + (entry.Hash is null ? 0 : ChainHash.Length)
        + _text.GetByteCount(entry.TraceParent ?? "") + _text.GetByteCount(entry.Events);

    /// <summary>Appends as bytes.</summary>
    /// <param name="entries">In the order of their versions, without a gap.</param>
    public static byte[] Write(IReadOnlyList<ArchivedEntry> entries)
    {
        var bytes = new byte[checked((int)(1 + entries.Sum(LengthOf)))];
        bytes[0] = Format;
        var rest = bytes.AsSpan(1);
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, JournalChain.Micros(entry.At));
            rest[sizeof(long)] = entry.Hash is null ? (byte)0 : (byte)1;
            rest = rest[(sizeof(long) + 1)..];
            if (entry.Hash is { } hash)
            {
                hash.Write(rest);
                rest = rest[ChainHash.Length..];
            }
            rest = Put(Put(rest, entry.TraceParent), entry.Events);
        }
        return bytes;
    }

    /// <summary>Appends from bytes.</summary>
    /// <param name="bytes">As they were written.</param>
    /// <param name="from">Version of the first append.</param>
    /// <param name="to">Version of the last one.</param>
    /// <exception cref="JournalFormatException">They are not what was written, or of a newer format.</exception>
    public static IReadOnlyList<ArchivedEntry> Read(ReadOnlySpan<byte> bytes, long from, long to)
    {
        if (bytes.IsEmpty || bytes[0] != Format)
            throw new JournalFormatException("The archive has a format that this version does not know.");
        try
        {
            var entries = new List<ArchivedEntry>();
            var rest = bytes[1..];
            for (var version = from; version <= to; version++)
            {
                var at = DateTimeOffset.UnixEpoch.AddTicks(checked(
                    BinaryPrimitives.ReadInt64BigEndian(rest) * TimeSpan.TicksPerMicrosecond));
                var hasHash = rest[sizeof(long)] switch
                {
                    0 => false,
                    1 => true,
                    _ => throw new JournalFormatException("The archive's bytes are damaged."),
                };
                rest = rest[(sizeof(long) + 1)..];
                var hash = hasHash ? ChainHash.Read(rest[..ChainHash.Length]) : null;
                rest = rest[(hasHash ? ChainHash.Length : 0)..];
                var trace = Take(ref rest);
                entries.Add(new(version, at, Take(ref rest) ?? "", trace, hash));
            }
            return rest.IsEmpty ? entries : throw new JournalFormatException("The archive has more than it says.");
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new JournalFormatException($"The archive's bytes are damaged: {e.Message}");
        }
    }

    private static Span<byte> Put(Span<byte> to, string? text)
    {
        var length = text is null ? 0 : _text.GetBytes(text, to[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(to, text is null ? -1 : length);
        return to[(sizeof(int) + length)..];
    }

    private static string? Take(ref ReadOnlySpan<byte> from)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(from);
        from = from[sizeof(int)..];
        if (length == -1)
            return null;
        var text = _text.GetString(from[..length]);
        from = from[length..];
        return text;
    }
}
