using System.Net;
using System.Net.Sockets;

namespace RetailActors.Retail.Cluster;

/// <summary>Ports that nobody listens on, as told by the operating system.</summary>
public static class FreePort
{
    /// <summary>So many different ones on loopback.</summary>
    public static int[] Take(int count)
    {
        // All are held until the last is found, so that none is given twice.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
