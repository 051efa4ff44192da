using System.Reflection;

namespace RetailActors.Gateway;

/// <summary>Maps operations together with what the documents say about them.</summary>
public sealed class RouteTable(IEndpointRouteBuilder routes, RequestPipeline pipeline)
{
    private static readonly MethodInfo _shape =
        typeof(RouteTable).GetMethod(nameof(Shape), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>A reading operation.</summary>
    public RouteDoc Get(string pattern, string name, Scopes scope, Handler handler) =>
        Map("GET", pattern, new Operation(name, scope, BodyNeed.None, false, handler));

    /// <summary>An operation that changes something and needs an Idempotency-Key.</summary>
    public RouteDoc Post(string pattern, string name, Scopes scope, BodyNeed body, Handler handler) =>
        Map("POST", pattern, new Operation(name, scope, body, true, handler));

    /// <summary>The same, for one that only says what it would do unless the body has <c>"dryRun":false</c>.</summary>
    public RouteDoc PostLookingFirst(string pattern, string name, Scopes scope, Handler handler) =>
        Map("POST", pattern, new Operation(name, scope, BodyNeed.Required, true, handler) { LooksFirst = true });

    /// <summary>An operation that takes a file as it is and needs an Idempotency-Key.</summary>
    public RouteDoc PostFile(string pattern, string name, Scopes scope, int atOnce, Handler handler) =>
        Map("POST", pattern, new Operation(name, scope, BodyNeed.Required, true, handler)
        {
            Files = new AdmissionGate(atOnce),
        });

    /// <summary>Puts a version; idempotent by itself.</summary>
    public RouteDoc Put(string pattern, string name, Scopes scope, Handler handler) =>
        Map("PUT", pattern, new Operation(name, scope, BodyNeed.Required, false, handler));

    /// <summary>Ends something; idempotent by itself.</summary>
    public RouteDoc Delete(string pattern, string name, Scopes scope, Handler handler) =>
        Map("DELETE", pattern, new Operation(name, scope, BodyNeed.None, false, handler));

    private RouteDoc Map(string method, string pattern, Operation operation)
    {
        var builder = routes.MapMethods(pattern, [method], http => pipeline.Serve(http, operation));
        // The API explorer lists endpoints that have a method of their own; ours share one pipeline.
        return new RouteDoc(operation, builder.WithMetadata(_shape).WithName(operation.Name));
    }

    private static Task Shape(HttpContext http) => Task.CompletedTask;
}
