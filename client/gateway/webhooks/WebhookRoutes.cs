namespace RetailActors.Gateway;

/// <summary>The addresses that outside systems send to.</summary>
public static class WebhookRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var front = routes.ServiceProvider.GetRequiredService<WebhookFront>();
        var hooks = routes.MapGroup("/webhooks").ExcludeFromDescription();
        hooks.MapPost("/shopify/{resource:regex(^[a-z_]{{1,40}}$)}/{action:regex(^[a-z_]{{1,40}}$)}",
            (RequestDelegate)front.Shopify);
        foreach (var source in (string[])["pos", "wms"])
        {
            hooks.MapPost($"/{source}/{{event:maxlength(64)}}", (RequestDelegate)(http => front.Events(http, source)));
        }
        hooks.MapPost("/psp", (RequestDelegate)(http => front.Events(http, "psp")));
    }
}
