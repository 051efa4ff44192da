using System.Net;
using System.Net.Sockets;

namespace RetailActors.Adapters.Webhooks;

/// <summary>Which addresses a third party's endpoint may have. Somebody who may configure an endpoint must not reach
/// what only this machine or its network can.</summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] _closed =
    [
        // IPv4: this network, private, shared, loopback, link-local, protocol assignments, documentation, benchmarks,
        // multicast, reserved.
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    // Global unicast, less what in it leads to an IPv4 address, is local to a site, or is documentation.
    private static readonly IPNetwork _global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] _closedInGlobal =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"),
            IPNetwork.Parse("3fff::/20")];

    /// <summary>True when the address can be somebody's on the internet.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !_closed.Any(n => n.Contains(plain)),
            AddressFamily.InterNetworkV6 => _global.Contains(plain) && !_closedInGlobal.Any(n => n.Contains(plain)),
            _ => false,
        };
    }
}
