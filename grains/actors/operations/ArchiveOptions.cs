using System.Collections.Immutable;
using System.Text.Json;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Returns;

namespace RetailActors.Operations;

/// <summary>What moves to the archive, and how fast.</summary>
/// <param name="After">How long nothing has changed in a stream that moves.</param>
/// <param name="StreamsPerSecond">Most streams that one database moves in a second.</param>
public sealed record ArchiveOptions(TimeSpan After, int StreamsPerSecond)
{
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    /// <summary>Pause between two rounds: a hundredth of the age, from a second to ten minutes.</summary>
    public TimeSpan Pause => After / 100 is var pause && pause < _shortest ? _shortest
        : pause > _longest ? _longest
        : pause;

    /// <summary>
    /// What is closed, by kind and status in the directory: orders that came to an end, and what belongs to them. Each
    /// can still go on (a return, a line of a settlement), and then is archived again. All other kinds live on.
    /// </summary>
    public static ImmutableArray<(string Kind, string Status)> Closed { get; } =
    [
        .. Of("order", OrderStatus.Completed, OrderStatus.Closed, OrderStatus.Rejected, OrderStatus.Cancelled,
            OrderStatus.Expired),
        .. Of("payment", PaymentStatus.Captured, PaymentStatus.Voided, PaymentStatus.Declined, PaymentStatus.Refunded,
            PaymentStatus.PartiallyRefunded, PaymentStatus.AuthExpired, PaymentStatus.Settled),
        ("posting", "done"),
        .. Of("return", ReturnStatus.Closed, ReturnStatus.Declined, ReturnStatus.Cancelled),
        .. Of("exchange", ExchangeStatus.Completed, ExchangeStatus.Refused),
    ];

    private static IEnumerable<(string Kind, string Status)> Of<T>(string kind, params T[] statuses)
        where T : struct, Enum =>
        statuses.Select(s => (kind, JsonNamingPolicy.KebabCaseLower.ConvertName(s.ToString())));
}
