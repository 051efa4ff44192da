using Orleans.Configuration;

namespace RetailActors.Gateway;

/// <summary>How a gateway of its own finds the silos: by their membership table in PostgreSQL.</summary>
public static class ClusterAccess
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    /// <summary>Reads <c>Storage:Provider</c>, <c>Storage:ConnectionString</c> and <c>Cluster:Id</c>.</summary>
    public static void Configure(IClientBuilder client, IConfiguration configuration)
    {
        var provider = configuration["Storage:Provider"];
        if (!string.Equals(provider, "PostgreSql", StringComparison.OrdinalIgnoreCase))
        {
            throw new WrongSettingException(
                "Storage:Provider must be PostgreSql: a gateway of its own finds the silos through the database.");
        }
        var connection = configuration["Storage:ConnectionString"];
        if (string.IsNullOrWhiteSpace(connection))
        {
            throw new WrongSettingException("Storage:ConnectionString is missing.");
        }
        var cluster = configuration["Cluster:Id"] ?? "retailactors";
        client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster, "retailactors"));
        client.Configure<Orleans.Configuration.GatewayOptions>(
            o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(5));
        client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = ("Npgsql", connection));
        client.UseConnectionRetryFilter(static async (_, cancellation) =>
        {
            // Silos may come later than the gateway; its readiness tells when they have.
            await Task.Delay(_pause, cancellation);
            return true;
        });
        client.AddActivityPropagation();
        client.Services.AddForeignExceptions();
    }
}
