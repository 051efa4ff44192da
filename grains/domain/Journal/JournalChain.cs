using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RetailActors.Journal;

/// <summary>
/// The hash by which an append is tied to the one before it in its stream. Nobody can change, remove or insert an
/// append without changing every hash after it.
/// </summary>
/// <remarks>
/// SHA-256 over, in this order: one byte 1 (the format); the 32 bytes of the hash before, zeros for the first append
/// of a chain; the version, 8 bytes; the time as microseconds since 1970-01-01 UTC, 8 bytes, what is finer cut off, as
/// both databases do; then stream, trace parent and events, each as 4 bytes of its length in UTF-8 and the UTF-8
/// itself, -1 for no trace parent. All numbers are signed and big endian. Each length is written, so no two appends
/// have one encoding.
/// </remarks>
public static class JournalChain
{
    private const byte Format = 1;
    private const int Chunk = 1_024;

    // Made once per thread: a new one for every append would be an allocation and a handle of the system's library.
    [ThreadStatic] private static IncrementalHash? _sha;

    /// <summary>The hash of an append.</summary>
    /// <param name="before">Hash of the append before, or <see cref="ChainHash.Zero"/> where a chain begins.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="version">Of the append.</param>
    /// <param name="at">When, UTC; counted in whole microseconds.</param>
    /// <param name="traceParent">W3C trace parent, or null.</param>
    /// <param name="events">As they are stored.</param>
    public static ChainHash Next(
        ChainHash before, string stream, long version, DateTimeOffset at, string? traceParent, string events)
    {
        var sha = _sha ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[1 + ChainHash.Length + sizeof(long) + sizeof(long)];
        head[0] = Format;
        before.Write(head[1..]);
        BinaryPrimitives.WriteInt64BigEndian(head[(1 + ChainHash.Length)..], version);
        BinaryPrimitives.WriteInt64BigEndian(head[^sizeof(long)..], Micros(at));
        sha.AppendData(head);
        Add(sha, stream);
        Add(sha, traceParent);
        Add(sha, events);
        Span<byte> hash = stackalloc byte[ChainHash.Length];
        sha.GetHashAndReset(hash);
        return ChainHash.Read(hash)!.Value;
    }

    /// <summary>Microseconds since 1970, UTC.</summary>
    public static long Micros(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static void Add(IncrementalHash sha, string? text)
    {
        Span<byte> buffer = stackalloc byte[3 * Chunk];
        BinaryPrimitives.WriteInt32BigEndian(buffer, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        sha.AppendData(buffer[..sizeof(int)]);
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            // A pair of surrogates is one character and must not be cut in two.
            var take = Math.Min(rest.Length, Chunk);
            take -= take < rest.Length && char.IsHighSurrogate(rest[take - 1]) ? 1 : 0;
            sha.AppendData(buffer[..Encoding.UTF8.GetBytes(rest[..take], buffer)]);
            rest = rest[take..];
        }
    }
}
