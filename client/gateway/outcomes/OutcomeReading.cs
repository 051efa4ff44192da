using System.Collections.Immutable;
using RetailActors.Operations;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Gateway;

/// <summary>All that the outcomes of a period are computed from.</summary>
/// <param name="Period">The period.</param>
/// <param name="Now">When it was read, UTC.</param>
/// <param name="Orders">Decided orders.</param>
/// <param name="Undecided">Orders that have waited for their decision for more than an hour, the oldest ones.</param>
/// <param name="Failed">Subjects with a document that was refused or given up.</param>
/// <param name="Exceptions">Open and ended ones.</param>
/// <param name="Settlements">Reports of providers.</param>
/// <param name="Lines">Settlement lines that did not tie out, decided or not.</param>
/// <param name="Stock">SKUs at locations.</param>
/// <param name="Postings">Some subjects all of whose documents were posted in the period.</param>
/// <param name="Returns">Some returns that were paid back in the period.</param>
/// <param name="HandWork">What was done by hand.</param>
/// <param name="Channels">When channels began.</param>
/// <param name="OpenDocuments">Subjects with documents from before the end of the month that are not posted.</param>
public sealed record OutcomeReading(
    OutcomePeriod Period, DateTimeOffset Now, RowSample Orders, ImmutableArray<WaitingRow> Undecided,
    RowSample Failed, RowSample Exceptions, RowSample Settlements, RowSample Lines, RowSample Stock,
    ImmutableArray<PostingView> Postings, ImmutableArray<ReturnView> Returns, HandWorkCount HandWork,
    ImmutableArray<ChannelBegin> Channels, long OpenDocuments);

/// <summary>What people have done.</summary>
/// <param name="Touches">Actions in the audit trail; a bulk replay is one, however much it decides.</param>
/// <param name="IsWhole">False: of some days only the last actions were looked at.</param>
public readonly record struct HandWorkCount(long Touches, bool IsWhole);

/// <summary>How a channel began.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="FirstMessage">When its first message came, UTC, or null: none is known.</param>
/// <param name="FirstOrder">When its first order that was accepted was submitted, UTC, or null: none is known.</param>
public readonly record struct ChannelBegin(string Channel, DateTimeOffset? FirstMessage, DateTimeOffset? FirstOrder);
