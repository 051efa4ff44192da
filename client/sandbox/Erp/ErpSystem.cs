using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Erp;

/// <summary>What both ERP stand-ins have: books with the same rules behind two very different interfaces, habits, and
/// an inventory.</summary>
public abstract class ErpSystem : SandboxSystem
{
    private int _atWork;

    /// <summary>An ERP with books of its own.</summary>
    protected ErpSystem(string path, JsonBooks books, SandboxClock clock) : base(path, books, clock) =>
        Ledger = new ErpBooks(books, clock);

    /// <summary>The documents and the rules.</summary>
    private protected ErpBooks Ledger { get; }

    /// <summary>Maps the system's own interface.</summary>
    protected abstract void MapRecords(IEndpointRouteBuilder system);

    /// <summary>How this system says that it has enough to do.</summary>
    protected abstract SandboxAnswer TooMuchAtOnce();

    /// <inheritdoc/>
    protected sealed override void MapInterface(IEndpointRouteBuilder system)
    {
        MapRecords(system);
        system.MapGet("/inventory", Serve(http => Task.FromResult(ShowInventory(http))));
        system.MapPut("/inventory", Serve(Count));
        system.MapGet("/habits", (RequestDelegate)(http => Plain(http, Habits())));
        system.MapPut("/habits", (RequestDelegate)ChangeHabits);
    }

    /// <summary>Serves a request unless too many are being served.</summary>
    protected RequestDelegate ServeInTurn(Func<HttpContext, Task<SandboxAnswer>> work)
    {
        var served = Serve(work);
        var refused = Serve(_ => Task.FromResult(TooMuchAtOnce()));
        return async http =>
        {
            var limit = Ledger.Habits.ConcurrencyLimit;
            try
            {
                await (Interlocked.Increment(ref _atWork) > limit && limit > 0 ? refused : served)(http);
            }
            finally
            {
                Interlocked.Decrement(ref _atWork);
            }
        };
    }

    /// <summary>True when this booking is chosen as the victim of a deadlock.</summary>
    private protected bool IsDeadlocked()
    {
        var habits = Ledger.Habits;
        Ledger.Habits = habits with { Deadlocks = Math.Max(0, habits.Deadlocks - 1) };
        return habits.Deadlocks > 0;
    }

    /// <inheritdoc/>
    protected override JsonObject Summary()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (total, drafts) = (0, 0);
        for (int? after = 0; after is { } from;)
        {
            var (items, next) = Books.Page(from, 10_000);
            foreach (var document in items)
            {
                var kind = document["kind"]!.GetValue<string>();
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
                drafts += document["status"]!.GetValue<string>() == ErpDocument.Draft ? 1 : 0;
                total++;
            }
            after = next;
        }
        return new JsonObject
        {
            ["documents"] = total,
            ["drafts"] = drafts,
            ["kinds"] = new JsonObject(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
        };
    }

    private SandboxAnswer ShowInventory(HttpContext http)
    {
        var query = http.Request.Query;
        var asOf = Clock.Now;
        var isTime = !query.TryGetValue("asOf", out var text) || DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out asOf);
        _ = int.TryParse(query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        return isTime
            ? SandboxAnswer.Json(200, Ledger.Snapshot(asOf, after, query["item"], query["location"]))
            : SandboxAnswer.Json(400, new JsonObject { ["code"] = "invalid-time" });
    }

    private async Task<SandboxAnswer> Count(HttpContext http)
    {
        var counts = JsonSerializer.Deserialize(await ReadText(http), ErpJson.Default.ErpCounts);
        foreach (var count in counts is { Counts.IsDefault: false } ? counts.Counts : [])
        {
            var outcome = Ledger.Enter(
                new ErpDocument(
                    ErpKind.InventoryCount, count.Key, "", "", null, null, null, "USD",
                    DateOnly.FromDateTime(Clock.Now.UtcDateTime), 0, 0, 0, 0,
                    [new ErpLine("1", count.Item, count.Quantity, count.Location)], null, default, null, 0),
                post: true);
            if (outcome is ErpOutcome.Refused refused)
            {
                return SandboxAnswer.Json(422, new JsonObject { ["code"] = refused.Code });
            }
        }
        return SandboxAnswer.Json(200, Ledger.Snapshot(Clock.Now, 0, null, null));
    }

    private async Task ChangeHabits(HttpContext http)
    {
        try
        {
            Ledger.Habits = JsonSerializer.Deserialize(await ReadText(http), ErpJson.Default.ErpHabits) ?? new();
            await Plain(http, Habits());
        }
        catch (JsonException)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await Plain(http, """{"code":"invalid-habits"}""");
        }
    }

    private string Habits() => JsonSerializer.Serialize(Ledger.Habits, ErpJson.Default.ErpHabits);

    private static Task Plain(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json, http.RequestAborted);
    }
}
