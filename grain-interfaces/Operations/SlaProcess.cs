using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Operations;

/// <summary>A business process with a time that nothing should wait longer than.</summary>
/// <param name="Name">Slug, as in the configuration, in HTTP and in metrics.</param>
/// <param name="Title">For people.</param>
/// <param name="Kind">Kind of the entities that wait, as in <see cref="WaitingQuery"/>.</param>
/// <param name="Statuses">In which of their statuses the process is not done.</param>
/// <param name="By">What its groups are: a channel, a provider, a location.</param>
/// <param name="Owner">Who looks after what is late.</param>
/// <param name="Target">Unless configured otherwise.</param>
/// <param name="Worklist">The worklist that has its rows.</param>
public sealed record SlaProcess(
    string Name, string Title, string Kind, ImmutableArray<string> Statuses, string By, Role Owner, TimeSpan Target,
    string Worklist)
{
    /// <summary>All of them, in the order of an order's life.</summary>
    public static readonly ImmutableArray<SlaProcess> All =
    [
        new("order-capture", "Order capture", "order", ["deciding"], "channel", Role.Operations,
            TimeSpan.FromMinutes(5), "orders-undecided"),
        new("erp-posting", "ERP posting", "posting", ["awaiting-erp", "exception"], "channel",
            Role.Finance, TimeSpan.FromMinutes(15), "orders-awaiting-erp"),
        new("pickup-readiness", "Pick-up readiness", "order", ["accepted", "on-hold", "backordered", "in-fulfilment"],
            "channel", Role.Operations, TimeSpan.FromHours(2), "pickups-awaited"),
        new("return-refund", "Return to refund", "return", ["received", "dispositioned", "refunding"], "location",
            Role.Finance, TimeSpan.FromHours(24), "returns-pending-reversal"),
        new("settlement-match", "Settlement to match", "settlement-line", ["mismatched"], "provider", Role.Finance,
            TimeSpan.FromHours(48), "settlement-mismatches"),
    ];

    /// <summary>The process of a name, or null.</summary>
    public static SlaProcess? Named(string name) => All.FirstOrDefault(p => p.Name == name);
}

/// <summary>What nothing should wait longer than.</summary>
/// <param name="Target">From then on it is late.</param>
/// <param name="WarningPercent">Part of the target from which on it is close to it, 1 to 100.</param>
/// <param name="By">Other targets by channel, provider or location.</param>
[GenerateSerializer, Immutable, Alias("SlaTarget")]
public sealed record SlaTarget(TimeSpan Target, int WarningPercent, ImmutableDictionary<string, TimeSpan> By)
{
    /// <summary>A target for all groups, with a warning at 80 %.</summary>
    public static SlaTarget Of(TimeSpan target) => new(target, 80, ImmutableDictionary<string, TimeSpan>.Empty);

    /// <summary>The target of a group.</summary>
    public TimeSpan For(string group) => By.GetValueOrDefault(group, Target);

    /// <summary>From which age on a group is close to a target.</summary>
    public TimeSpan Warning(TimeSpan target) => target * (WarningPercent / 100.0);
}
