using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Hooks;

namespace RetailActors.Sandbox.Pos;

/// <summary>The tills of all stores: a pick-up list, sales of their own, and a line that can be cut.</summary>
/// <remarks>A store that is offline goes on selling; what happened then is sent in one burst when it is online again.
/// </remarks>
public sealed class PosSystem(JsonBooks books, SandboxClock clock, HookSender hooks)
    : SandboxSystem("pos", books, clock)
{
    /// <summary>Most events that a store keeps while it is offline.</summary>
    public const int MaxBacklog = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<JsonObject>> _offline = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPut("/v1/pickup-documents/{key}", Serve(Book));
        system.MapGet("/v1/pickup-documents/{key}", Serve(Show));
        system.MapGet("/stores/{store}/pickups", Serve(PickupList));
        foreach (var (path, type) in ((string, string)[])
            [("sales", "pos.sale"), ("pickups", "pos.pickup"), ("ready", "pos.ready-for-pickup"),
             ("returns", "pos.return"), ("counts", "pos.count")])
        {
            system.MapPost($"/stores/{{store}}/{path}", Serve(http => Happen(http, type)));
        }
        system.MapPost("/stores/{store}/offline", Serve(CutOff));
        system.MapPost("/stores/{store}/online", Serve(Reconnect));
        hooks.Map(system);
    }

    private async Task<SandboxAnswer> Book(HttpContext http)
    {
        var key = SandboxHttp.Segment(http);
        var body = await Read(http);
        var wanted = body.ToJsonString();
        var (document, _) = Books.Change(key, (known, number) =>
        {
            if (known is not null)
            {
                return null;
            }
            body["key"] = key;
            body["request"] = wanted;
            body["number"] = $"PU-{number.ToString(CultureInfo.InvariantCulture)}";
            body["bookedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture);
            return body;
        });
        return document!["request"]!.GetValue<string>() == wanted
            ? SandboxAnswer.Json(200, document)
            : new SandboxAnswer(422, """{"code":"key-reused","detail":"The key was used for another document."}""");
    }

    private Task<SandboxAnswer> Show(HttpContext http) => Task.FromResult(
        Books.Find(SandboxHttp.Segment(http)) is { } document
            ? SandboxAnswer.Json(200, document)
            : new SandboxAnswer(404, """{"code":"not-found"}"""));

    /// <summary>What the store has to put aside: noticed, not revoked and not collected.</summary>
    private Task<SandboxAnswer> PickupList(HttpContext http)
    {
        var store = Value(http, "store");
        var (all, _) = Books.Page(0, JsonBooks.MaxDocuments);
        var gone = all.Where(d => Text(d, "kind") is "revocation" or "pos.pickup").Select(d => Text(d, "order"))
            .ToHashSet();
        var open = all.Where(d => Text(d, "kind") == "notice" && Text(d, "store") == store
            && !gone.Contains(Text(d, "order")));
        return Task.FromResult(SandboxAnswer.Json(200, new JsonObject { ["items"] = new JsonArray([.. open]) }));
    }

    /// <summary>Something happens in a store: it is on record there, and told when there is a line.</summary>
    private async Task<SandboxAnswer> Happen(HttpContext http, string type)
    {
        var store = Value(http, "store");
        var data = await Read(http);
        data["store"] = store;
        JsonObject? e = null;
        Books.Change($"{store}:{type}:{Guid.NewGuid():N}", (_, number) =>
        {
            var id = $"{store}-{number.ToString(CultureInfo.InvariantCulture)}";
            e = new JsonObject
            {
                ["specversion"] = "1.0", ["id"] = id, ["source"] = $"/stores/{store}", ["type"] = type,
                ["time"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture),
                ["sequence"] = number.ToString(CultureInfo.InvariantCulture), ["data"] = data.DeepClone(),
            };
            return new JsonObject
            {
                ["kind"] = type, ["store"] = store, ["order"] = Text(data, "order"), ["event"] = e.DeepClone(),
            };
        });
        lock (_gate)
        {
            if (_offline.TryGetValue(store, out var backlog))
            {
                if (backlog.Count >= MaxBacklog)
                {
                    return new SandboxAnswer(507, """{"code":"backlog-full"}""");
                }
                backlog.Add(e!);
                return SandboxAnswer.Json(202, e!.DeepClone());
            }
        }
        Tell(type["pos.".Length..], Text(e!, "id")!, e!.ToJsonString(), "application/cloudevents+json");
        return SandboxAnswer.Json(201, e!);
    }

    private Task<SandboxAnswer> CutOff(HttpContext http)
    {
        lock (_gate)
        {
            _offline.TryAdd(Value(http, "store"), []);
        }
        return Task.FromResult(new SandboxAnswer(200, """{"status":"offline"}"""));
    }

    private Task<SandboxAnswer> Reconnect(HttpContext http)
    {
        var store = Value(http, "store");
        List<JsonObject>? backlog;
        lock (_gate)
        {
            _offline.Remove(store, out backlog);
        }
        if (backlog is { Count: > 0 })
        {
            var burst = new JsonArray([.. backlog]);
            Tell("batch", $"{store}-burst-{Guid.NewGuid():N}", burst.ToJsonString(),
                "application/cloudevents-batch+json");
        }
        return Task.FromResult(SandboxAnswer.Json(
            200, new JsonObject { ["status"] = "online", ["events"] = backlog?.Count ?? 0 }));
    }

    private void Tell(string name, string id, string body, string type) =>
        hooks.Send(new Hook($"/webhooks/pos/{name}", body, type, [], id));

    private static string Value(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
