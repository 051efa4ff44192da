using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RetailActors.Gateway;

/// <summary>Says in operations: parameters, examples, problems, headers, the scope.</summary>
public static class OperationDoc
{
    private const string ProblemSchema = "Problem";

    private static readonly (int Status, string Text)[] _always =
    [
        (401, "unauthenticated"), (403, "forbidden"), (422, "invalid"), (429, "rate-limited"),
        (500, "internal-error"), (503, "overloaded, busy, outcome-unknown or record-unreadable"),
    ];

    private static readonly (int Status, string Text)[] _withBody =
        [(400, "invalid-json"), (413, "body-too-large"), (415, "unsupported-media-type")];

    private static readonly (int Status, string Text)[] _withKey =
    [
        (400, "idempotency-key-missing"), (400, "idempotency-key-invalid"), (409, "idempotency-key-in-flight"),
        (422, "idempotency-key-reuse"),
    ];

    /// <summary>For <c>AddOperationTransformer</c>.</summary>
    public static async Task Apply(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var document = context.Document!;
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteDoc>().Single();
        AddParameters(operation, route);
        if (route.RequestType is { } type)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = route.Operation.Body == BodyNeed.Required,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = await Component(context, document, type.Name, type, cancel),
                        Example = JsonNode.Parse(route.RequestExample!),
                    },
                },
            };
        }
        foreach (var (status, description, example) in route.Answered)
        {
            var answer = (OpenApiResponse)operation.Responses![status.ToString(CultureInfo.InvariantCulture)];
            answer.Description = description;
            if (example is not null)
            {
                answer.Content!["application/json"].Example = JsonNode.Parse(example);
            }
            AddHeaders(answer, route.Operation, status);
        }
        await Component(context, document, ProblemSchema, typeof(ProblemAnswer), cancel);
        AddProblems(operation, route, document);
        var key = new OpenApiSecuritySchemeReference(ApiDocument.KeyScheme, document);
        operation.Security = [new OpenApiSecurityRequirement { [key] = [] }];
        operation.Description += $"\n\nScope: `{ScopeNames.Of(route.Operation.Scope)}`.";
    }

    private static async Task<OpenApiSchemaReference> Component(
        OpenApiOperationTransformerContext context, OpenApiDocument document, string name, Type type,
        CancellationToken cancel)
    {
        if (document.Components?.Schemas?.ContainsKey(name) is not true)
        {
            document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, null, cancel));
        }
        return new OpenApiSchemaReference(name, document);
    }

    private static void AddParameters(OpenApiOperation operation, RouteDoc route)
    {
        var parameters = new List<IOpenApiParameter>();
        foreach (var p in route.Parameters)
        {
            parameters.Add(Text(
                p.Name, p.In switch
                {
                    "path" => ParameterLocation.Path,
                    "query" => ParameterLocation.Query,
                    _ => ParameterLocation.Header,
                }, p.Description, p.Example, p.Required));
        }
        if (route.Operation.Keyed)
        {
            parameters.Add(Text(
                "Idempotency-Key", ParameterLocation.Header,
                "Your key of this change, 1 to 255 characters; the same for every retry.", "8e03978e-40d5", true));
        }
        operation.Parameters = parameters;
    }

    private static OpenApiParameter Text(
        string name, ParameterLocation where, string description, string example, bool required) => new()
        {
            Name = name, In = where, Description = description, Required = required,
            Example = example.Length == 0 ? null : JsonValue.Create(example),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static void AddHeaders(OpenApiResponse answer, Operation operation, int status)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (operation.Keyed)
        {
            headers["Idempotent-Replayed"] = Header("true when this is the stored answer of an earlier request.");
        }
        if (status is 201 or 202)
        {
            headers["Location"] = Header("Where the thing can be read.");
        }
        if (operation.Scope is Scopes.ReferenceRead or Scopes.ReferenceWrite)
        {
            headers["ETag"] = Header("The version.");
        }
        answer.Headers = headers;
    }

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static void AddProblems(OpenApiOperation operation, RouteDoc route, OpenApiDocument document)
    {
        var slugs = new SortedDictionary<int, List<string>>();
        void Add(int status, string slug)
        {
            if (!slugs.TryGetValue(status, out var list))
            {
                slugs.Add(status, list = []);
            }
            list.Add(slug);
        }
        foreach (var (status, own) in route.Refused)
        {
            Array.ForEach(own, slug => Add(status, slug));
        }
        Array.ForEach(_always, p => Add(p.Status, p.Text));
        if (route.Operation.Body != BodyNeed.None)
        {
            Array.ForEach(_withBody, p => Add(p.Status, p.Text));
        }
        if (route.Operation.Keyed)
        {
            Array.ForEach(_withKey, p => Add(p.Status, p.Text));
        }
        foreach (var (status, names) in slugs)
        {
            operation.Responses![status.ToString(CultureInfo.InvariantCulture)] = Problem(status, names, document);
        }
    }

    private static OpenApiResponse Problem(int status, List<string> slugs, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(", ", slugs),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [RetailActors.Gateway.Problem.ContentType] = new()
                {
                    Schema = new OpenApiSchemaReference(ProblemSchema, document), Example = Example(status, slugs[0]),
                },
            },
        };
        if (status is 429 or 503)
        {
            var wait = status == 503 ? "Seconds to wait; not with record-unreadable." : "Seconds to wait.";
            response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = Header(wait) };
        }
        return response;
    }

    private static JsonObject Example(int status, string slug)
    {
        var example = new JsonObject
        {
            ["type"] = RetailActors.Gateway.Problem.TypeBase + slug.Split(',')[0], ["title"] = "What it is",
            ["status"] = status, ["detail"] = "What to do about it.",
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        };
        if (status == 422)
        {
            example["errors"] = new JsonObject { ["lines[0].quantity"] = new JsonArray("required: Must be there.") };
        }
        if (slug == "out-of-stock")
        {
            example["lines"] = new JsonArray(
                new JsonObject { ["lineId"] = "1", ["requested"] = 2, ["available"] = 0 });
        }
        return example;
    }
}
