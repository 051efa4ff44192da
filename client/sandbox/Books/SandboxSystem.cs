using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RetailActors.Sandbox.Books;

/// <summary>A stand-in for one outside system: its own interface, its books, its dials.</summary>
/// <remarks>Registered with <see cref="SandboxServices"/>; knows nothing of our actors.</remarks>
public abstract class SandboxSystem : IDisposable
{
    private const int StandardPage = 1000;
    private const int MaxPage = 10_000;
    private const int MaxBodyBytes = 512 * 1024;

    /// <summary>A stand-in with books of its own.</summary>
    protected SandboxSystem(string path, JsonBooks books, SandboxClock clock) =>
        (Path, Books, Clock) = (path, books, clock);

    /// <summary>Where it lies under <c>/sandbox</c>.</summary>
    public string Path { get; }

    /// <summary>What it has on record.</summary>
    protected JsonBooks Books { get; }

    /// <summary>Its clock.</summary>
    protected SandboxClock Clock { get; }

    /// <summary>Its dials.</summary>
    protected Faults Faults { get; } = new();

    /// <summary>Maps its own interface; every handler goes through <see cref="Serve"/>.</summary>
    protected abstract void MapInterface(IEndpointRouteBuilder system);

    /// <summary>Maps the interface and the hatches for tests.</summary>
    public void Map(IEndpointRouteBuilder sandbox)
    {
        var system = sandbox.MapGroup("/" + Path);
        MapInterface(system);
        system.MapGet("/books", (RequestDelegate)ShowBooks);
        system.MapDelete("/books", (RequestDelegate)EmptyBooks);
        system.MapGet("/faults", (RequestDelegate)Faults.Show);
        system.MapPut("/faults", (RequestDelegate)Faults.Change);
    }

    /// <summary>Serves one request as reliably as the dials say.</summary>
    /// <param name="work">Does it and says what to answer; it is not called when the dials refuse the request.</param>
    protected RequestDelegate Serve(Func<HttpContext, Task<SandboxAnswer>> work) => async http =>
    {
        if (await Faults.Intercept(http))
        {
            return;
        }
        SandboxAnswer answer;
        try
        {
            answer = await work(http);
        }
        catch (BooksClosedException)
        {
            answer = new SandboxAnswer(503, """{"code":"books-closed"}""");
        }
        catch (JsonException)
        {
            answer = new SandboxAnswer(400, """{"code":"invalid-json"}""");
        }
        if (await Faults.Spoil(http, late: false))
        {
            return;
        }
        http.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }
        // A 204 has no body, and Kestrel cuts the connection on whoever writes even an empty one.
        if (answer.Body.Length == 0)
        {
            return;
        }
        http.Response.ContentType = answer.ContentType;
        await http.Response.WriteAsync(answer.Body, http.RequestAborted);
    };

    /// <summary>The body as a JSON object. Throws <see cref="JsonException"/> when it is none or too long.</summary>
    protected static async Task<JsonObject> Read(HttpContext http) =>
        JsonNode.Parse(await ReadText(http)) as JsonObject ?? throw new JsonException("An object is expected.");

    /// <summary>The body as text. Throws <see cref="JsonException"/> when it is too long.</summary>
    protected static async Task<string> ReadText(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBodyBytes)
            {
                throw new JsonException("The body is too long.");
            }
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private async Task ShowBooks(HttpContext http)
    {
        var after = Number(http, "after", 0, int.MaxValue);
        var (items, next) = Books.Page(after, Number(http, "limit", StandardPage, MaxPage));
        var body = new JsonObject
        {
            ["items"] = new JsonArray([.. items]), ["next"] = next, ["summary"] = Summary(),
        };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    /// <summary>All books in a few numbers.</summary>
    protected virtual JsonObject Summary() => new() { ["documents"] = Books.Count };

    /// <summary>Closes the books, so that whoever starts next can open them.</summary>
    public void Dispose()
    {
        Books.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task EmptyBooks(HttpContext http)
    {
        Books.Clear();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static int Number(HttpContext http, string name, int otherwise, int most) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, most)
            : otherwise;
}

/// <summary>What a stand-in answers.</summary>
public sealed record SandboxAnswer(int Status, string Body, string ContentType = "application/json")
{
    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>An answer with a JSON body.</summary>
    public static SandboxAnswer Json(int status, JsonNode body) => new(status, body.ToJsonString());
}
