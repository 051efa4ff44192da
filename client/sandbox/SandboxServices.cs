using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Psp;

namespace RetailActors.Sandbox;

/// <summary>Puts the stand-ins for outside systems into a host. Never in Production.</summary>
public static class SandboxServices
{
    private const string EnabledKey = "Sandbox:Enabled";

    /// <summary>Adds the stand-ins, unless <c>Sandbox:Enabled</c> is false. Their books are kept under
    /// <c>Storage:DataDirectory</c> (default <c>data</c>).</summary>
    public static IServiceCollection AddRetailSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration.GetValue(EnabledKey, true) is false)
        {
            return services;
        }
        var directory = configuration["Storage:DataDirectory"] ?? "data";
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SandboxClock>();
        services.AddSingleton(s => new PspBooks(
            Path.Combine(directory, "sandbox-psp.jsonl"), s.GetRequiredService<SandboxClock>(),
            s.GetRequiredService<ILogger<PspBooks>>()));
        services.AddSingleton<PspApi>();
        services.AddSystems(directory);
        return services.AddHostedService(s => s.GetRequiredService<PspBooks>());
    }

    /// <summary>Maps <c>/sandbox/…</c>. In Production nothing is mapped, and to ask for it there is an
    /// error.</summary>
    public static IEndpointRouteBuilder MapRetailSandbox(this IEndpointRouteBuilder endpoints)
    {
        var configuration = endpoints.ServiceProvider.GetRequiredService<IConfiguration>();
        var production = endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsProduction();
        if (production && configuration.GetValue(EnabledKey, false))
        {
            throw new InvalidOperationException($"{EnabledKey} must not be true in Production.");
        }
        if (production || endpoints.ServiceProvider.GetService<PspApi>() is not { } psp)
        {
            return endpoints;
        }
        var sandbox = endpoints.MapGroup("/sandbox").AllowAnonymous();
        sandbox.MapPost("/clock", (RequestDelegate)Advance);
        psp.Map(sandbox.MapGroup("/psp"));
        foreach (var system in endpoints.ServiceProvider.GetServices<SandboxSystem>())
        {
            system.Map(sandbox);
        }
        return endpoints;
    }

    /// <summary>The stand-ins whose books are JSON documents; each has a file of its own.</summary>
    private static void AddSystems(this IServiceCollection services, string directory)
    {
        // One line per system: services.AddSystem("pos", directory, (books, clock) => new PosSystem(books, clock));
        _ = (services, directory);
    }

    private static void AddSystem(
        this IServiceCollection services, string path, string directory,
        Func<JsonBooks, SandboxClock, SandboxSystem> open) =>
        services.AddSingleton(s => open(
            new JsonBooks(Path.Combine(directory, $"sandbox-{path}.tsv")), s.GetRequiredService<SandboxClock>()));

    private static async Task Advance(HttpContext http)
    {
        var clock = http.RequestServices.GetRequiredService<SandboxClock>();
        if (await SandboxHttp.Read(http, SandboxJson.Default.ClockChange) is not { AdvanceSeconds: >= 0 } change)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-clock");
            return;
        }
        clock.Advance(TimeSpan.FromSeconds(change.AdvanceSeconds));
        await SandboxHttp.Json(
            http, StatusCodes.Status200OK, new ClockReading(clock.Now), SandboxJson.Default.ClockReading);
    }
}
