using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using RetailActors.Hosting;
using RetailActors.Operations;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests;

/// <summary>A silo with gateway and sandbox on free ports, its SQLite file in a folder of its own.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("retail-gateway-").FullName;
    private readonly string[] _settings;
    private readonly Action<WebApplicationBuilder>? _also;
    private WebApplication? _app;

    private Shop(string[] settings, Action<WebApplicationBuilder>? also) => (_settings, _also) = (settings, also);

    public HttpClient Http { get; private set; } = null!;

    /// <summary>The journal's file.</summary>
    public string Database => Path.Combine(_directory, "retailactors.db");

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>What the process is made of.</summary>
    public IServiceProvider Services => _app!.Services;

    public static Task<Shop> Open(params string[] settings) => Open(null, settings);

    public static async Task<Shop> Open(Action<WebApplicationBuilder>? also, params string[] settings)
    {
        var shop = new Shop(settings, also);
        await shop.Start();
        return shop;
    }

    public HttpClient As(string key) => new()
    {
        BaseAddress = Http.BaseAddress,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(_directory, true);
    }

    private async Task Start()
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        _app = SiloHost.Build(
            [
                "--urls", address, "--Storage:DataDirectory", _directory,
                "--Cluster:SiloPort", $"{FreePort.Take()}", "--Cluster:GatewayPort", $"{FreePort.Take()}",
                "--Payments:Providers:sandbox:BaseUrl", $"{address}/sandbox/psp", "--Gateway:DrainSeconds", "0",
                .. _settings,
            ],
            _also);
        await _app.StartAsync();
        Http = new HttpClient
        {
            BaseAddress = new Uri(address),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "dev-key") },
        };
        await Until.True("the demonstration catalogue is there", async () =>
            (await Http.GetAsync("/v1/locations/warehouse-1")).IsSuccessStatusCode);
    }

    private async Task Stop()
    {
        Http.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>The shop that most tests share; a test uses ids of its own.</summary>
public sealed class SharedShop : IAsyncLifetime
{
    public Shop Shop { get; private set; } = null!;

    public HttpClient Http => Shop.Http;

    public async ValueTask InitializeAsync() => Shop = await Shop.Open(
        builder => builder.Services.AddSingleton(new ActorKind(
            "sample", (_, _) => Task.CompletedTask, (_, _) => new Agreeing())),
        "--Gateway:Clients:0:Id", "other-brand", "--Gateway:Clients:0:Tenant", "other",
        "--Gateway:Clients:0:Key", "other-key", "--Gateway:Clients:0:Scopes:0", "*",
        "--Gateway:Clients:1:Id", "reader", "--Gateway:Clients:1:Tenant", "demo",
        "--Gateway:Clients:1:Key", "reader-key", "--Gateway:Clients:1:Scopes:0", "orders:read",
        "--Gateway:Clients:2:Id", "slow", "--Gateway:Clients:2:Tenant", "demo",
        "--Gateway:Clients:2:Key", "slow-key", "--Gateway:Clients:2:Scopes:0", "*",
        "--Gateway:Clients:2:RatePerSecond", "1", "--Gateway:Clients:2:Burst", "3",
        "--Gateway:Clients:3:Id", "gone", "--Gateway:Clients:3:Tenant", "demo",
        "--Gateway:Clients:3:Key", "gone-key", "--Gateway:Clients:3:Scopes:0", "*",
        "--Gateway:Clients:3:Expires", "2020-01-01T00:00:00Z",
        "--Gateway:Clients:4:Id", "rotating", "--Gateway:Clients:4:Tenant", "demo",
        // SHA-256 of old-key and of new-key.
        "--Gateway:Clients:4:KeyHashes:0", Hash("old-key"), "--Gateway:Clients:4:KeyHashes:1", Hash("new-key"),
        "--Gateway:Clients:4:Scopes:0", "*",
        "--Gateway:Clients:5:Id", "second", "--Gateway:Clients:5:Tenant", "demo",
        "--Gateway:Clients:5:Key", "second-key", "--Gateway:Clients:5:Scopes:0", "*",
        "--Gateway:Clients:6:Id", "ann", "--Gateway:Clients:6:Tenant", "demo",
        "--Gateway:Clients:6:Key", "ann-key", "--Gateway:Clients:6:Roles:0", "it",
        "--Webhooks:Out:0:Name", "partner", "--Webhooks:Out:0:Tenant", "demo",
        "--Webhooks:Out:0:Url", "https://hooks.partner.example/in", "--Webhooks:Out:0:Types", "sla.restored",
        "--Webhooks:Out:0:Secrets:0", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "--Channels:patient:IncomingHorizonDays", "7",
        "--Channels:closed:Active", "false", "--Channels:picky:Buffer", "90");

    public ValueTask DisposeAsync() => Shop.DisposeAsync();

    /// <summary>An entity that does whatever the exception desk decides.</summary>
    private sealed class Agreeing : IResolvable
    {
        public Task<ResolutionResult> Resolve(Resolution decision) => Task.FromResult(ResolutionResult.Resolved);
    }

    private static string Hash(string key) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
}

/// <summary>Waiting with a bound.</summary>
public static class Until
{
    public static async Task True(string what, Func<Task<bool>> check, int seconds = 30)
    {
        var end = Environment.TickCount64 + (seconds * 1_000L);
        while (!await check())
        {
            (Environment.TickCount64 < end).ShouldBeTrue($"Waited {seconds} s until {what}.");
            await Task.Delay(50);
        }
    }
}
