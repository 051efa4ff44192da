using System.Collections.Immutable;

namespace RetailActors.Operations;

/// <summary>What is configured about the targets of business processes and worklists.</summary>
/// <param name="Pause">Between two looks at a process.</param>
/// <param name="Targets">By name of process or worklist; every process has one.</param>
/// <param name="MailEvery">Pause between two digests of a process; null: no mails.</param>
public sealed record SlaOptions(
    TimeSpan Pause, ImmutableDictionary<string, SlaTarget> Targets, TimeSpan? MailEvery);
