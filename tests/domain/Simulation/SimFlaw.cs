namespace RetailActors.Tests.Simulation;

/// <summary>Known ways to get it wrong, for the test that shows that the checks find them.</summary>
internal enum SimFlaw
{
    None,
    /// <summary>A caller is answered before what it was told is in the journal.</summary>
    ReplyBeforeCommit,
    /// <summary>What a lost append has changed in memory stays there.</summary>
    MutateBeforeCommit,
    /// <summary>What a killed activation had on its way is written after its successor has begun.</summary>
    NoFence,
    /// <summary>Each attempt at the provider has a key of its own.</summary>
    NewKeyPerRetry,
    /// <summary>The sweeper looks at what lies behind the last one that it has seen.</summary>
    PollByPosition,
    /// <summary>An append that is sent twice is written twice.</summary>
    MissingUniqueIndex,
}
