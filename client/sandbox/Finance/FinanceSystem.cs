using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Finance;

/// <summary>A ledger: journal entries under external keys, refused unless they balance in every currency, periods that
/// can be closed, and a trial balance.</summary>
public sealed class FinanceSystem(JsonBooks books, SandboxClock clock) : SandboxSystem("finance", books, clock)
{
    private const int MaxLines = 1_000;
    private const string Entry = "entry/";
    private const string Period = "period/";

    /// <inheritdoc/>
    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPost("/v1/journal-entries", Serve(Book));
        system.MapGet("/v1/journal-entries/{key}", Serve(Find));
        system.MapGet("/v1/trial-balance", Serve(Balance));
        system.MapGet("/trial-balance", Serve(Balance));
        system.MapPut("/v1/periods/{period}", Serve(Close));
    }

    /// <inheritdoc/>
    protected override JsonObject Summary()
    {
        var entries = Entries().ToList();
        return new JsonObject { ["entries"] = entries.Count, ["balances"] = Sums(entries) };
    }

    private async Task<SandboxAnswer> Book(HttpContext http)
    {
        var body = await Read(http);
        if (Mistake(body, out var key) is { } mistake)
        {
            return Refuse(422, mistake);
        }
        // The first entry under a key stays; null leaves it as it is.
        var (document, changed) = Books.Change(
            Entry + key, (known, number) => known is null ? Entered(body, number) : null);
        return JsonNode.DeepEquals(document!["lines"], body["lines"])
            ? SandboxAnswer.Json(changed ? 201 : 200, document)
            : Refuse(409, "key-reused");
    }

    private JsonObject Entered(JsonObject body, int number)
    {
        var entry = body.DeepClone().AsObject();
        entry["number"] = string.Create(CultureInfo.InvariantCulture, $"JE-{number:D7}");
        entry["recordedAt"] = Clock.Now.ToString("O", CultureInfo.InvariantCulture);
        return entry;
    }

    private string? Mistake(JsonObject body, out string key)
    {
        key = Text(body, "externalKey") ?? "";
        if (key.Length is 0 or > 300 || Text(body, "tenant") is not { Length: > 0 }
            || body["lines"] is not JsonArray { Count: > 1 and <= MaxLines } lines
            || !DateTimeOffset.TryParse(Text(body, "bookedAt"), CultureInfo.InvariantCulture, out var at))
        {
            return "invalid-entry";
        }
        var sums = new Dictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line is not JsonObject l || Text(l, "account") is not { Length: > 0 }
                || Text(l, "currency") is not { Length: 3 } currency || l["minor"]?.AsValue() is not { } value
                || !value.TryGetValue<long>(out var minor))
            {
                return "invalid-line";
            }
            sums[currency] = sums.GetValueOrDefault(currency) + minor;
        }
        if (sums.Values.Any(sum => sum != 0))
        {
            return "unbalanced";
        }
        var period = at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return Books.Find(Entry + key) is null && Books.Find(Period + period)?["closed"]?.GetValue<bool>() == true
            ? "period-closed"
            : null;
    }

    private Task<SandboxAnswer> Find(HttpContext http) => Task.FromResult(
        Books.Find(Entry + SandboxHttp.Segment(http)) is { } entry
            ? SandboxAnswer.Json(200, entry)
            : Refuse(404, "not-found"));

    private async Task<SandboxAnswer> Close(HttpContext http)
    {
        var body = await Read(http);
        if (body["closed"] is not JsonValue value || !value.TryGetValue<bool>(out var closed))
        {
            return Refuse(422, "invalid-period");
        }
        var period = (string)http.Request.RouteValues["period"]!;
        Books.Change(Period + period, (_, _) => new JsonObject { ["period"] = period, ["closed"] = closed });
        return SandboxAnswer.Json(200, new JsonObject { ["period"] = period, ["closed"] = closed });
    }

    /// <summary>Balances of all entries up to the end of a month; without a month of all entries.</summary>
    private Task<SandboxAnswer> Balance(HttpContext http)
    {
        var (tenant, period) = (http.Request.Query["tenant"].ToString(), http.Request.Query["period"].ToString());
        var entries = Entries().Where(e => (tenant.Length == 0 || Text(e, "tenant") == tenant)
            && (period.Length == 0 || string.CompareOrdinal(Text(e, "bookedAt")![..7], period) <= 0));
        return Task.FromResult(SandboxAnswer.Json(200, new JsonObject
        {
            ["period"] = period, ["accounts"] = Sums(entries),
        }));
    }

    private IEnumerable<JsonObject> Entries() =>
        Books.Page(0, int.MaxValue).Items.Where(i => i.ContainsKey("externalKey"));

    private static JsonArray Sums(IEnumerable<JsonObject> entries)
    {
        var sums = new SortedDictionary<(string Account, string Currency), long>();
        foreach (var line in entries.SelectMany(e => e["lines"]!.AsArray()).OfType<JsonObject>())
        {
            var key = (Text(line, "account")!, Text(line, "currency")!);
            sums[key] = checked(sums.GetValueOrDefault(key) + line["minor"]!.GetValue<long>());
        }
        return new JsonArray([.. sums.Select(s => new JsonObject
        {
            ["account"] = s.Key.Account, ["currency"] = s.Key.Currency, ["balance"] = s.Value,
        })]);
    }

    private static SandboxAnswer Refuse(int status, string code) =>
        SandboxAnswer.Json(status, new JsonObject { ["code"] = code });

    private static string? Text(JsonObject node, string field) =>
        node[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
