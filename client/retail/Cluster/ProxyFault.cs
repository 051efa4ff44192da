namespace RetailActors.Retail.Cluster;

/// <summary>What a proxy does to the connections that go through it.</summary>
/// <param name="Latency">Added to every piece of data, in each direction.</param>
/// <param name="HalfOpen">True: data is taken and not passed on, connections stay open. What was held is passed on when
/// the fault ends.</param>
/// <param name="LoseReplyEvery">Of so many replies one is lost, and its connection is reset: the request was carried
/// out, and nobody says so. 0 for none.</param>
/// <param name="Closed">True: connections are reset and new ones are turned away.</param>
public sealed record ProxyFault(
    TimeSpan Latency = default, bool HalfOpen = false, int LoseReplyEvery = 0, bool Closed = false)
{
    /// <summary>Everything goes through.</summary>
    public static readonly ProxyFault None = new();
}
