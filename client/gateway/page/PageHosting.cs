using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using MudBlazor.Services;

namespace RetailActors.Gateway;

/// <summary>Puts the control plane page at <c>/</c> into the gateway.</summary>
public static class PageHosting
{
    /// <summary>Longest message from a browser.</summary>
    public const int MaxMessageBytes = 128 * 1024;

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; "
        + "frame-ancestors 'none'";

    /// <summary>Adds the services.</summary>
    public static void AddControlPage(this WebApplicationBuilder builder, PageOptions options)
    {
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<Worklists>();
        services.AddSingleton<Watch>();
        services.AddSingleton<MessageFinder>();
        services.AddSingleton<Finder>();
        services.AddScoped<Desk>();
        services.AddScoped<Browser>();
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = options.MaxDisconnected;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            circuits.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(20);
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomRight;
            mud.SnackbarConfiguration.VisibleStateDuration = 6_000;
            mud.SnackbarConfiguration.ShowTransitionDuration = 100;
            mud.SnackbarConfiguration.HideTransitionDuration = 100;
        });
        services.AddAntiforgery(o => (o.Cookie.Name, o.Cookie.HttpOnly) = ("retail-form", true));
        Protect(services, options.KeyDirectory);
        SignIn.Add(services, options);
    }

    /// <summary>Maps page, sign-in and assets.</summary>
    public static void MapControlPage(this WebApplication app, PageOptions options)
    {
        app.UseWhen(
            static http => http.GetEndpoint()?.Metadata.GetMetadata<PageMark>() is not null,
            static page => page.Use(Guard));
        app.UseAntiforgery();
        PageAssets.Map(app);
        SignIn.Map(app.MapGroup("").WithMetadata(new PageMark()), options);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
            .WithMetadata(new PageMark()).ExcludeFromDescription();
    }

    private static void Protect(IServiceCollection services, string? folder)
    {
        var protection = services.AddDataProtection().SetApplicationName("retailactors-page");
        if (folder is null)
        {
            services.AddOptions<KeyManagementOptions>()
                .Configure<IGrainFactory>((keys, grains) => keys.XmlRepository = new ClusterKeys(grains));
            return;
        }
        try
        {
            protection.PersistKeysToFileSystem(Directory.CreateDirectory(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"Page:KeyDirectory '{folder}' cannot be written: {e.Message}");
        }
    }

    private static Task Guard(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        http.Response.OnStarting(static state =>
        {
            var answered = (IHeaderDictionary)state;
            answered.CacheControl = "no-cache, no-store";
            return Task.CompletedTask;
        }, headers);
        return next(http);
    }

    /// <summary>Marks the endpoints that answer people.</summary>
    private sealed class PageMark;
}
