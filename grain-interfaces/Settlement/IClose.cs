using System.Collections.Immutable;
using Orleans;

namespace RetailActors.Settlement;

/// <summary>What keeps a tenant's period from being closed.</summary>
/// <remarks>Grain key: the tenant. Looks; changes nothing but to raise what is missing.</remarks>
[Alias("IClose")]
public interface IClose : IGrainWithStringKey
{
    /// <summary>Blockers and the explanation of the clearing accounts, as of now.</summary>
    /// <param name="period">Month, <c>yyyy-MM</c>.</param>
    [Alias("Report")] Task<CloseReport> Report(string period);

    /// <summary>Raises an exception for every payment that no report has brought within the window.</summary>
    [Alias("RaiseMissing")] Task RaiseMissing();
}

/// <summary>Something that has to be decided before the period can be closed.</summary>
/// <param name="Kind"><c>settlement-line</c>, <c>missing-settlement</c>, <c>exception</c>, <c>documents</c>,
/// <c>clearing-unexplained</c>, <c>ledger-unbalanced</c>, <c>ledger-unavailable</c>.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Group">Provider, account or currency.</param>
/// <param name="Since">UTC.</param>
/// <param name="Detail">For people.</param>
[GenerateSerializer, Immutable, Alias("CloseBlocker")]
public sealed record CloseBlocker(string Kind, string Key, string Group, DateTimeOffset Since, string Detail);

/// <summary>Why a clearing account has its balance.</summary>
/// <param name="Provider">Name of the provider account.</param>
/// <param name="Balance">What the ledger says, or null when it cannot be asked.</param>
/// <param name="InTransit">Captured less refunded and not settled yet, within the window: TIMING.</param>
/// <param name="Items">How many payments that is.</param>
/// <param name="Unexplained">The rest.</param>
[GenerateSerializer, Immutable, Alias("ClearingView")]
public sealed record ClearingView(string Provider, Money? Balance, Money InTransit, int Items, Money? Unexplained);

/// <summary>A payment in transit.</summary>
[GenerateSerializer, Immutable, Alias("InTransit")]
public sealed record InTransit(string Payment, string Provider, Money Amount, DateTimeOffset Since);

/// <summary>The close of a period.</summary>
/// <param name="Period">Month.</param>
/// <param name="Blockers">At most 1,000; empty when the period can be closed.</param>
/// <param name="More">True when there are more blockers.</param>
/// <param name="Clearing">By provider and currency.</param>
/// <param name="Timing">Payments in transit, at most 1,000.</param>
[GenerateSerializer, Immutable, Alias("CloseReport")]
public sealed record CloseReport(
    string Period, ImmutableArray<CloseBlocker> Blockers, bool More, ImmutableArray<ClearingView> Clearing,
    ImmutableArray<InTransit> Timing);
