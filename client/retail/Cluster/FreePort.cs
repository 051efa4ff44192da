using System.Net;
using System.Net.Sockets;

namespace RetailActors.Retail.Cluster;

/// <summary>Ports on loopback that nobody listens on, for servers that are told their port before they start.</summary>
/// <remarks>They lie below the range from which systems give ports to outgoing connections: one of those may become the
/// port of such a connection before the server listens. And one process gives none twice until it has given all, so
/// that two servers that both start cannot get the same one.</remarks>
public static class FreePort
{
    /// <summary>The first one that is given.</summary>
    public const int First = 15_000;

    /// <summary>How many there are; the last is the one before Orleans' own default.</summary>
    public const int Count = 15_000;

    // Processes that start together begin in different places.
    private static int _given = Random.Shared.Next(Count);

    /// <summary>One.</summary>
    public static int Take()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _given) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException) when (attempt < Count)
            {
                // Somebody has it; the next one.
            }
        }
    }

    /// <summary>So many different ones.</summary>
    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];
}
