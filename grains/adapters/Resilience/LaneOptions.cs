using Microsoft.Extensions.Configuration;

namespace RetailActors.Adapters.Resilience;

/// <summary>The bounds of one external account. Every value has a range; outside of it the start is refused.</summary>
public sealed record LaneOptions
{
    /// <summary>Calls in flight, 1 to 4096.</summary>
    public int Concurrency { get; init; } = 256;
    /// <summary>Calls waiting for their turn, 0 to 100,000; beyond that the answer is Unavailable at once.</summary>
    public int QueueLimit { get; init; } = 4096;
    /// <summary>Calls per second, 0 (no limit) to 1,000,000.</summary>
    public int RatePerSecond { get; init; }
    /// <summary>Never more calls within any second than the rate, instead of that many on average.</summary>
    public bool Strict { get; init; }
    /// <summary>How long one attempt may take, 10 ms to 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>Share of failed attempts that opens the breaker, 0.01 to 1.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;
    /// <summary>Attempts in the sampling window before the share counts, 2 to 100,000.</summary>
    public int BreakerMinimumThroughput { get; init; } = 50;
    /// <summary>The sampling window, 500 ms to 10 minutes.</summary>
    public TimeSpan BreakerSampling { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>How long the breaker stays open, 500 ms to 10 minutes.</summary>
    public TimeSpan BreakerBreak { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads a section; a value that is not a number or out of its range is named in the exception; a key
    /// that is missing leaves the standard as it is.</summary>
    public static LaneOptions Read(IConfigurationSection section, LaneOptions? standard = null)
    {
        var d = standard ?? new LaneOptions();
        TimeSpan Millis(string name, TimeSpan standard, int from, int to) =>
            TimeSpan.FromMilliseconds(Number(section, name, standard.TotalMilliseconds, from, to));
        return d with
        {
            Concurrency = (int)Number(section, "Concurrency", d.Concurrency, 1, 4096),
            QueueLimit = (int)Number(section, "QueueLimit", d.QueueLimit, 0, 100_000),
            RatePerSecond = (int)Number(section, "RatePerSecond", d.RatePerSecond, 0, 1_000_000),
            Timeout = Millis("TimeoutMs", d.Timeout, 10, 60_000),
            BreakerFailureRatio = Number(section, "BreakerFailureRatio", d.BreakerFailureRatio, 0.01, 1),
            BreakerMinimumThroughput = (int)Number(
                section, "BreakerMinimumThroughput", d.BreakerMinimumThroughput, 2, 100_000),
            BreakerSampling = Millis("BreakerSamplingMs", d.BreakerSampling, 500, 600_000),
            BreakerBreak = Millis("BreakerBreakMs", d.BreakerBreak, 500, 600_000),
        };
    }

    private static double Number(
        IConfigurationSection section, string name, double standard, double from, double to) =>
        NumberSetting.Read(section, name, standard, from, to, message => new AccountSettingException(message));
}
