namespace RetailActors.Journal;

/// <summary>What an append changes in the outbox: the difference between what was owed and what is owed now.</summary>
public static class OutboxDifference
{
    /// <summary>Calls that are new, or due at another time.</summary>
    /// <param name="before">Owed in the state before.</param>
    /// <param name="after">Owed in the state after.</param>
    /// <param name="otherwise">When a call without a time of its own is due.</param>
    public static IReadOnlyList<OutboxPut> Put(
        IReadOnlyList<Owed> before, IReadOnlyList<Owed> after, DateTimeOffset otherwise)
    {
        List<OutboxPut>? put = null;
        for (var i = 0; i < after.Count; i++)
        {
            if (!before.Contains(after[i]))
            {
                (put ??= []).Add(new OutboxPut(after[i].Call, after[i].NotBefore ?? otherwise));
            }
        }
        return put is null ? [] : put;
    }

    /// <summary>Calls that are no longer owed.</summary>
    public static IReadOnlyList<string> Removed(IReadOnlyList<Owed> before, IReadOnlyList<Owed> after)
    {
        List<string>? removed = null;
        for (var i = 0; i < before.Count; i++)
        {
            if (!Has(after, before[i].Call))
            {
                (removed ??= []).Add(before[i].Call);
            }
        }
        return removed is null ? [] : removed;
    }

    private static bool Has(IReadOnlyList<Owed> owed, string call)
    {
        for (var i = 0; i < owed.Count; i++)
        {
            if (owed[i].Call == call)
            {
                return true;
            }
        }
        return false;
    }
}
