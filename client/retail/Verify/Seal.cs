using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RetailActors.Journal;

namespace RetailActors.Retail.Verify;

/// <summary>One line of a seal file: what the appends of some time add up to.</summary>
/// <param name="Format">1.</param>
/// <param name="Database">Where they were read, for people.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="From">Appends from this time on, or null for all before <paramref name="Until"/>.</param>
/// <param name="Until">Appends before this time.</param>
/// <param name="Appends">How many.</param>
/// <param name="Buckets">By the first byte of the SHA-256 of the stream's name (hexadecimal): how many, and their sum;
/// buckets without appends are left out.</param>
/// <param name="Previous">Digest of the line before, zeros in the first line.</param>
/// <param name="Digest">SHA-256 over all of the above, as <see cref="Sum"/> writes it down.</param>
internal sealed record Seal(
    int Format, string Database, DateTimeOffset MadeAt, DateTimeOffset? From, DateTimeOffset Until, long Appends,
    SortedDictionary<string, string> Buckets, string Previous, string Digest)
{
    public const int KnownFormat = 1;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>What <see cref="Digest"/> has to be.</summary>
    public string Sum()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $"{Format}\n{Database}\n{MadeAt:O}\n{From:O}\n{Until:O}\n{Appends}\n{Previous}\n");
        foreach (var (bucket, content) in Buckets)
            text.Append(bucket).Append(' ').Append(content).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Reads a file, oldest first; an absent one is empty.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static async Task<IReadOnlyList<Seal>> Read(FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
            return [];
        try
        {
            return [.. (await File.ReadAllLinesAsync(file.FullName, cancellation)).Select(Parse)];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot read the seals in {file.FullName}: {e.Message}");
        }
    }

    /// <summary>Adds the line to a file; it is on disk when this returns.</summary>
    public async Task AddTo(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            file.Directory?.Create();
            await using var stream = new FileStream(file.FullName, FileMode.Append, FileAccess.Write, FileShare.None);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, _json), cancellation);
            await stream.WriteAsync("\n"u8.ToArray(), cancellation);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write {file.FullName}: {e.Message}");
        }
    }

    private static Seal Parse(string line) =>
        JsonSerializer.Deserialize<Seal>(line, _json) is { Format: KnownFormat, Buckets: not null } seal
            ? seal
            : throw new JsonException("a line that this version does not know");
}

/// <summary>The appends of a time, by bucket, as they are read.</summary>
internal sealed class SealSums
{
    private const int Buckets = 256;

    private readonly long[] _appends = new long[Buckets];
    private readonly ChainHash[] _sums = new ChainHash[Buckets];

    public long Appends => _appends.Sum();

    /// <summary>The bucket of a stream.</summary>
    public static byte BucketOf(string stream) => SHA256.HashData(Encoding.UTF8.GetBytes(stream))[0];

    /// <summary>The next append of a bucket, in the order of streams and versions.</summary>
    public void Add(byte bucket, ChainHash hash)
    {
        Span<byte> both = stackalloc byte[2 * ChainHash.Length];
        _sums[bucket].Write(both);
        hash.Write(both[ChainHash.Length..]);
        Span<byte> sum = stackalloc byte[ChainHash.Length];
        SHA256.HashData(both, sum);
        _sums[bucket] = ChainHash.Read(sum)!.Value;
        _appends[bucket]++;
    }

    /// <summary>As a seal has them.</summary>
    public SortedDictionary<string, string> ToBuckets()
    {
        var buckets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Buckets; i++)
        {
            if (_appends[i] > 0)
                buckets.Add(
                    i.ToString("x2", CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{_appends[i]} {_sums[i]}"));
        }
        return buckets;
    }
}
