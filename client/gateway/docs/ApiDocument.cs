using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RetailActors.Gateway;

/// <summary>Makes the OpenAPI document out of what the routes say about themselves.</summary>
public static class ApiDocument
{
    /// <summary>Name of the security scheme.</summary>
    public const string KeyScheme = "apiKey";

    private const string About = """
        Orders, stock, payments and reference data of a retailer. Money is in minor units (cents) of an ISO 4217
        currency, times are RFC 3339 in UTC, enumerations are kebab-case. Errors are `application/problem+json` with a
        stable `type`. Every POST that changes something takes an `Idempotency-Key`: retry with the same key, and
        nothing happens twice; a replayed answer carries `Idempotent-Replayed: true`. 503 and 429 carry `Retry-After`.
        """;

    /// <summary>For <c>AddOpenApi</c>.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = d => d.ActionDescriptor.EndpointMetadata.OfType<RouteDoc>().Any();
        options.AddSchemaTransformer(SchemaDocs.Apply);
        options.AddOperationTransformer(OperationDoc.Apply);
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "RetailActors API", Version = "1.0.0", Description = About };
            // Whoever reads the document knows the address already; a fixed one would be wrong behind a proxy.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer",
                Description = "The API key of a client: `Authorization: Bearer <key>`.",
            };
            WebhookDocs.Add(document);
            return Task.CompletedTask;
        });
    }
}
