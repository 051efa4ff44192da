namespace RetailActors.Sandbox;

/// <summary>The outside systems' own clock: real time, moved forward by hand for due dates. Delays stay real.</summary>
public sealed class SandboxClock(TimeProvider time)
{
    private long _offset;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
