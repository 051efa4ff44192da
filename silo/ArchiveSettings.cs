using RetailActors.Adapters;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Section <c>Storage:Archive</c>: whether closed streams move to the archive, and when.</summary>
public static class ArchiveSettings
{
    private const string Age = "AfterDays";
    private const string Pace = "StreamsPerSecond";
    private const double UsualPace = 100;
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
        var section = configuration.GetSection("Storage:Archive");
        var pace = (int)Number(section, Pace, UsualPace, 1, Fastest);
        return section[Age] is null
            ? null
            : new ArchiveOptions(TimeSpan.FromDays(Number(section, Age, 0, 0, Longest)), pace);
    }

    private static double Number(
        IConfigurationSection section, string name, double standard, double from, double to) =>
        NumberSetting.Read(section, name, standard, from, to, message => new SettingException(message));
}
