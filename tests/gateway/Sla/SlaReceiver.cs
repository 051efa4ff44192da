using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RetailActors.Tests.Sla;

/// <summary>A third party that takes webhooks on this machine and keeps the events.</summary>
internal sealed class SlaReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonElement> _events = new();

    private SlaReceiver(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.First()}/in";

    public static async Task<SlaReceiver> Start()
    {
        var receiver = new SlaReceiver(LoopbackServer.Create().Build());
        receiver._app.MapPost("/in", (RequestDelegate)receiver.Take);
        await receiver._app.StartAsync();
        return receiver;
    }

    public IEnumerable<JsonElement> Of(string type) => _events.Where(e => e.GetProperty("type").GetString() == type);

    /// <summary>Waits for the event of a type about a case.</summary>
    public async Task<JsonElement> Until(string type, string exception)
    {
        JsonElement Found() => Of(type).FirstOrDefault(
            e => e.GetProperty("data").GetProperty("exception").GetString() == exception);
        await Tests.Until.True(
            $"{type} about {exception} arrives", () => Task.FromResult(Found().ValueKind == JsonValueKind.Object), 60);
        return Found();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        _events.Enqueue(body.RootElement.Clone());
        http.Response.StatusCode = 204;
    }
}
