using System.Collections.Immutable;

namespace RetailActors.Gateway;

/// <summary>What somebody has filled in to decide about an exception.</summary>
public sealed record Decision(ImmutableDictionary<string, string> Edits, string? Reason);
