using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Hooks;

namespace RetailActors.Sandbox.Wms;

/// <summary>A warehouse: takes releases, ships them in part or whole, and lets go of what has not left.</summary>
internal sealed class WmsSystem(JsonBooks books, SandboxClock clock, HookSender webhooks)
    : SandboxSystem("wms", books, clock)
{
    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPut("/v1/releases/{key}", Serve(Release));
        system.MapGet("/v1/releases/{key}", Serve(Show));
        system.MapPut("/v1/releases/{key}/cancellations/{cancellation}", Serve(Cancel));
        system.MapGet("/v1/releases/{key}/cancellations/{cancellation}", Serve(ShowCancellation));
        system.MapPost("/releases/{key}/ship", Serve(Ship));
        webhooks.Map(system);
    }

    private static string Cancellation(HttpContext http) => SandboxHttp.Segment(http);

    private async Task<SandboxAnswer> Release(HttpContext http)
    {
        var (body, key) = (await Read(http), SandboxHttp.Segment(http));
        var (document, changed) = Books.Change(key, (before, number) => before is not null ? null : new JsonObject
        {
            ["number"] = $"REL-{number}", ["key"] = key, ["order"] = body["order"]!.DeepClone(),
            ["bookedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture),
            ["lines"] = new JsonArray([.. body["lines"]!.AsArray().OfType<JsonObject>().Select(Line)]),
            ["shipments"] = new JsonArray(), ["cancellations"] = new JsonArray(),
        });
        return SandboxAnswer.Json(changed ? 201 : 200, document!);
    }

    private static JsonObject Line(JsonObject line) => new()
    {
        ["lineId"] = line["lineId"]!.DeepClone(), ["sku"] = line["sku"]!.DeepClone(),
        ["location"] = line["location"]?.DeepClone(), ["quantity"] = line["quantity"]!.GetValue<long>(),
        ["shipped"] = 0L, ["cancelled"] = 0L,
    };

    private Task<SandboxAnswer> Show(HttpContext http) => Task.FromResult(
        Books.Find(SandboxHttp.Segment(http)) is { } release
        ? SandboxAnswer.Json(200, release)
        : NotFound);

    private static SandboxAnswer NotFound => SandboxAnswer.Json(404, new JsonObject { ["code"] = "not-found" });

    private async Task<SandboxAnswer> Cancel(HttpContext http)
    {
        var (body, id) = (await Read(http), Cancellation(http));
        var answer = SandboxAnswer.Json(422, new JsonObject { ["code"] = "no-release" });
        Books.Change(SandboxHttp.Segment(http, fromEnd: 2), (release, _) =>
        {
            if (release is null)
            {
                return null;
            }
            if (Find(release, id) is { } known)
            {
                answer = SandboxAnswer.Json(200, known);
                return null;
            }
            if (!TryTake(release, body["lines"]!.AsArray(), "cancelled"))
            {
                answer = SandboxAnswer.Json(422, new JsonObject
                {
                    ["code"] = "already-shipped", ["detail"] = "Units of it have left the warehouse.",
                });
                return null;
            }
            var cancellation = new JsonObject
            {
                ["number"] = $"{release["number"]}-C{release["cancellations"]!.AsArray().Count + 1}", ["key"] = id,
                ["bookedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture),
                ["lines"] = body["lines"]!.DeepClone(),
            };
            release["cancellations"]!.AsArray().Add(cancellation.DeepClone());
            answer = SandboxAnswer.Json(201, cancellation);
            return release;
        });
        return answer;
    }

    private Task<SandboxAnswer> ShowCancellation(HttpContext http) => Task.FromResult(
        Books.Find(SandboxHttp.Segment(http, fromEnd: 2)) is { } release
            && Find(release, Cancellation(http)) is { } known
            ? SandboxAnswer.Json(200, known)
            : NotFound);

    private static JsonObject? Find(JsonObject release, string key) => release["cancellations"]!.AsArray()
        .OfType<JsonObject>().FirstOrDefault(c => c["key"]!.ToString() == key);

    /// <summary>What people in the warehouse do: <c>{"lines":[{"lineId","quantity"}],"carrier","tracking"}</c>; without
    /// lines everything that is open.</summary>
    private async Task<SandboxAnswer> Ship(HttpContext http)
    {
        var body = await Read(http);
        var answer = NotFound;
        JsonObject? shipped = null;
        Books.Change(SandboxHttp.Segment(http, fromEnd: 1), (release, _) =>
        {
            if (release is null)
            {
                return null;
            }
            var lines = body["lines"] as JsonArray ?? Open(release);
            if (lines.Count == 0 || !TryTake(release, lines, "shipped"))
            {
                answer = SandboxAnswer.Json(409, new JsonObject { ["code"] = "nothing-to-ship" });
                return null;
            }
            shipped = new JsonObject
            {
                ["shipmentId"] = $"{release["number"]}-S{release["shipments"]!.AsArray().Count + 1}",
                ["order"] = release["order"]!.DeepClone(), ["release"] = release["key"]!.DeepClone(),
                ["carrier"] = body["carrier"]?.DeepClone(), ["tracking"] = body["tracking"]?.DeepClone(),
                ["occurredAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture), ["lines"] = lines.DeepClone(),
            };
            release["shipments"]!.AsArray().Add(shipped.DeepClone());
            answer = SandboxAnswer.Json(201, shipped);
            return release;
        });
        if (shipped is not null)
        {
            webhooks.Say("wms.shipment", "/shipment", shipped.DeepClone().AsObject());
        }
        return answer;
    }

    private static JsonArray Open(JsonObject release) => new([.. release["lines"]!.AsArray().OfType<JsonObject>()
        .Where(l => Left(l) > 0)
        .Select(l => new JsonObject { ["lineId"] = l["lineId"]!.DeepClone(), ["quantity"] = Left(l) })]);

    private static long Left(JsonObject l) =>
        l["quantity"]!.GetValue<long>() - l["shipped"]!.GetValue<long>() - l["cancelled"]!.GetValue<long>();

    /// <summary>All of it or nothing.</summary>
    private static bool TryTake(JsonObject release, JsonArray lines, string into)
    {
        foreach (var wanted in lines.OfType<JsonObject>())
        {
            var line = release["lines"]!.AsArray().OfType<JsonObject>()
                .FirstOrDefault(l => l["lineId"]!.ToString() == wanted["lineId"]?.ToString());
            var units = wanted["quantity"]?.GetValue<long>() ?? 0;
            if (line is null || units < 1 || units > Left(line))
            {
                return false;
            }
            line[into] = line[into]!.GetValue<long>() + units;
        }
        return true;
    }
}
