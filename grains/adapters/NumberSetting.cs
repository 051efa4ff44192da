using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RetailActors.Adapters;

/// <summary>A number in the configuration that has a range.</summary>
public static class NumberSetting
{
    /// <summary>Reads it; a key that is missing leaves the standard as it is.</summary>
    /// <param name="section">Where the key is.</param>
    /// <param name="name">The key in the section.</param>
    /// <param name="standard">Without the key.</param>
    /// <param name="from">Least.</param>
    /// <param name="to">Most.</param>
    /// <param name="wrong">Makes the exception of a text that is no number or out of its range; the message names the
    /// key.</param>
    public static double Read(
        IConfigurationSection section, string name, double standard, double from, double to,
        Func<string, Exception> wrong) =>
        section[name] is not { } text ? standard
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= from && number <= to ? number
        : throw wrong(string.Create(CultureInfo.InvariantCulture,
            $"{section.Path}:{name} must be a number from {from} to {to}, but is '{text}'."));
}
