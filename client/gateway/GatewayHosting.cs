using Microsoft.Extensions.DependencyInjection.Extensions;
using Scalar.AspNetCore;

namespace RetailActors.Gateway;

/// <summary>Puts the HTTP API into a host: a silo's own, or one that is a client of the cluster.</summary>
public static class GatewayHosting
{
    private static readonly string[] _looks = ["GET", "HEAD"];

    /// <summary>Adds the services; configuration section <c>Gateway</c>. An IGrainFactory comes from the host.
    /// </summary>
    /// <exception cref="WrongSettingException">A value is wrong or missing; the message names its key.</exception>
    public static WebApplicationBuilder AddRetailGateway(this WebApplicationBuilder builder)
    {
        var options = GatewayOptions.Read(builder.Configuration);
        var production = builder.Environment.IsProduction();
        var services = builder.Services;
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Door>();
        services.AddHostedService(s => s.GetRequiredService<Door>());
        services.AddSingleton(ApiClients.From(options, production, TimeProvider.System));
        services.AddSingleton<HandWork>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<RequestPipeline>();
        services.AddSingleton(WebhookSenders.From(builder.Configuration, production));
        services.AddSingleton<WebhookFront>();
        services.AddSingleton<OperatorGate>();
        services.AddHealth();
        services.AddHostedService<WorklistMeter>();
        services.ConfigureHttpJsonOptions(
            o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default));
        services.AddOpenApi("v1", ApiDocument.Configure);
        var page = PageOptions.Read(builder.Configuration);
        if (page.Enabled)
        {
            builder.AddControlPage(page);
        }
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        // One line per request is the most expensive part of a fast request, and it would carry what was sent.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    /// <summary>Adds what <see cref="MapRetailHealth"/> needs, for a host without the API.</summary>
    public static WebApplicationBuilder AddRetailHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(GatewayOptions.Read(builder.Configuration));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealth();
        return builder;
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static WebApplication MapRetailHealth(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<Health>();
        app.MapMethods("/health/live", _looks, Health.Live).ExcludeFromDescription();
        app.MapMethods("/health/ready", _looks, health.Ready).ExcludeFromDescription();
        return app;
    }

    /// <summary>Lets only operators see a page that has no authentication of its own, and all below it.</summary>
    public static void GuardForOperators(this WebApplication app, string path) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase),
        branch => branch.Use(app.Services.GetRequiredService<OperatorGate>().Serve));

    /// <summary>Maps the API, the documents, health and the control plane page.</summary>
    public static WebApplication MapRetailGateway(this WebApplication app)
    {
        app.Use(ErrorPages.Serve);
        app.MapRetailHealth();
        if (app.Services.GetService<PageOptions>() is { } page)
        {
            app.MapControlPage(page);
        }
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        app.MapScalarApiReference("/docs", scalar =>
        {
            scalar.Title = "RetailActors API";
            scalar.OpenApiRoutePattern = "/openapi/{documentName}.json";
            // The script comes out of the package and the fonts from the reader's machine: it works without a network.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
        }).ExcludeFromDescription();
        ApiV1.Map(new RouteTable(app, app.Services.GetRequiredService<RequestPipeline>()));
        WebhookRoutes.Map(app);
        if (app.Services.GetRequiredService<ApiClients>().HasDevelopmentClient)
        {
            app.Lifetime.ApplicationStarted.Register(static () => Console.WriteLine(
                $"API key {ApiClients.DevelopmentKey}: tenant demo, all scopes, for development only"));
        }
        return app;
    }

    private static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Cluster>();
        services.AddSingleton<ManualActions>();
        services.AddSingleton<Health>();
        services.AddHostedService(s => s.GetRequiredService<Health>());
    }
}
