using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using RetailActors.Journal;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Journal;

/// <summary>Bare silos and a client whose membership, grain state and reminders are all in one database.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly List<IHost> _silos = [];
    private readonly SqliteTurns? _turns;
    private readonly JournalOptions _options;
    private IHost? _client;

    private TestCluster(JournalOptions options)
    {
        _options = options;
        _turns = options.Provider == StorageProvider.Sqlite ? new(options.SqliteConnectionString) : null;
    }

    public IReadOnlyList<IHost> Silos => _silos;

    public IGrainFactory Client => _client!.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestCluster> Start(JournalOptions options, int silos)
    {
        var cluster = new TestCluster(options);
        for (var i = 0; i < silos; i++)
        {
            cluster._silos.Add(cluster.Silo($"silo-{i}"));
            await cluster._silos[i].StartAsync();
        }
        cluster._client = cluster.ClientHost();
        await cluster._client.StartAsync();
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _silos.Prepend(_client).OfType<IHost>())
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    private string Invariant => _turns is null ? "Npgsql" : SqliteTurns.Invariant;

    private string? ConnectionString => _turns is null ? _options.ConnectionString : null;

    private IHost Silo(string name)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(Name)
            .Configure<SiloOptions>(o => o.SiloName = name)
            .Configure<GrainCollectionOptions>(o => o.CollectionQuantum = TimeSpan.FromSeconds(30))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort.Take(), FreePort.Take())
            .UseAdoNetClustering(o =>
                (o.Invariant, o.ConnectionString, o.DataSource) = (Invariant, ConnectionString!, _turns))
            .AddAdoNetGrainStorageAsDefault(o =>
                (o.Invariant, o.ConnectionString, o.DataSource) = (Invariant, ConnectionString, _turns))
            .UseAdoNetReminderService(o =>
                (o.Invariant, o.ConnectionString, o.DataSource) = (Invariant, ConnectionString!, _turns)));
        return builder.Build();
    }

    private IHost ClientHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(Name)
            .UseAdoNetClustering(o =>
                (o.Invariant, o.ConnectionString, o.DataSource) = (Invariant, ConnectionString!, _turns)));
        return builder.Build();
    }

    private static void Name(ClusterOptions options) => (options.ClusterId, options.ServiceId) = ("test", "test");
}
