using RetailActors.Events;
using RetailActors.Gateway;
using RetailActors.Journal;

namespace RetailActors.Hosting;

/// <summary>A configuration value is wrong or missing. The message is one line and names the key.</summary>
public sealed class SettingException(string message) : Exception(message);

/// <summary>The configuration of a silo, read and checked once.</summary>
/// <param name="Journal">Storage:*.</param>
/// <param name="Cluster">Section Cluster.</param>
/// <param name="Gateway">Gateway:Enabled.</param>
/// <param name="Sandbox">Sandbox:Enabled; never in Production.</param>
/// <param name="SandboxUrl">Sandbox:Url; where the stand-ins are when another process has them, or null.</param>
/// <param name="Demo">Demo:Enabled; the demonstration catalogue in a new database.</param>
/// <param name="Telemetry">Section Telemetry.</param>
/// <param name="Queues">Section Queues: where the event streams are kept.</param>
/// <param name="ClockOffset">Clock:OffsetSeconds; how wrong this silo's clock is in a drill.</param>
public sealed record SiloSettings(
    JournalOptions Journal, ClusterSettings Cluster, bool Gateway, bool Sandbox, Uri? SandboxUrl, bool Demo,
    TelemetryOptions Telemetry, EventQueueOptions Queues, TimeSpan ClockOffset)
{
    /// <summary>The stand-ins are somewhere.</summary>
    public bool HasStandIns => Sandbox || SandboxUrl is not null;

    /// <summary>Reads and checks.</summary>
    public static SiloSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = One(configuration, "Storage:Provider", StorageProvider.Sqlite);
        var connection = configuration["Storage:ConnectionString"];
        if (provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(connection))
        {
            throw new SettingException("Storage:ConnectionString is missing; Storage:Provider PostgreSql needs it.");
        }
        var sandbox = Flag(configuration, "Sandbox:Enabled", !environment.IsProduction());
        if (sandbox && environment.IsProduction())
        {
            throw new SettingException("Sandbox:Enabled must not be true in Production.");
        }
        return new SiloSettings(
            new JournalOptions(provider, connection, configuration["Storage:DataDirectory"] ?? "data")
            {
                Shards = ShardSettings.Read(configuration, provider, connection),
            },
            ClusterSettings.Read(configuration, provider == StorageProvider.PostgreSql),
            Flag(configuration, "Gateway:Enabled", true), sandbox,
            StandIns(configuration, environment, sandbox), Flag(configuration, "Demo:Enabled", sandbox),
            TelemetryOptions.Read(configuration), Queue(configuration),
            ShiftedClock.Read(configuration, environment));
    }

    private static EventQueueOptions Queue(IConfiguration configuration)
    {
        try
        {
            return EventQueueOptions.Read(configuration);
        }
        catch (FormatException e)
        {
            throw new SettingException(e.Message);
        }
    }

    private static T One<T>(IConfiguration configuration, string key, T otherwise) where T : struct, Enum =>
        configuration[key] is not { } text ? otherwise
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new SettingException($"{key} is '{text}'; it can be {string.Join(" or ", Enum.GetNames<T>())}.");

    private static Uri? StandIns(IConfiguration configuration, IHostEnvironment environment, bool sandbox)
    {
        if (configuration["Sandbox:Url"] is not { } text)
        {
            return null;
        }
        if (environment.IsProduction() || sandbox)
        {
            throw new SettingException(environment.IsProduction()
                ? "Sandbox:Url must not be set in Production."
                : "Sandbox:Url is set although Sandbox:Enabled is true: the stand-ins are in one process.");
        }
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SettingException($"Sandbox:Url is '{text}'; it must be an http or https address.");
    }

    internal static bool Flag(IConfiguration configuration, string key, bool otherwise) =>
        configuration[key] is not { } text ? otherwise
        : bool.TryParse(text, out var value) ? value
        : throw new SettingException($"{key} is '{text}'; it can be true or false.");

    internal static int Port(IConfiguration configuration, string key, int otherwise) =>
        configuration[key] is not { } text ? otherwise
        : int.TryParse(text, out var port) && port is > 0 and <= 65535 ? port
        : throw new SettingException($"{key} is '{text}'; a port is a number from 1 to 65535.");
}
