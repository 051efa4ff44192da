using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using RetailActors.Hosting;

namespace RetailActors.Tests.Clusters;

/// <summary>A setting that would put silos at risk stops the start with one line that names its key.</summary>
public sealed class ClusterSettingTests
{
    [Theory]
    [InlineData("Cluster:Address", "203.0.113.7")]
    [InlineData("Cluster:Address", "2001:db8::7")]
    [InlineData("Cluster:Address", "0.0.0.0")]
    [InlineData("Cluster:Address", "here")]
    [InlineData("Cluster:ListenAddress", "203.0.113.7")]
    [InlineData("Cluster:ListenAddress", "::ffff:203.0.113.7")]
    [InlineData("Cluster:Clustering", "Carrier pigeons")]
    [InlineData("Cluster:SiloPort", "0")]
    [InlineData("Cluster:Dashboard", "perhaps")]
    [InlineData("Clock:OffsetSeconds", "tomorrow")]
    [InlineData("Clock:OffsetSeconds", "86401")]
    [InlineData("Sandbox:Url", "http://127.0.0.1:1/sandbox")]
    public void A_wrong_value_is_told_by_its_key(string key, string value)
    {
        var wrong = Should.Throw<SettingException>(() => Read(Environments.Development, (key, value)));
        wrong.Message.ShouldContain(key);
        wrong.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.18.0.4")]
    [InlineData("192.168.7.7")]
    [InlineData("100.64.0.9")]
    [InlineData("fd00::4")]
    [InlineData("::1")]
    public void A_private_address_is_fine(string address) =>
        Read(Environments.Development, ("Cluster:Address", address)).Cluster.Address.ShouldBe(IPAddress.Parse(address));

    [Fact]
    public void A_public_address_is_fine_for_somebody_who_asks_for_it()
    {
        var cluster = Read(
            Environments.Development, ("Cluster:Address", "203.0.113.7"), ("Cluster:AllowPublicAddress",
                "true")).Cluster;
        cluster.ListenAddress.ShouldBe(IPAddress.Parse("203.0.113.7"));
    }

    [Fact]
    public void The_stand_ins_and_a_wrong_clock_are_refused_in_Production()
    {
        foreach (var (key, value) in new[]
            { ("Sandbox:Url", "http://127.0.0.1:1/sandbox"), ("Clock:OffsetSeconds", "60"), ("Sandbox:Enabled",
                "true") })
            Should.Throw<SettingException>(() => Read(Environments.Production, (key,
                value))).Message.ShouldContain(key);
    }

    [Fact]
    public void A_port_that_another_process_has_stops_the_start_although_Orleans_would_share_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        // As Orleans does it: with this option a second socket may listen on the same port.
        other.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        other.Start();
        var port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        // A silo that somebody has started by hand beside the tests has the usual ports.
        foreach (var (key, free) in new[]
            { ("Cluster:SiloPort", "Cluster:GatewayPort"), ("Cluster:GatewayPort", "Cluster:SiloPort") })
        {
            var cluster = Read(Environments.Development, (key, port), (free, "1")).Cluster;
            var wrong = Should.Throw<SettingException>(cluster.RequireFreePorts);
            wrong.Message.ShouldBe($"{key} {port} is taken: another process listens there.");
        }
    }

    [Fact]
    public void The_two_ports_of_a_silo_differ() => Should.Throw<SettingException>(
        Read(Environments.Development, ("Cluster:GatewayPort", "11111")).Cluster.RequireFreePorts);

    private static SiloSettings Read(string environment, params (string Key, string Value)[] settings) =>
        SiloSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(),
            new Environment(environment));

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
