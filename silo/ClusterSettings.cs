using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RetailActors.Hosting;

/// <summary>Section <c>Cluster</c>: who this silo is to the others.</summary>
/// <param name="Id">Cluster:Id. Processes with one id and one database are one cluster.</param>
/// <param name="IsShared">Cluster:Clustering is Database: silos find each other through the database.</param>
/// <param name="SiloPort">Cluster:SiloPort; silo to silo.</param>
/// <param name="GatewayPort">Cluster:GatewayPort; Orleans clients to silo.</param>
/// <param name="Address">Cluster:Address; what it tells the others. Loopback unless said otherwise.</param>
/// <param name="ListenAddress">Cluster:ListenAddress; where both ports listen. The address unless said otherwise.
/// </param>
/// <param name="IsInKubernetes">Cluster:Kubernetes; names and addresses come from the pod.</param>
/// <param name="Dashboard">Cluster:Dashboard; Orleans' own page at /cluster.</param>
/// <param name="Probe">Cluster:ProbeMs; see <see cref="FailureDetection"/>.</param>
/// <param name="Response">Cluster:ResponseMs; see <see cref="FailureDetection"/>.</param>
public sealed record ClusterSettings(
    string Id, bool IsShared, int SiloPort, int GatewayPort, IPAddress Address, IPAddress ListenAddress,
    bool IsInKubernetes, bool Dashboard, TimeSpan Probe, TimeSpan Response)
{
    private const string AddressKey = "Cluster:Address";
    private const string ListenKey = "Cluster:ListenAddress";
    private const string PublicKey = "Cluster:AllowPublicAddress";

    /// <summary>Reads and checks.</summary>
    /// <param name="configuration">The host's.</param>
    /// <param name="shared">Whether a cluster is shared when nothing is said.</param>
    public static ClusterSettings Read(IConfiguration configuration, bool shared)
    {
        var address = IpAddress(configuration, AddressKey) ?? IPAddress.Loopback;
        var listen = IpAddress(configuration, ListenKey) ?? address;
        if (IsAny(address))
        {
            throw new SettingException(
                $"{AddressKey} is '{address}', which is no address that others could use; set {ListenKey} to it.");
        }
        if (!SiloSettings.Flag(configuration, PublicKey, false))
        {
            RefusePublic(AddressKey, address);
            RefusePublic(ListenKey, listen);
        }
        return new ClusterSettings(
            configuration["Cluster:Id"] ?? "retailactors",
            configuration["Cluster:Clustering"] switch
            {
                null => shared,
                "Database" => true,
                "Local" => false,
                var other => throw new SettingException(
                    $"Cluster:Clustering is '{other}'; it can be Database or Local."),
            },
            SiloSettings.Port(configuration, "Cluster:SiloPort", 11111),
            SiloSettings.Port(configuration, "Cluster:GatewayPort", 30000),
            address, listen, SiloSettings.Flag(configuration, "Cluster:Kubernetes", false),
            SiloSettings.Flag(configuration, "Cluster:Dashboard", true),
            Milliseconds(configuration, "Cluster:ProbeMs", FailureDetection.ProbeTimeout),
            Milliseconds(configuration, "Cluster:ResponseMs", FailureDetection.ResponseTimeout));
    }

    /// <summary>
    /// Stops the start when somebody listens on one of the two ports. Orleans opens them so that several sockets can
    /// share a port; without this check two silos would share one without an error, and each would get half of the
    /// other's messages.
    /// </summary>
    /// <exception cref="SettingException">A port is taken; the message names its key.</exception>
    public void RequireFreePorts()
    {
        if (SiloPort == GatewayPort)
        {
            throw new SettingException($"Cluster:SiloPort and Cluster:GatewayPort are both {SiloPort}.");
        }
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        foreach (var (key, port) in new[] { ("Cluster:SiloPort", SiloPort), ("Cluster:GatewayPort", GatewayPort) })
        {
            if (Array.Exists(taken, other => other.Port == port && Meets(other.Address, ListenAddress)))
            {
                throw new SettingException($"{key} {port} is taken: another process listens there.");
            }
        }
    }

    private static bool Meets(IPAddress one, IPAddress other) => IsAny(one) || IsAny(other)
        || (one.IsIPv4MappedToIPv6 ? one.MapToIPv4() : one).Equals(other);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Silos and Orleans clients do not say who they are: whoever reaches the port is one of us.</summary>
    private static void RefusePublic(string key, IPAddress address)
    {
        var exposed = IsAny(address) ? Interfaces().FirstOrDefault(IsPublic) : IsPublic(address) ? address : null;
        if (exposed is not null)
        {
            throw new SettingException($"{key} is '{address}', which makes silo and client ports public at {exposed}; "
                + $"use a private address, or set {PublicKey} to true.");
        }
    }

    private static IEnumerable<IPAddress> Interfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(n => n.OperationalStatus == OperationalStatus.Up)
        .SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(u => u.Address);

    /// <summary>Not loopback, link-local or one of the ranges for private networks and carriers' networks.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal)
        {
            return false;
        }
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return true;
        }
        string[] near = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"];
        return !Array.Exists(near, network => IPNetwork.Parse(network).Contains(address));
    }

    private static TimeSpan Milliseconds(IConfiguration configuration, string key, TimeSpan otherwise) =>
        configuration[key] is not { } text ? otherwise
        : int.TryParse(text, out var ms) && ms is >= 100 and <= 60_000 ? TimeSpan.FromMilliseconds(ms)
        : throw new SettingException($"{key} is '{text}'; it can be 100 to 60000.");

    private static IPAddress? IpAddress(IConfiguration configuration, string key) =>
        configuration[key] is not { } text ? null
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException($"{key} is '{text}'; it must be an IP address.");
}
