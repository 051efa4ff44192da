using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using RetailActors.Adapters;
using RetailActors.Adapters.Webhooks;
using RetailActors.Channels;
using RetailActors.Events;
using RetailActors.Gateway;
using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Reference;
using RetailActors.Returns;
using RetailActors.Settlement;

namespace RetailActors.Hosting;

/// <summary>Puts journal, actors and Orleans into the host.</summary>
public static class SiloSetup
{
    /// <summary>The address of the embedded default, unless one is configured.</summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls("http://localhost:8080");
        }
    }

    /// <summary>The sandbox's systems are in this process: their address is ours, unless one is configured.</summary>
    public static void PointSandboxHere(this WebApplication app)
    {
        var address = app.Urls.FirstOrDefault(url => url.StartsWith("http:", StringComparison.Ordinal));
        if (address is null)
        {
            return;
        }
        var port = new Uri(address.Replace("[::]", "localhost").Replace("*", "localhost").Replace("+", "localhost"))
            .Port;
        app.PointSandboxTo(new Uri($"http://127.0.0.1:{port}/sandbox"));
    }

    /// <summary>The sandbox's systems are at this address, unless one is configured.</summary>
    public static void PointSandboxTo(this WebApplication app, Uri sandbox)
    {
        const string key = "Payments:Providers:sandbox:BaseUrl";
        const string second = "Payments:Providers:sandbox2:BaseUrl";
        var root = sandbox.ToString().TrimEnd('/');
        app.Configuration[key] ??= $"{root}/psp";
        app.Configuration[second] ??= $"{root}/psp2";
        app.Services.GetRequiredService<Accounts>().PointTo(root);
    }

    /// <summary>The journal and its schema; the schema is there before the silo starts.</summary>
    public static void AddJournal(this IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(settings.ClockOffset == TimeSpan.Zero
            ? TimeProvider.System
            : new ShiftedClock(settings.ClockOffset));
        services.AddSingleton(new JournalBounds());
        services.AddSingleton(s => settings.Journal.Open(
            s.GetRequiredService<JournalBounds>(), s.GetRequiredService<ILogger<ShardedJournalStore>>()));
        services.AddSingleton(s => settings.Journal.OpenAnswers(s.GetRequiredService<IJournalStore>()));
        services.AddSingleton<FlowCounts>();
        services.AddSingleton<Journal.Journal>();
        services.AddSingleton<IJournal>(s => s.GetRequiredService<IJournalStore>() is ShardedJournalStore sharded
            ? new ShardedJournal(sharded, s.GetRequiredService<FlowCounts>())
            : s.GetRequiredService<Journal.Journal>());
        services.AddSingleton<AnswerBook>();
        services.AddSingleton(s => settings.Journal.OpenQueues(s.GetRequiredService<IJournalStore>()));
        services.AddSingleton(s => settings.Queues.Open(
            s.GetRequiredService<IQueueStore>(), s.GetRequiredService<JournalBounds>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddHostedService<SchemaMigration>();
    }

    /// <summary>What the grain shells need, and the sweeper.</summary>
    public static void AddRetailActors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Ledgers>();
        services.AddSingleton<UnreadableRecords>();
        services.AddSingleton<WaitingSums>();
        services.AddSingleton(Channels(configuration));
        services.AddSingleton<Catalogue>();
        services.AddSingleton<ActorKinds>();
        services.AddSingleton(new ActorKind(
            "stock", (grains, key) => grains.Actor<IStock>(key).Resume(), (grains, key) => grains.Actor<IStock>(key)));
        services.AddSingleton(new ActorKind(
            "order", (grains, key) => grains.Actor<IOrder>(key).Resume(), (grains, key) => grains.Actor<IOrder>(key)));
        services.AddSingleton(new SettlementSettings(configuration));
        services.AddSingleton(new ActorKind(
            "settlement", (grains, key) => grains.Actor<ISettlementBatch>(key).Resume()));
        services.AddSingleton(new ActorKind(
            "settlement-line", (grains, key) => grains.Actor<ISettlementLine>(key).Resume(),
            (grains, key) => grains.Actor<ISettlementLine>(key)));
        services.AddSingleton<ChannelInventories>();
        services.AddSingleton(s => new StockFeedOptions(
            s.GetRequiredService<ChannelInventories>().Channels.Count > 0
            || s.GetRequiredService<WebhookTargets>().FollowStock()));
        services.AddSingleton<StockFeeding>();
        services.AddSingleton(
            new ActorKind("channel-feed", (grains, key) => grains.Actor<IChannelFeed>(key).Resume()));
        // Only named by exceptions: a dead letter has no actor that could go on.
        services.AddSingleton(new ActorKind(DeadLetters.EntityKind, (_, _) => Task.CompletedTask));
        services.AddSingleton(new ActorKind(
            "return", (grains, key) => grains.Actor<IReturn>(key).Resume(),
            (grains, key) => grains.Actor<IReturn>(key)));
        services.AddSingleton(new ActorKind("exchange", (grains, key) => grains.Actor<IExchange>(key).Resume()));
        services.AddSingleton(new ActorKind("payment", (grains, key) => grains.Actor<IPayment>(key).Resume()));
        services.AddSingleton(new ActorKind(
            "inbox", (grains, key) => grains.Actor<IInbox>(key).Resume(), (grains, key) => grains.Actor<IInbox>(key)));
        services.AddSingleton(new ActorKind(
            "posting", (grains, key) => grains.Actor<IPosting>(key).Resume(),
            (grains, key) => grains.Actor<IPosting>(key)));
        services.AddSingleton(new ActorKind("exception", (grains, key) => grains.Actor<IExceptionCase>(key).Resume()));
        services.AddSingleton(new ActorKind("replay", (grains, key) => grains.Actor<IReplay>(key).Resume()));
        services.AddSingleton(ReplayPace.Read(configuration));
        services.AddSingleton(new ActorKind("customer", (grains, key) => grains.Actor<ICustomer>(key).Resume()));
        services.AddSingleton(new CustomerRules(
            Trusted(configuration, "Segment"), Trusted(configuration, "Active")));
        services.AddSingleton(PostingSettings.Read(configuration));
        services.AddSingleton(s => s.GetRequiredService<PostingSettings>().Policy(s.GetRequiredService<IAccounts>()));
    }

    /// <summary>Orleans.</summary>
    public static void UseSilo(this WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.UseOrleans(silo =>
        {
            UseClustering(silo, settings);
            silo.AddAdoNetGrainStorage(SnapshotStorage.Name, (AdoNetGrainStorageOptions o) =>
            {
                (o.Invariant, o.ConnectionString, o.DataSource) = AdoNet(settings, "storage");
                o.GrainStorageSerializer = new StateSerializer();
            });
            silo.AddEventStreams();
            silo.Services.AddForeignExceptions();
            if (settings.Telemetry.Collector is not null)
            {
                // A filter around every grain call: paid for only when somebody collects the traces.
                silo.AddActivityPropagation();
            }
            silo.UseFailureDetection(settings.Cluster);
            if (settings.Cluster.Dashboard)
            {
                silo.AddDashboard(o => o.HideTrace = true);
            }
            UsePlacement(silo);
            silo.Configure<GrainCollectionOptions>(o =>
            {
                // An order is busy for seconds and then rests for days: memory follows the traffic of the last minute.
                o.CollectionQuantum = TimeSpan.FromSeconds(10);
                o.CollectionAge = TimeSpan.FromMinutes(2);
                // Short of memory, actors that rest go earlier.
                o.EnableActivationSheddingOnMemoryPressure = true;
                o.ClassSpecificCollectionAge["RetailActors.Orders.OrderGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Payments.PaymentGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Returns.ReturnGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Returns.ExchangeGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Operations.IdempotencyGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Events.ChannelFeedGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Channels.InboxGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Webhooks.WebhookFanGrain"] = TimeSpan.FromSeconds(30);
                o.ClassSpecificCollectionAge["RetailActors.Inventory.StockGrain"] = TimeSpan.FromMinutes(15);
            });
        });
        // After Orleans, so that it starts when the silo can answer and stops before it leaves.
        builder.Services.AddHostedService<Sweeper>();
        builder.Services.AddHostedService<ChannelPoller>();
        builder.Services.AddHostedService<ErpStockPoller>();
        builder.Services.AddHostedService<LaneReporter>();
        builder.Services.AddHostedService<SlaWatcher>();
        builder.Services.AddArchive(builder.Configuration);
    }

    /// <summary>Where actors are: most in Orleans' directory, some computed.</summary>
    private static void UsePlacement(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<KeyHomes>();
        silo.AddPlacementDirector<KeyPlacement, KeyPlacementDirector>();
        silo.AddPlacementDirector<CallerPlacement, CallerPlacementDirector>();
        silo.AddGrainDirectory<NoDirectory>(NoDirectory.Name, (_, _) => new NoDirectory());
        silo.Services.AddSingleton<IGrainDirectoryCache, ActorAddresses>();
        silo.Configure<GrainDirectoryOptions>(o =>
            o.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.Custom);
    }

    private static void UseClustering(ISiloBuilder silo, SiloSettings settings)
    {
        var cluster = settings.Cluster;
        if (!cluster.IsShared)
        {
            silo.UseLocalhostClustering(
                cluster.SiloPort, cluster.GatewayPort, serviceId: "retailactors", clusterId: cluster.Id);
            return;
        }
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.Id, "retailactors"));
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort);
        silo.Configure<EndpointOptions>(o =>
        {
            o.SiloListeningEndpoint = new IPEndPoint(cluster.ListenAddress, cluster.SiloPort);
            o.GatewayListeningEndpoint = new IPEndPoint(cluster.ListenAddress, cluster.GatewayPort);
        });
        if (cluster.IsInKubernetes)
        {
            // KUBECONFIG goes before what a pod finds in its own file system.
            silo.UseKubernetesHosting(kubernetes => kubernetes.Configure(
                o => o.GetClientConfiguration = k8s.KubernetesClientConfiguration.BuildDefaultConfig));
        }
        silo.UseAdoNetClustering((AdoNetClusteringSiloOptions o) =>
            (o.Invariant, o.ConnectionString, o.DataSource) = AdoNet(settings, "clustering"));
    }

    /// <summary>Each use has a pool of its own: a storm in one must not keep the membership from its heartbeat.
    /// </summary>
    private static (string Invariant, string? ConnectionString, System.Data.Common.DbDataSource? Source) AdoNet(
        SiloSettings settings, string use)
    {
        if (settings.Journal.Provider == StorageProvider.Sqlite)
        {
            return (SqliteTurns.Invariant, null, new SqliteTurns(settings.Journal.SqliteConnectionString));
        }
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(settings.Journal.ConnectionString)
        {
            ApplicationName = $"retailactors-{use}",
            MaxPoolSize = 4,
        };
        return ("Npgsql", connection.ConnectionString, null);
    }

    /// <summary>Clients by name, the most trusted first: a list, or separated by commas.</summary>
    private static ImmutableArray<string> Trusted(IConfiguration configuration, string field)
    {
        var section = configuration.GetSection("Customers").GetSection("Trust").GetSection(field);
        return section.Value is { } text
            ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [.. section.GetChildren().Select(c => c.Value ?? "")];
    }

    private static readonly string[] Storefronts = ["shopify"];

    private static ChannelRules Channels(IConfiguration configuration)
    {
        var channels = configuration.GetSection("Channels").GetChildren().ToList();
        return new ChannelRules(
            configuration.GetValue("ChannelsClosed", false),
            channels.ToImmutableDictionary(c => c.Key, c => c.GetValue("Active", true)),
            channels.ToImmutableDictionary(c => c.Key, c => c.GetValue("Buffer", 0)),
            // A storefront has sold at its own price before we hear of it: our list price cannot refuse it any more.
            [
                .. channels.Where(c => c.GetValue("OwnPrices", false)).Select(c => c.Key),
                .. channels.Exists(c => c.Key == "shopify" && c["OwnPrices"] is not null) ? [] : Storefronts,
            ]);
    }

    /// <summary>Stored state is plain JSON; no type name is ever read from it.</summary>
    private sealed class StateSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
    }

    private sealed class SchemaMigration(IJournalStore store) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => store.Migrate(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
