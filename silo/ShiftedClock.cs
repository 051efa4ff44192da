namespace RetailActors.Hosting;

/// <summary>The system's clock, wrong by a fixed time. For drills only.</summary>
/// <remarks>
/// A clock that goes wrong after a good start: actors, outbox and what Orleans looks at follow it, but what Orleans
/// writes about this silo (generation, start, heartbeat) is from <see cref="DateTime.UtcNow"/> and is right. Who starts
/// with a wrong clock is refused, see <see cref="MachineClock"/>.
/// </remarks>
public sealed class ShiftedClock(TimeSpan offset) : TimeProvider
{
    /// <summary>Reads <c>Clock:OffsetSeconds</c>, -86,400 to 86,400; refused in Production.</summary>
    public static TimeSpan Read(IConfiguration configuration, IHostEnvironment environment)
    {
        const string key = "Clock:OffsetSeconds";
        const int most = 86_400;
        if (configuration[key] is not { } text)
        {
            return TimeSpan.Zero;
        }
        if (environment.IsProduction())
        {
            throw new SettingException($"{key} must not be set in Production.");
        }
        return int.TryParse(text, out var seconds) && seconds is >= -most and <= most
            ? TimeSpan.FromSeconds(seconds)
            : throw new SettingException($"{key} is '{text}'; it can be -{most} to {most}.");
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
