using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Tax;

/// <summary>
/// A tax engine with a table of rates. All transactions of an order are one document, so a reversal is computed from
/// what
/// was committed: the parts of a full return add up to the committed tax exactly.
/// </summary>
internal sealed class TaxSystem(JsonBooks books, SandboxClock clock) : SandboxSystem("tax", books, clock)
{
    private const int Whole = 10_000;

    /// <summary>Hundredths of a percent by tax code. Without a rate the engine takes over what was charged.</summary>
    private volatile Dictionary<string, int> _rates = new(StringComparer.Ordinal) { ["apparel"] = 825, ["books"] = 0 };

    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPut("/v1/orders/{order}/transactions/{key}", Serve(Commit));
        system.MapGet("/v1/orders/{order}/transactions/{key}", Serve(Show));
        system.MapPut("/rates", (RequestDelegate)(async http =>
        {
            _rates = (await Read(http)).ToDictionary(r => r.Key, r => r.Value!.GetValue<int>(), StringComparer.Ordinal);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }));
    }

    private static string Order(HttpContext http) => SandboxHttp.Segment(http, fromEnd: 2);

    private static string Key(HttpContext http) => SandboxHttp.Segment(http);

    private async Task<SandboxAnswer> Commit(HttpContext http)
    {
        var (body, key) = (await Read(http), Key(http));
        SandboxAnswer? answer = null;
        Books.Change(Order(http), (document, number) =>
        {
            document ??= new JsonObject { ["order"] = Order(http), ["transactions"] = new JsonArray() };
            if (Find(document, key) is { } known)
            {
                answer = SandboxAnswer.Json(200, known);
                return null;
            }
            var transactions = document["transactions"]!.AsArray();
            var lines = new JsonArray();
            foreach (var line in body["lines"]!.AsArray().OfType<JsonObject>())
            {
                if ((body["type"]!.ToString() == "return" ? Reversed(transactions, line)
                    : Charged(line)) is not { } tax)
                {
                    answer = SandboxAnswer.Json(422, new JsonObject
                    {
                        ["code"] = "exceeds-committed", ["detail"] = "More is returned than was committed.",
                    });
                    return null;
                }
                lines.Add(new JsonObject
                {
                    ["lineId"] = line["lineId"]!.DeepClone(), ["quantity"] = line["quantity"]!.DeepClone(),
                    ["tax"] = tax,
                });
            }
            var booked = Booked(body, key, $"TX-{number}-{transactions.Count + 1}", lines);
            transactions.Add(booked.DeepClone());
            answer = SandboxAnswer.Json(201, booked);
            return document;
        });
        return answer!;
    }

    private JsonObject Booked(JsonObject body, string key, string number, JsonArray lines) => new()
    {
        ["number"] = number, ["key"] = key, ["type"] = body["type"]!.DeepClone(),
        ["currency"] = body["currency"]!.DeepClone(),
        ["tax"] = lines.Sum(l => l!["tax"]!.GetValue<long>()), ["lines"] = lines,
        ["committedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <summary>Half up, for each line.</summary>
    private long? Charged(JsonObject line) =>
        line["taxCode"]?.ToString() is { } code && _rates.TryGetValue(code, out var rate)
        ? ((line["net"]!.GetValue<long>() * rate) + (Whole / 2)) / Whole
        : line["chargedTax"]!.GetValue<long>();

    /// <summary>The share of all units returned so far, less what was reversed before; null when too many come back.
    /// </summary>
    private static long? Reversed(JsonArray transactions, JsonObject line)
    {
        var id = line["lineId"]!.ToString();
        (long Units, long Tax) Sum(string type) => transactions.OfType<JsonObject>()
            .Where(t => t["type"]!.ToString() == type).SelectMany(t => t["lines"]!.AsArray().OfType<JsonObject>())
            .Where(l => l["lineId"]!.ToString() == id)
            .Aggregate((0L, 0L), (sum, l) => (
                sum.Item1 + l["quantity"]!.GetValue<long>(), sum.Item2 + l["tax"]!.GetValue<long>()));
        var (sold, returned) = (Sum("sale"), Sum("return"));
        var units = returned.Units + line["quantity"]!.GetValue<long>();
        return units > sold.Units ? null : (sold.Tax * units / sold.Units) - returned.Tax;
    }

    private Task<SandboxAnswer> Show(HttpContext http) => Task.FromResult(
        Books.Find(Order(http)) is { } document && Find(document, Key(http)) is { } known
            ? SandboxAnswer.Json(200, known)
            : SandboxAnswer.Json(404, new JsonObject { ["code"] = "not-found" }));

    private static JsonObject? Find(JsonObject document, string key) => document["transactions"]!.AsArray()
        .OfType<JsonObject>().FirstOrDefault(t => t["key"]!.ToString() == key);
}
