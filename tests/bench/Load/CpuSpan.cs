namespace RetailActors.Bench.Load;

/// <summary>CPU seconds between its first mark and its last one.</summary>
public sealed class CpuSpan(int serverPid)
{
    private (double Own, double Server)? _start;

    /// <summary>Of this process.</summary>
    public double Own { get; private set; }

    /// <summary>Of the database server.</summary>
    public double Server { get; private set; }

    /// <summary>Begins, or ends.</summary>
    public void Mark()
    {
        var (own, server) = (CpuClock.Own(), CpuClock.Tree(serverPid));
        _start ??= (own, server);
        (Own, Server) = (own - _start.Value.Own, server - _start.Value.Server);
    }
}
