using System.Globalization;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>The end of a page of waiting entities as a text: <c>ticks~key</c>.</summary>
public static class Cursors
{
    private const char Mark = '~';

    /// <summary>As a text.</summary>
    public static string Write(WaitingRow last) => string.Create(
        CultureInfo.InvariantCulture, $"{last.Since.UtcTicks}{Mark}{last.Row.Key}");

    /// <summary>Back from a text; null when it is none.</summary>
    public static WaitingCursor? Read(string? text) => text?.Split(Mark, 2) is [var ticks, var key]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.UtcTicks
            ? new WaitingCursor(new DateTimeOffset(at, TimeSpan.Zero), key)
            : null;
}
