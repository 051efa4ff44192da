using System.Globalization;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Section <c>Storage:Archive</c>: whether closed streams move to the archive, and when.</summary>
public static class ArchiveSettings
{
    private const string Age = "Storage:Archive:AfterDays";
    private const string Pace = "Storage:Archive:StreamsPerSecond";
    private const double Longest = 36_500;
    private const double Fastest = 1_000;

    /// <summary>Adds the archiver when it is on.</summary>
    /// <exception cref="SettingException">A value is wrong; the message names its key.</exception>
    public static void AddArchive(this IServiceCollection services, IConfiguration configuration)
    {
        if (Read(configuration) is not { } options)
        {
            return;
        }
        services.AddSingleton(options);
        services.AddHostedService<Archiver>();
    }

    /// <summary>Reads and checks; null when nothing is to be archived.</summary>
    public static ArchiveOptions? Read(IConfiguration configuration)
    {
        var pace = (int)Number(configuration, Pace, "100", 1, Fastest);
        return configuration[Age] is null
            ? null
            : new ArchiveOptions(TimeSpan.FromDays(Number(configuration, Age, "", 0, Longest)), pace);
    }

    private static double Number(
        IConfiguration configuration, string key, string standard, double from, double to) =>
        (configuration[key] ?? standard) is var text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= from && number <= to
            ? number
            : throw new SettingException(string.Create(CultureInfo.InvariantCulture,
                $"{key} must be a number from {from} to {to}, but is '{configuration[key]}'."));
}
