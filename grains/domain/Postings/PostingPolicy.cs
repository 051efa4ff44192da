using System.Collections.Immutable;

namespace RetailActors.Postings;

/// <summary>What one account wants to know.</summary>
/// <param name="Account">Its configured name.</param>
/// <param name="Kinds">The documents that it gets.</param>
/// <param name="Channel">Only orders of this channel, or null for all, customers included.</param>
public sealed record PostingRule(string Account, ImmutableHashSet<DocumentKind> Kinds, Channel? Channel = null);

/// <summary>What is configured about telling the systems outside.</summary>
/// <param name="Rules">The accounts, in the order in which their documents are planned.</param>
/// <param name="HoldForTax">An invoice waits until the tax engine has taken the same step, a credit memo until it has
/// taken the return, and both have the engine's tax. Otherwise they go out with the tax that was charged. What the
/// engine makes otherwise is trued up in finance, in either case.</param>
/// <param name="ClosedUntil">The last day of the last closed period (UTC), or null.</param>
public sealed record PostingPolicy(
    ImmutableArray<PostingRule> Rules, bool HoldForTax = false, DateOnly? ClosedUntil = null);
