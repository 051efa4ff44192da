using Microsoft.AspNetCore.OpenApi;

namespace RetailActors.Gateway;

/// <summary>Makes the OpenAPI document out of what the routes say about themselves.</summary>
public static class ApiDocument
{
    /// <summary>For <c>AddOpenApi</c>.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = d => d.ActionDescriptor.EndpointMetadata.OfType<RouteDoc>().Any();
    }
}
