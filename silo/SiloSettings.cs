using System.Net;
using RetailActors.Events;
using RetailActors.Journal;

namespace RetailActors.Hosting;

/// <summary>A configuration value is wrong or missing. The message is one line and names the key.</summary>
public sealed class SettingException(string message) : Exception(message);

/// <summary>The configuration of a silo, read and checked once.</summary>
/// <param name="Journal">Storage:*.</param>
/// <param name="ClusterId">Cluster:Id.</param>
/// <param name="SharedCluster">Cluster:Clustering is Database: silos find each other through the database.</param>
/// <param name="SiloPort">Cluster:SiloPort.</param>
/// <param name="GatewayPort">Cluster:GatewayPort; for Orleans clients.</param>
/// <param name="Address">Cluster:Address; loopback unless said otherwise.</param>
/// <param name="Gateway">Gateway:Enabled.</param>
/// <param name="Sandbox">Sandbox:Enabled; never in Production.</param>
/// <param name="Demo">Demo:Enabled; the demonstration catalogue in a new database.</param>
/// <param name="OtlpEndpoint">Telemetry:Otlp:Endpoint, or null.</param>
/// <param name="Prometheus">Telemetry:Prometheus; metrics under /metrics.</param>
/// <param name="Queues">Section Queues: where the event streams are kept.</param>
public sealed record SiloSettings(
    JournalOptions Journal, string ClusterId, bool SharedCluster, int SiloPort, int GatewayPort, IPAddress Address,
    bool Gateway, bool Sandbox, bool Demo, Uri? OtlpEndpoint, bool Prometheus,
    EventQueueOptions Queues)
{
    /// <summary>Reads and checks.</summary>
    public static SiloSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = One(configuration, "Storage:Provider", StorageProvider.Sqlite);
        var connection = configuration["Storage:ConnectionString"];
        if (provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(connection))
        {
            throw new SettingException("Storage:ConnectionString is missing; Storage:Provider PostgreSql needs it.");
        }
        var clustering = configuration["Cluster:Clustering"];
        var sandbox = Flag(configuration, "Sandbox:Enabled", !environment.IsProduction());
        if (sandbox && environment.IsProduction())
        {
            throw new SettingException("Sandbox:Enabled must not be true in Production.");
        }
        return new SiloSettings(
            new JournalOptions(provider, connection, configuration["Storage:DataDirectory"] ?? "data"),
            configuration["Cluster:Id"] ?? "retailactors",
            clustering switch
            {
                null => provider == StorageProvider.PostgreSql,
                "Database" => true,
                "Local" => false,
                _ => throw new SettingException($"Cluster:Clustering is '{clustering}'; it can be Database or Local."),
            },
            Port(configuration, "Cluster:SiloPort", 11111), Port(configuration, "Cluster:GatewayPort", 30000),
            ListenAddress(configuration), Flag(configuration, "Gateway:Enabled", true), sandbox,
            Flag(configuration, "Demo:Enabled", sandbox), Endpoint(configuration),
            Flag(configuration, "Telemetry:Prometheus", false), Queue(configuration));
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

    private static bool Flag(IConfiguration configuration, string key, bool otherwise) =>
        configuration[key] is not { } text ? otherwise
        : bool.TryParse(text, out var value) ? value
        : throw new SettingException($"{key} is '{text}'; it can be true or false.");

    private static int Port(IConfiguration configuration, string key, int otherwise) =>
        configuration[key] is not { } text ? otherwise
        : int.TryParse(text, out var port) && port is > 0 and <= 65535 ? port
        : throw new SettingException($"{key} is '{text}'; a port is a number from 1 to 65535.");

    private static IPAddress ListenAddress(IConfiguration configuration) =>
        configuration["Cluster:Address"] is not { } text ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new SettingException($"Cluster:Address is '{text}'; it must be an IP address.");

    private static Uri? Endpoint(IConfiguration configuration) =>
        configuration["Telemetry:Otlp:Endpoint"] is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
        : throw new SettingException($"Telemetry:Otlp:Endpoint is '{text}'; it must be an absolute URL.");
}
