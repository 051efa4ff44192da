using System.Globalization;
using RetailActors.Journal;

namespace RetailActors.Retail.Verify;

/// <summary>What to do with seals.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Adds">Add one, when the earlier ones hold.</param>
/// <param name="Margin">What is younger is left to the next seal.</param>
internal sealed record SealOptions(FileInfo File, bool Adds, TimeSpan Margin)
{
    /// <exception cref="CommandFailedException">Both, or no such file to prove by.</exception>
    public static SealOptions? Of(FileInfo? seal, FileInfo? proof, TimeSpan margin) => (seal, proof) switch
    {
        (null, null) => null,
        (not null, not null) => throw new CommandFailedException("--seal proves the earlier seals of its file too: "
            + "it is one of --seal and --sealed."),
        (null, { Exists: false }) => throw new CommandFailedException($"There is no seal file {proof.FullName}."),
        _ => new SealOptions(seal ?? proof!, seal is not null, margin),
    };
}

/// <summary>
/// Holds the journal against seals made earlier, and makes the next one. Whoever can write to the database can compute
/// a chain again, and not a file that is kept elsewhere.
/// </summary>
/// <remarks>
/// Each seal covers the appends of a span of time, up to a margin before it was made, and each append counts once. By
/// then nothing is still on its way with an earlier time, if the clocks of all silos are right within the margin.
/// </remarks>
internal sealed class SealAudit
{
    private readonly SealOptions _options;
    private readonly Check _check;
    private readonly IReadOnlyList<Seal> _seals;
    private readonly DateTimeOffset _now;
    private readonly DateTimeOffset[] _untils;
    private readonly SealSums[] _sums;
    private string _stream = "";
    private byte _bucket;

    private SealAudit(SealOptions options, Check check, IReadOnlyList<Seal> seals, DateTimeOffset now)
    {
        (_options, _check, _seals, _now) = (options, check, seals, now);
        var until = now - options.Margin;
        IEnumerable<DateTimeOffset> untils = seals.Select(s => s.Until);
        Adds = options.Adds && (seals.Count == 0 || until > seals[^1].Until);
        _untils = [.. Adds ? untils.Append(until) : untils];
        _sums = [.. _untils.Select(_ => new SealSums())];
    }

    /// <summary>There is time since the latest seal that can be sealed.</summary>
    private bool Adds { get; }

    /// <summary>Reads the file; what is wrong with the file itself is found here.</summary>
    public static async Task<SealAudit> Open(
        SealOptions options, Check check, DateTimeOffset now, CancellationToken cancellation)
    {
        var seals = await Seal.Read(options.File, cancellation);
        var (previous, from) = (ChainHash.Zero.ToString(), (DateTimeOffset?)null);
        for (var i = 0; i < seals.Count; i++)
        {
            var seal = seals[i];
            check.Require(
                seal.Digest == seal.Sum() && seal.Previous == previous && seal.From == from
                    && seal.Until > (from ?? DateTimeOffset.MinValue),
                i + 1, line => $"line {line} of {options.File.Name} was changed, or one before it removed");
            (previous, from) = (seal.Digest, seal.Until);
        }
        return new SealAudit(options, check, seals, now);
    }

    /// <summary>The next append, in the order of streams and versions.</summary>
    /// <param name="row">As it stands.</param>
    /// <param name="hash">Computed over the stream from its first append up to this one.</param>
    public void Append(JournalRow row, ChainHash hash)
    {
        if (row.Stream != _stream)
            (_stream, _bucket) = (row.Stream, SealSums.BucketOf(row.Stream));
        var at = Array.BinarySearch(_untils, row.At);
        // A seal ends before its time: an append of just that time is in the next one.
        var seal = at < 0 ? ~at : at + 1;
        if (seal < _sums.Length)
            _sums[seal].Add(_bucket, hash);
    }

    /// <summary>Everything was read. Returns what to tell people.</summary>
    public async Task<string> Judge(string database, bool isSound, CancellationToken cancellation)
    {
        for (var i = 0; i < _seals.Count; i++)
            Compare(i + 1, _seals[i], _sums[i].ToBuckets());
        if (!_options.Adds)
        {
            return _seals.Count == 0
                ? $"{_options.File.Name} has no seal."
                : $"{(_seals.Count == 1 ? "1 seal" : $"{_seals.Count:N0} seals")} over "
                    + $"{_seals.Sum(s => s.Appends):N0} appends, the latest until "
                    + $"{_seals[^1].Until:u}, digest {_seals[^1].Digest}.";
        }
        if (!isSound || _check.Violations > 0)
            return "No seal was added: the journal is not what it was.";
        if (!Adds)
            return $"No seal was added: everything until {_seals[^1].Until:u} is sealed already.";
        var sums = _sums[^1];
        var seal = new Seal(
            Seal.KnownFormat, database, _now, _seals.Count == 0 ? null : _seals[^1].Until, _untils[^1], sums.Appends,
            sums.ToBuckets(), _seals.Count == 0 ? ChainHash.Zero.ToString() : _seals[^1].Digest, "");
        seal = seal with { Digest = seal.Sum() };
        await seal.AddTo(_options.File, cancellation);
        return $"Sealed {seal.Appends:N0} appends until {seal.Until:u}, digest {seal.Digest}. Keep the file, or this "
            + "digest, where nobody can write who can write to the database.";
    }

    private void Compare(int line, Seal seal, SortedDictionary<string, string> found)
    {
        _check.Count(seal.Appends);
        foreach (var bucket in seal.Buckets.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            var (then, now) = (seal.Buckets.GetValueOrDefault(bucket, "0 -"), found.GetValueOrDefault(bucket, "0 -"));
            if (then != now)
                _check.Violated(
                    $"seal {line} (before {seal.Until:u}), bucket {bucket}: {Difference(Count(then), Count(now))}");
        }
    }

    private static string Difference(long then, long now) =>
        now < then ? $"{then} appends were sealed, {now} are there"
        : now > then ? $"{then} appends were sealed, {now} are there: added later with an earlier time"
        : $"one of its {then} appends, or one before it in its stream, was changed";

    private static long Count(string content) =>
        long.TryParse(content.Split(' ')[0], CultureInfo.InvariantCulture, out var count) ? count : 0;
}
