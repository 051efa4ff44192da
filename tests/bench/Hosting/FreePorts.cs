using System.Net;
using System.Net.Sockets;

namespace RetailActors.Bench.Hosting;

/// <summary>Ports for the servers of a measurement.</summary>
internal static class FreePorts
{
    /// <summary>Below the range from which the system gives ports to outgoing connections: one of those would be taken
    /// by the hundreds of connections of a measurement before the silo binds it.</summary>
    public static int Take()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 30_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next one.
            }
        }
    }
}
