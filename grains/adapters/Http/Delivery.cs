using System.Net.Http.Headers;
using System.Net.Sockets;

namespace RetailActors.Adapters.Http;

/// <summary>What the transport of a request tells, whatever system it was for.</summary>
internal static class Delivery
{
    /// <summary>What is waited when the other side is too busy and does not say for how long; and the least.</summary>
    internal static readonly TimeSpan StandardWait = TimeSpan.FromSeconds(1);

    /// <summary>Most that another system can make us wait.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>True when the request has certainly not arrived; any other failure leaves it open.</summary>
    internal static bool NeverSent(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        || (e.HttpRequestError == HttpRequestError.ConnectionError && e.InnerException is SocketException
        {
            SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable,
        });

    /// <summary>How long the other side asks to be left alone, a number of seconds or a date, within its bounds; null
    /// when it does not say.</summary>
    internal static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait is not { } asked ? null
            : asked < StandardWait ? StandardWait
            : asked > LongestWait ? LongestWait : asked;
    }
}
