using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace RetailActors.Gateway;

/// <summary>The cookie of the page, and the ways to get it.</summary>
public static class SignIn
{
    /// <summary>Where people sign in.</summary>
    public const string Path = "/sign-in";

    private const string Oidc = "oidc";

    /// <summary>Adds cookie and OpenID Connect, as configured.</summary>
    public static void Add(IServiceCollection services, PageOptions options)
    {
        var authentication = services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme);
        authentication.AddCookie(cookie =>
        {
            cookie.Cookie.Name = "retail-page";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(options.SessionHours);
            cookie.SlidingExpiration = true;
            (cookie.LoginPath, cookie.AccessDeniedPath, cookie.ReturnUrlParameter) = (Path, Path, "returnUrl");
            cookie.Events.OnValidatePrincipal = Validate;
        });
        if (options.Oidc.IsOn)
        {
            authentication.AddOpenIdConnect(Oidc, oidc => Configure(oidc, options.Oidc));
        }
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<PageSession>();
    }

    /// <summary>Maps the forms' targets.</summary>
    public static void Map(IEndpointRouteBuilder routes, PageOptions options)
    {
        routes.MapPost("/sign-in/key", WithKey).ExcludeFromDescription();
        routes.MapPost("/sign-out", Out).ExcludeFromDescription();
        if (options.Oidc.IsOn)
        {
            routes.MapGet("/sign-in/oidc", static (HttpContext http) => http.ChallengeAsync(
                Oidc, new AuthenticationProperties { RedirectUri = Local(http.Request.Query["returnUrl"]) }))
                .ExcludeFromDescription();
        }
    }

    /// <summary>An address of this page; anything else would let a link lead people away after the sign-in.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal)
            && !address.Contains('\\') && !address.Any(char.IsControl)
                ? address
                : "/";

    private static async Task WithKey(
        HttpContext http, IAntiforgery antiforgery, ApiClients clients, TimeProvider time)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            http.Response.Redirect($"{Path}?problem=form");
            return;
        }
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var key = form["key"].ToString().Trim();
        var target = Local(form["returnUrl"]);
        var role = StaffRoles.Parse(form["role"].ToString() is { Length: > 0 } name ? name : "-");
        var client = clients.Find(key, time.GetUtcNow());
        var principal = client is null ? null : Staff.Principal(client, key, role);
        if (principal is null || Staff.Of(principal, clients, time.GetUtcNow()) is not { } staff
            || staff.Client.Scopes == Scopes.None)
        {
            var problem = client is null ? "key" : "role";
            http.Response.Redirect($"{Path}?problem={problem}&returnUrl={Uri.EscapeDataString(target)}");
            return;
        }
        await http.SignInAsync(principal);
        http.Response.Redirect(target);
    }

    private static async Task Out(HttpContext http, IAntiforgery antiforgery)
    {
        if (await antiforgery.IsRequestValidAsync(http))
        {
            await http.SignOutAsync();
        }
        http.Response.Redirect(Path);
    }

    private static Task Validate(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (Staff.Of(context.Principal!, services.GetRequiredService<ApiClients>(), now) is null)
        {
            context.RejectPrincipal();
        }
        return Task.CompletedTask;
    }

    private static void Configure(OpenIdConnectOptions oidc, OidcOptions options)
    {
        (oidc.Authority, oidc.ClientId) = (options.Authority, options.ClientId);
        oidc.ClientSecret = options.ClientSecret;
        oidc.ResponseType = "code";
        oidc.UsePkce = true;
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        oidc.GetClaimsFromUserInfoEndpoint = false;
        oidc.CallbackPath = "/sign-in/oidc/callback";
        oidc.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
        oidc.Events.OnTokenValidated = context =>
        {
            // Only our own claims go into the cookie: it stays small, and says nothing about the person.
            if (Staff.Principal(context.Principal!, options) is { } ours)
            {
                context.Principal = ours;
            }
            else
            {
                context.Response.Redirect($"{Path}?problem=role");
                context.HandleResponse();
            }
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect($"{Path}?problem=oidc");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }
}
