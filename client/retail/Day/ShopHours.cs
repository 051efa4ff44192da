using System.Diagnostics;
using System.Globalization;

namespace RetailActors.Retail.Day;

/// <summary>The day's clock: twelve shop hours in as much time as there is.</summary>
internal sealed class ShopHours(TimeSpan duration)
{
    private const double Hours = 12;
    private static readonly TimeSpan _opens = TimeSpan.FromHours(9);

    private long _opened;

    /// <summary>Since the doors opened.</summary>
    public TimeSpan Elapsed => _opened == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_opened);

    /// <summary>From 0 at opening time to 1 at closing time, and beyond.</summary>
    public double Now => Elapsed / duration;

    /// <summary>What the clocks in the stores show.</summary>
    public string Time => TimeOf(Math.Min(Now, 1));

    public static string TimeOf(double part) =>
        (_opens + TimeSpan.FromHours(Hours * part)).ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    public void Open() => _opened = Stopwatch.GetTimestamp();

    /// <summary>Waits until a time of the day; not at all when it has passed.</summary>
    public Task Until(double part, CancellationToken cancellation)
    {
        var wait = (duration * part) - Elapsed;
        return wait > TimeSpan.Zero ? Task.Delay(wait, cancellation) : Task.CompletedTask;
    }
}
