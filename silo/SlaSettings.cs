using System.Collections.Immutable;
using RetailActors.Adapters;
using RetailActors.Adapters.Mail;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Configuration section <c>Sla</c>: what nothing should wait longer than. Read by silos only; gateways ask
/// them.</summary>
public static class SlaSettings
{
    private const string Section = "Sla";
    private const double LongestTarget = 31_536_000;
    private const double LongestPause = 300;
    private const int MaxGroups = 16;

    /// <summary>Worklists beside those of business processes, with their usual targets.</summary>
    private static readonly ImmutableDictionary<string, TimeSpan> _lists = ImmutableDictionary.CreateRange(
        [
            KeyValuePair.Create("inventory-events-delayed", TimeSpan.FromMinutes(5)),
            KeyValuePair.Create("messages-waiting", TimeSpan.FromMinutes(15)),
            KeyValuePair.Create("webhooks-undelivered", TimeSpan.FromHours(1)),
            KeyValuePair.Create("dead-letters", TimeSpan.FromHours(1)),
            KeyValuePair.Create("exceptions", TimeSpan.FromHours(4)),
        ]);

    /// <summary>Adds targets, the watcher and, when configured, mails.</summary>
    /// <exception cref="SettingException">A value is wrong; the message names its key.</exception>
    public static void AddSla(this IServiceCollection services, IConfiguration configuration)
    {
        var mail = SmtpSettings.Read(configuration);
        services.AddSingleton(Read(configuration, mail?.Every));
        services.AddSingleton(new ActorKind(
            "sla", (grains, key) => grains.Actor<ISlaWatch>(key).Resume(),
            (grains, key) => grains.Actor<ISlaWatch>(key)));
        if (mail is not null)
        {
            services.AddSingleton<IAlertMailer>(s => new SmtpMailer(mail, s.GetRequiredService<TimeProvider>()));
        }
    }

    /// <summary>Reads and checks.</summary>
    public static SlaOptions Read(IConfiguration configuration, TimeSpan? mailEvery = null)
    {
        var section = configuration.GetSection(Section);
        var standard = SlaProcess.All.ToImmutableDictionary(p => p.Name, p => p.Target).AddRange(_lists);
        foreach (var child in section.GetChildren())
        {
            if (!standard.ContainsKey(child.Key) && child.Key is not ("LookSeconds" or "Email"))
            {
                throw new SettingException(
                    $"{Section}:{child.Key} is no target; it can be {string.Join(", ", standard.Keys.Order())}.");
            }
        }
        return new SlaOptions(
            TimeSpan.FromSeconds(Number(section, "LookSeconds", 10, 0.1, LongestPause)),
            standard.ToImmutableDictionary(s => s.Key, s => Target(section.GetSection(s.Key), s.Value)), mailEvery);
    }

    private static SlaTarget Target(IConfigurationSection section, TimeSpan standard)
    {
        var by = section.GetSection("By").GetChildren().ToImmutableDictionary(
            group => group.Key, group => Seconds(group, standard));
        if (by.Count > MaxGroups)
        {
            throw new SettingException($"{section.Path}:By has more than {MaxGroups} targets of their own.");
        }
        return new SlaTarget(
            Seconds(section, standard), (int)Number(section, "WarningPercent", 80, 1, 100), by);
    }

    private static TimeSpan Seconds(IConfigurationSection section, TimeSpan standard) =>
        TimeSpan.FromSeconds(Number(section, "TargetSeconds", standard.TotalSeconds, 1, LongestTarget));

    private static double Number(
        IConfigurationSection section, string name, double standard, double from, double to) =>
        NumberSetting.Read(section, name, standard, from, to, message => new SettingException(message));
}
