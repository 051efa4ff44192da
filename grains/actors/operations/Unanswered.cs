using Orleans.Runtime;

namespace RetailActors.Operations;

/// <summary>Tells calls to an actor that got no answer.</summary>
public static class Unanswered
{
    /// <summary>True when an actor could not be asked now, or nobody knows what became of the call: whoever asked goes
    /// on with the others and comes back.</summary>
    public static bool Is(Exception e) => e is OutcomeUnknownException or BusyException or RecordUnreadableException
        or TimeoutException or OrleansException;
}
