using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Dashboard;
using RetailActors.Adapters;
using RetailActors.Gateway;
using RetailActors.Sandbox;
using Serilog;

namespace RetailActors.Hosting;

/// <summary>One process of the cluster: actors, and unless configured otherwise the gateway and the sandbox.</summary>
public static class SiloHost
{

    /// <summary>Runs until it is asked to stop. 0 after an orderly stop, 2 when the configuration or the machine's
    /// clock is wrong.</summary>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var app = Build(args);
            var settings = app.Services.GetRequiredService<SiloSettings>();
            settings.Cluster.RequireFreePorts();
            await MachineClock.Require(settings);
            await app.StartAsync();
            Banner.Print(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is SettingException or WrongSettingException or ClockException
            or AccountSettingException or Journal.SchemaException or Journal.ShardException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (PortInUse(e) is { } what)
        {
            await Console.Error.WriteLineAsync(
                $"{what} Choose another with --urls, Cluster:SiloPort or Cluster:GatewayPort.");
            return 2;
        }
    }

    /// <summary>Puts the process together without starting it.</summary>
    /// <param name="args">As on the command line.</param>
    /// <param name="also">What a test or a benchmark adds or replaces.</param>
    /// <exception cref="SettingException">A value is wrong or missing; the message names its key.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? also = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = EnvironmentName(),
        });
        var settings = SiloSettings.Read(builder.Configuration, builder.Environment);
        UseLog(builder);
        AddParts(builder, settings);
        if (settings.Sandbox)
        {
            builder.Services.AddRetailSandbox(builder.Configuration);
        }
        builder.UseSilo(settings);
        // What follows calls actors at its start, so it comes after the silo.
        if (settings.Demo)
        {
            builder.Services.AddHostedService<DemoCatalogue>();
        }
        if (settings.Gateway)
        {
            builder.AddRetailGateway();
        }
        else
        {
            builder.AddRetailHealth();
        }
        also?.Invoke(builder);
        var app = builder.Build();
        // A wrong account stops the start, not the first order.
        app.Services.GetRequiredService<IAccounts>();
        app.Services.CheckWebhooks();
        if (settings.Sandbox)
        {
            app.MapRetailSandbox();
            app.Lifetime.ApplicationStarted.Register(() => app.PointSandboxHere());
        }
        else if (settings.SandboxUrl is { } elsewhere)
        {
            app.PointSandboxTo(elsewhere);
        }
        Map(app, settings);
        app.MapTelemetry();
        return app;
    }

    private static void AddParts(WebApplicationBuilder builder, SiloSettings settings)
    {
        builder.Services.AddSingleton(settings);
        builder.UseDefaultAddress();
        builder.Services.AddJournal(settings);
        builder.Services.AddTelemetry(settings.Telemetry, "retailactors");
        if (settings.Telemetry.Enabled)
        {
            builder.Services.AddHostedService<LaneMeter>();
        }
        builder.Services.AddRetailAdapters(builder.Configuration, settings.HasStandIns);
        builder.AddWebhooks();
        builder.Services.AddRetailActors(builder.Configuration);
        builder.Services.AddSla(builder.Configuration);
        if (builder.Configuration.GetSection("Accounts").GetSection("storefront")["BaseUrl"] is null)
        {
            // A shop without an address cannot be told; then no stock actor has to keep anything for it.
            builder.Services.RemoveAll<IChannelInventory>();
        }
    }

    private static void Map(WebApplication app, SiloSettings settings)
    {
        if (!settings.Gateway)
        {
            app.MapRetailHealth();
            return;
        }
        app.MapDashboard(settings.Cluster.Dashboard);
        app.MapRetailGateway();
    }

    /// <summary>Development unless the environment says otherwise: the first run must need nothing.</summary>
    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;

    private static string? PortInUse(Exception? e) => e switch
    {
        null => null,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "A port is taken.",
        IOException { InnerException: AddressInUseException } => e.Message,
        _ => PortInUse(e.InnerException),
    };

    private static void UseLog(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(log => ConsoleLog.Configure(log, builder.Configuration));
    }
}
