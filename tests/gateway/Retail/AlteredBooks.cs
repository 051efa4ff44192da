using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace RetailActors.Tests.Retail;

/// <summary>The sandbox's books as they are, except that those of one system were altered on the way.</summary>
public sealed class AlteredBooks : IAsyncDisposable
{
    private readonly HttpClient _real;
    private readonly string _system;
    private readonly Action<JsonArray>? _alter;
    private WebApplication _app = null!;

    private AlteredBooks(string real, string system, Action<JsonArray>? alter) =>
        (_real, _system, _alter) = (new HttpClient { BaseAddress = new Uri(real) }, system, alter);

    /// <summary>Where they are read.</summary>
    public string Url => $"{_app.Urls.Single()}/sandbox";

    /// <summary>Opens them.</summary>
    /// <param name="real">Address of the silo with the sandbox.</param>
    /// <param name="system">Whose books are altered.</param>
    /// <param name="alter">Changes the entries; null when they cannot be read at all.</param>
    public static async Task<AlteredBooks> Open(string real, string system, Action<JsonArray>? alter)
    {
        var books = new AlteredBooks(real, system, alter);
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        books._app = builder.Build();
        books._app.MapGet("/sandbox/{system}/books", (RequestDelegate)books.Show);
        await books._app.StartAsync();
        return books;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _real.Dispose();
    }

    private async Task Show(HttpContext http)
    {
        var system = (string)http.Request.RouteValues["system"]!;
        using var response = await _real.GetAsync($"/sandbox/{system}/books{http.Request.QueryString}");
        var text = await response.Content.ReadAsStringAsync();
        if (system == _system && _alter is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Asked for one entry, they only say that they are there.
        if (system == _system && http.Request.Query["limit"] != "1" && JsonNode.Parse(text) is JsonObject page)
        {
            _alter!(page["items"]!.AsArray());
            text = page.ToJsonString();
        }
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(text);
    }
}
