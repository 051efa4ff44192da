using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>All business processes.</summary>
public sealed record SlaAnswer(SlaProcessAnswer[] Items);

/// <summary>How a business process stands against its target.</summary>
/// <param name="Process">Its name.</param>
/// <param name="State">ok, warning when something is close to its target, breached when something is late.</param>
/// <param name="TargetSeconds">Nothing should wait longer; channels, providers or locations may have their own.</param>
/// <param name="WarningPercent">Part of the target from which on it is close to it.</param>
/// <param name="Open">All that waits.</param>
/// <param name="Near">Close to the target, and not late.</param>
/// <param name="Late">Late.</param>
/// <param name="OldestAt">Since when the oldest waits.</param>
/// <param name="OldestAgeSeconds">For how long.</param>
/// <param name="GroupedBy">What the groups are: channel, provider or location.</param>
/// <param name="By">By group.</param>
/// <param name="Exceptions">Cases on the exception desk; one may stand for many.</param>
/// <param name="Lately">What was late and has gone on.</param>
/// <param name="At">Time of the look.</param>
/// <param name="Worklist">Its rows.</param>
public sealed record SlaProcessAnswer(
    string Process, SlaState State, long TargetSeconds, int WarningPercent, long Open, long Near, long Late,
    DateTimeOffset? OldestAt, double? OldestAgeSeconds, string GroupedBy, SlaGroupAnswer[] By, int Exceptions,
    SlaLatelyAnswer Lately, DateTimeOffset At, string Worklist);

/// <summary>The same for a channel, provider or location.</summary>
public sealed record SlaGroupAnswer(
    string Key, SlaState State, long TargetSeconds, long Open, long Near, long Late, DateTimeOffset OldestAt);

/// <summary>What was late and has gone on.</summary>
/// <param name="WindowSeconds">How far back it goes.</param>
/// <param name="Count">How many, of the latest 200.</param>
/// <param name="MedianSeconds">Half of them took less.</param>
/// <param name="P95Seconds">95 of 100 took less.</param>
public sealed record SlaLatelyAnswer(long WindowSeconds, int Count, double? MedianSeconds, double? P95Seconds);
