namespace RetailActors.Gateway;

/// <summary>Bounds what is under way, without a queue: whoever finds it full is told so at once.</summary>
public sealed class AdmissionGate(int limit)
{
    private int _inside;

    /// <summary>Requests inside now.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>False: full; the caller must not call <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= limit)
        {
            return true;
        }
        Interlocked.Decrement(ref _inside);
        return false;
    }

    /// <summary>After every successful <see cref="TryEnter"/>.</summary>
    public void Leave() => Interlocked.Decrement(ref _inside);
}
