using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Crm;
using RetailActors.Sandbox.Finance;
using RetailActors.Sandbox.Hooks;
using RetailActors.Sandbox.Intents;
using RetailActors.Sandbox.Pos;
using RetailActors.Sandbox.Psp;
using RetailActors.Sandbox.Shopify;
using RetailActors.Sandbox.Tax;
using RetailActors.Sandbox.Wms;

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
        services.AddSingleton(s => new PspSettlements(
            s.GetRequiredService<PspBooks>(), new JsonBooks(Path.Combine(directory, "sandbox-psp-payouts.tsv")),
            s.GetRequiredService<SandboxClock>(), Path.Combine(directory, "sandbox-psp-settlements")));
        services.AddSingleton(s => new PspApi(s.GetRequiredService<PspBooks>(), s.Sender("psp")));
        services.AddSender("psp", new HookDials(Off: true));
        services.AddSender("psp2", new HookDials(Off: true));
        services.AddSender("wms", new HookDials());
        services.AddSender("shopify", new HookDials());
        services.AddSender("pos", new HookDials());
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
        endpoints.ServiceProvider.GetRequiredService<PspSettlements>().Map(sandbox.MapGroup("/psp"));
        foreach (var system in endpoints.ServiceProvider.GetServices<SandboxSystem>())
        {
            system.Map(sandbox);
        }
        return endpoints;
    }

    /// <summary>The stand-ins whose books are JSON documents; each has a file of its own.</summary>
    private static void AddSystems(this IServiceCollection services, string directory)
    {
        services.AddSystem("shopify", directory, (s, b, clock) => new ShopifySystem(b, clock, s.Sender("shopify")));
        services.AddSystem("pos", directory, (s, b, clock) => new PosSystem(b, clock, s.Sender("pos")));
        services.AddSystem("finance", directory, (_, b, clock) => new FinanceSystem(b, clock));
        services.AddSystem("erp-d365", directory, (_, b, clock) => new Erp.Dynamics365System("erp-d365", b, clock));
        services.AddSystem(
            "erp-netsuite", directory, (_, b, clock) => new Erp.NetSuiteSystem("erp-netsuite", b, clock));
        services.AddSystem("psp2", directory, (s, b, clock) => new IntentsSystem(b, clock, s.Sender("psp2")));
        services.AddSystem("tax", directory, (_, b, clock) => new TaxSystem(b, clock));
        services.AddSystem("wms", directory, (s, b, clock) => new WmsSystem(b, clock, s.Sender("wms")));
        services.AddSystem("crm", directory, (_, b, clock) => new CrmSystem(b, clock));
    }

    private static void AddSystem(
        this IServiceCollection services, string path, string directory,
        Func<IServiceProvider, JsonBooks, SandboxClock, SandboxSystem> open) =>
        services.AddSingleton(s => open(
            s, new JsonBooks(Path.Combine(directory, $"sandbox-{path}.tsv")), s.GetRequiredService<SandboxClock>()));

    /// <summary>What a system says of its own accord has a sender of its own: one that delays does not hold up the
    /// others.</summary>
    private static void AddSender(this IServiceCollection services, string source, HookDials dials)
    {
        services.AddKeyedSingleton(
            source, (s, _) => ActivatorUtilities.CreateInstance<HookSender>(s, source, dials));
        services.AddSingleton<IHostedService>(s => s.Sender(source));
    }

    private static HookSender Sender(this IServiceProvider services, string source) =>
        services.GetRequiredKeyedService<HookSender>(source);

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
