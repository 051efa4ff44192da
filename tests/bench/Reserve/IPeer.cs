using RetailActors.Bench.Load;

namespace RetailActors.Bench.Reserve;

/// <summary>A way to take units from stock durably and note who has them.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>For tables.</summary>
    string Name { get; }

    /// <summary>How it is set up, in a few words.</summary>
    string Setup { get; }

    /// <summary>Puts new articles there for one cell, with more units than can be taken.</summary>
    Task Prepare(string cell, int skus);

    /// <summary>Takes one unit of an article of the cell for this reservation.</summary>
    Task<Outcome> Take(string cell, int sku, string reservation);

    /// <summary>Units taken from the articles of the cell, as stored.</summary>
    Task<long> Taken(string cell, int skus);

    /// <summary>CPU seconds of its server so far, when it has one of its own.</summary>
    double ServerCpu();
}

/// <summary>One peer under one load.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Setup">How it was set up.</param>
/// <param name="Hot">One article, otherwise many.</param>
/// <param name="Skus">How many.</param>
/// <param name="Callers">In a closed loop.</param>
/// <param name="Load">Rates and latencies.</param>
/// <param name="Mismatch">Units stored as taken but not answered, or the other way round; 0 when all is well.</param>
/// <param name="OwnCpu">Cores used by this process: callers, and for the actors the silo.</param>
/// <param name="ServerCpu">Cores used by the server.</param>
public sealed record ReserveCell(
    string Peer, string Setup, bool Hot, int Skus, int Callers, LoadResult Load, long Mismatch,
    double OwnCpu, double ServerCpu);
