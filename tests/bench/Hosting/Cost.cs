namespace RetailActors.Bench.Hosting;

/// <summary>What a load costs between two moments.</summary>
/// <param name="SiloCpu">CPU seconds of all silos.</param>
/// <param name="DatabaseCpu">CPU seconds of PostgreSQL.</param>
/// <param name="Appends">Rows added to the journal.</param>
/// <param name="Rows">Rows added, changed or deleted in all tables, the journal included.</param>
/// <param name="WalBytes">Bytes of write-ahead log.</param>
/// <param name="WalSyncs">How often it was brought to disk.</param>
/// <param name="HttpBytes">Bytes between clients and silos, both directions.</param>
/// <param name="DatabaseBytes">Bytes between silos and PostgreSQL, both directions.</param>
/// <param name="SiloBytes">Bytes between silos, both directions.</param>
public sealed record Cost(
    double SiloCpu, double DatabaseCpu, long Appends, long Rows, long WalBytes, long WalSyncs, long HttpBytes,
    long DatabaseBytes, long SiloBytes)
{
    /// <summary>The difference of two readings.</summary>
    public static Cost operator -(Cost a, Cost b) => new(
        a.SiloCpu - b.SiloCpu, a.DatabaseCpu - b.DatabaseCpu, a.Appends - b.Appends, a.Rows - b.Rows,
        a.WalBytes - b.WalBytes, a.WalSyncs - b.WalSyncs, a.HttpBytes - b.HttpBytes,
        a.DatabaseBytes - b.DatabaseBytes, a.SiloBytes - b.SiloBytes);
}
