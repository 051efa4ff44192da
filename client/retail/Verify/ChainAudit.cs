using RetailActors.Journal;

namespace RetailActors.Retail.Verify;

/// <summary>When the hash chain came to this database.</summary>
/// <param name="Since">When the schema got its column (UTC).</param>
/// <param name="IsUpgrade">The database is older than that, so it has appends without a hash.</param>
internal sealed record ChainBirth(DateTimeOffset Since, bool IsUpgrade)
{
    /// <summary>Silos of both versions may write side by side for so long while a cluster is being upgraded.</summary>
    public static readonly TimeSpan Upgrade = TimeSpan.FromHours(6);

    /// <summary>True when an append of that time may be without a hash.</summary>
    /// <param name="at">Of the append.</param>
    /// <param name="begun">Earlier ones of its stream have one.</param>
    public bool Excuses(DateTimeOffset at, bool begun) =>
        IsUpgrade && at <= Since + Upgrade && (!begun || at >= Since - Upgrade);
}

/// <summary>
/// Computes every hash of the journal again. Of each stream the first break is reported: what was changed there, nobody
/// can say, but what comes after it hangs on the hashes as they are stored.
/// </summary>
/// <remarks>
/// Besides the chain as it is stored it computes the one that would be there if every append had a hash, from the first
/// on. In a stream without old appends both are the same and cost one hash. Seals are made of the latter, so they cover
/// old appends too and do not depend on what is stored as a hash.
/// </remarks>
internal sealed class ChainAudit(Check check, ChainBirth birth, SealAudit? seals)
{
    /// <summary>Appends hashed at once beside the reading; so many more are being read meanwhile.</summary>
    public const int BatchRows = 512;

    private List<JournalRow> _batch = new(BatchRows);
    private Task _hashing = Task.CompletedTask;
    private string _stream = "";
    private long _version;
    private bool _begun;
    private bool _broken;
    private ChainHash _stored;
    private ChainHash _whole;

    /// <summary>Appends without a hash that are excused.</summary>
    public long Unhashed { get; private set; }

    /// <summary>Streams whose chain is broken.</summary>
    public long Broken => check.Violations;

    /// <summary>The next append, in the order of streams and versions.</summary>
    public ValueTask Add(JournalRow row)
    {
        _batch.Add(row);
        return _batch.Count < BatchRows ? default : new ValueTask(HandOver());
    }

    /// <summary>Everything was read; afterwards everything is checked.</summary>
    public async Task End()
    {
        await HandOver();
        await _hashing;
    }

    private async Task HandOver()
    {
        var full = _batch;
        _batch = new List<JournalRow>(BatchRows);
        await _hashing;
        _hashing = Task.Run(() => full.ForEach(Append));
    }

    private void Append(JournalRow row)
    {
        if (row.Stream != _stream)
            (_stream, _version, _begun, _broken, _stored, _whole) = (row.Stream, 0, false, false, default, default);
        var before = _whole;
        _whole = Next(before, row);
        if (!_broken)
            Check(row, before);
        _version = row.Version;
        seals?.Append(row, _whole);
    }

    private void Check(JournalRow row, ChainHash before)
    {
        check.Count();
        if (row.Hash is null)
            WithoutHash(row);
        else if (ChainHash.Read(row.Hash) is not { } hash)
            Break($"{row.Stream} version {row.Version}: {row.Hash.Length} bytes are no hash");
        else if (row.Version != _version + 1 && (_begun || _version == 0))
            Break($"{row.Stream}: {Missing(_version + 1, row.Version - 1)} removed before version {row.Version}");
        else if (hash != (_stored == before ? _whole : Next(_stored, row)))
            Break($"{row.Stream} version {row.Version}: events, time, trace or the hash before were changed");
        else
            (_stored, _begun) = (hash, true);
    }

    private void WithoutHash(JournalRow row)
    {
        if (birth.Excuses(row.At, _begun))
        {
            (_stored, Unhashed) = (ChainHash.Zero, Unhashed + 1);
            return;
        }
        Break(_begun
            ? $"{row.Stream} version {row.Version}: has no hash, and those before it have one"
            : $"{row.Stream} version {row.Version}: has no hash, and is younger than the chain");
    }

    private void Break(string evidence)
    {
        _broken = true;
        check.Violated(evidence);
    }

    private static string Missing(long from, long to) =>
        from == to ? $"version {from} was" : $"versions {from} to {to} were";

    private static ChainHash Next(ChainHash before, JournalRow row) =>
        JournalChain.Next(before, row.Stream, row.Version, row.At, row.TraceParent, row.Events);
}
