using System.Net;
using System.Net.Sockets;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Clusters;

/// <summary>Ports for servers that are about to start.</summary>
public sealed class FreePortTests
{
    [Fact]
    public void A_port_is_none_that_an_outgoing_connection_could_get_meanwhile() =>
        FreePort.Take(100).ShouldAllBe(port => port >= FreePort.First && port < 30_000);

    [Fact]
    public void No_port_is_given_twice_though_nobody_listens_on_it_yet()
    {
        var ports = new int[8][];
        Parallel.For(0, ports.Length, i => ports[i] = FreePort.Take(100));
        ports.SelectMany(p => p).ShouldBeUnique();
    }

    [Fact]
    public void A_port_that_somebody_listens_on_is_left_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, FreePort.Take());
        taken.Start();
        FreePort.Take(FreePort.Count / 2).ShouldNotContain(((IPEndPoint)taken.LocalEndpoint).Port);
        FreePort.Take(FreePort.Count / 2).ShouldNotContain(((IPEndPoint)taken.LocalEndpoint).Port);
    }
}
