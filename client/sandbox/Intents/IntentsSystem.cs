using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;
using RetailActors.Sandbox.Hooks;

namespace RetailActors.Sandbox.Intents;

/// <summary>
/// A payment provider whose payments are intents with manual capture. An intent and all its parts are one document, so
/// what the provider guards is guarded in one step. Idempotency keys are forgotten after a day of the sandbox's clock.
/// </summary>
internal sealed partial class IntentsSystem(JsonBooks books, SandboxClock clock, HookSender webhooks)
    : SandboxSystem("psp2", books, clock)
{
    /// <summary>How long a key is known.</summary>
    internal static readonly TimeSpan KeyWindow = TimeSpan.FromHours(24);

    private const int MaxKeyLength = 300;
    private static readonly string[] _parts = ["captures", "cancellations", "refunds"];

    protected override void MapInterface(IEndpointRouteBuilder system)
    {
        system.MapPost("/v1/payment_intents", Serve(Create));
        system.MapGet("/v1/payment_intents/search", Serve(Search));
        system.MapGet("/v1/payment_intents/{id}", Serve(Show));
        system.MapPost("/v1/payment_intents/{id}/capture", Serve(http => Part(http, Id(http), "captures", "cap")));
        system.MapPost("/v1/payment_intents/{id}/cancel", Serve(http => Part(http, Id(http), "cancellations", "can")));
        system.MapPost("/v1/refunds", Serve(http => Part(http, null, "refunds", "re")));
        webhooks.Map(system);
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private async Task<SandboxAnswer> Create(HttpContext http)
    {
        var body = await Read(http);
        if (Mistake(http, body, out var key) is { } mistake)
        {
            return mistake;
        }
        var method = body["payment_method"]?.ToString();
        if (method is not ("tok_visa" or "tok_declined" or "tok_slow" or "tok_timeout"))
        {
            return Error(400, "invalid_request_error", "payment_method_unknown");
        }
        if (method == "tok_slow")
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        // A key that was forgotten makes a second intent: that is what the caller has to avoid.
        for (var n = 0; ; n++)
        {
            var (document, created) = Books.Change(IntentId(key, n), (before, _) => before is null
                ? NewIntent(IntentId(key, n), key, body, method == "tok_declined")
                : null);
            if (!created && Age(document!) >= KeyWindow)
            {
                continue;
            }
            if (!Same(document!, body))
            {
                return Error(400, "idempotency_error", "idempotency_key_in_use");
            }
            if (created && document!["status"]!.ToString() == "requires_capture")
            {
                webhooks.Say("authorised", document, key, document["id"]!.ToString());
            }
            if (method == "tok_timeout" && created)
            {
                await Task.Delay(Faults.Late, http.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            return document!["status"]!.ToString() == "declined"
                ? Error(402, "card_error", "card_declined", "generic_decline")
                : SandboxAnswer.Json(200, document);
        }
    }

    private JsonObject NewIntent(string id, string key, JsonObject body, bool declined) => new()
    {
        ["id"] = id, ["object"] = "payment_intent", ["amount"] = body["amount"]!.DeepClone(),
        ["currency"] = body["currency"]!.DeepClone(), ["capture_method"] = "manual",
        ["status"] = declined ? "declined" : "requires_capture",
        ["decline_code"] = declined ? "generic_decline" : null,
        ["amount_capturable"] = declined ? 0 : body["amount"]!.DeepClone(), ["amount_received"] = 0,
        ["amount_refunded"] = 0, ["created"] = Clock.Now.ToUnixTimeSeconds(),
        ["metadata"] = body["metadata"]?.DeepClone() ?? new JsonObject(), ["idempotency_key"] = key,
        ["captures"] = new JsonArray(), ["cancellations"] = new JsonArray(), ["refunds"] = new JsonArray(),
    };

    private async Task<SandboxAnswer> Part(HttpContext http, string? intent, string list, string prefix)
    {
        var body = await Read(http);
        if (Mistake(http, body, out var key) is { } mistake)
        {
            return mistake;
        }
        SandboxAnswer answer = Error(404, "invalid_request_error", "resource_missing");
        JsonObject? made = null;
        Books.Change(intent ?? body["payment_intent"]?.ToString() ?? "", (document, _) =>
        {
            if (document is null)
            {
                return null;
            }
            if (Known(document, list, key) is { } known)
            {
                answer = Same(known, body)
                    ? SandboxAnswer.Json(200, known)
                    : Error(400, "idempotency_error", "idempotency_key_in_use");
                return null;
            }
            if (Refusal(document, list, body) is { } code)
            {
                answer = Error(400, "invalid_request_error", code);
                return null;
            }
            made = Add(document, list, prefix, key, body);
            answer = SandboxAnswer.Json(200, made);
            return document;
        });
        if (made is not null)
        {
            webhooks.Say(list switch
            {
                "captures" => "captured",
                "cancellations" => "voided",
                _ => "refunded",
            }, made, key, made["id"]!.ToString());
        }
        return answer;
    }

    private JsonObject? Known(JsonObject intent, string list, string key) =>
        intent[list]!.AsArray().OfType<JsonObject>()
        .LastOrDefault(p => p["idempotency_key"]!.ToString() == key && Age(p) < KeyWindow);

    private static string? Refusal(JsonObject intent, string list, JsonObject body)
    {
        var amount = body["amount"]!.GetValue<long>();
        if (body["currency"]!.ToString() != intent["currency"]!.ToString())
        {
            return "currency_mismatch";
        }
        var open = list == "refunds"
            ? intent["amount_received"]!.GetValue<long>() - intent["amount_refunded"]!.GetValue<long>()
            : intent["amount_capturable"]!.GetValue<long>();
        return amount <= open ? null : list == "refunds" ? "charge_already_refunded" : "amount_too_large";
    }

    private JsonObject Add(JsonObject intent, string list, string prefix, string key, JsonObject body)
    {
        var amount = body["amount"]!.GetValue<long>();
        var number = _parts.Sum(p => intent[p]!.AsArray().Count) + 1;
        var part = new JsonObject
        {
            ["id"] = $"{prefix}_{intent["id"]!.ToString()[3..]}_{number}", ["object"] = list[..^1],
            ["payment_intent"] = intent["id"]!.DeepClone(), ["amount"] = amount,
            ["currency"] = intent["currency"]!.DeepClone(), ["status"] = "succeeded",
            ["created"] = Clock.Now.ToUnixTimeSeconds(),
            ["metadata"] = body["metadata"]?.DeepClone() ?? new JsonObject(),
            ["idempotency_key"] = key,
        };
        intent[list]!.AsArray().Add(part.DeepClone());
        void Shift(string field, long by) => intent[field] = intent[field]!.GetValue<long>() + by;
        Shift("amount_capturable", list == "refunds" ? 0 : -amount);
        Shift("amount_received", list == "captures" ? amount : 0);
        Shift("amount_refunded", list == "refunds" ? amount : 0);
        intent["status"] = intent["amount_capturable"]!.GetValue<long>() > 0
            ? intent["amount_received"]!.GetValue<long>() > 0 ? "partially_captured" : "requires_capture"
            : intent["amount_received"]!.GetValue<long>() > 0 ? "succeeded" : "canceled";
        return part;
    }

    private Task<SandboxAnswer> Show(HttpContext http) => Task.FromResult(Books.Find(Id(http)) is { } intent
        ? SandboxAnswer.Json(200, intent)
        : Error(404, "invalid_request_error", "resource_missing"));

    /// <summary><c>query=metadata['key']:'…'</c>: this stand-in only searches for our own key.</summary>
    private Task<SandboxAnswer> Search(HttpContext http)
    {
        var query = http.Request.Query["query"].ToString();
        var key = Searched().Match(query) is { Success: true } match
            ? Escaped().Replace(match.Groups[1].Value, "$1")
            : null;
        if (key is null)
        {
            return Task.FromResult(Error(400, "invalid_request_error", "query_not_understood"));
        }
        var found = new JsonArray();
        for (var n = 0; Books.Find(IntentId(key, n)) is { } intent; n++)
        {
            found.Add(intent);
        }
        return Task.FromResult(
            SandboxAnswer.Json(200, new JsonObject { ["object"] = "search_result", ["data"] = found }));
    }

    [GeneratedRegex(@"^metadata\['key'\]:'((?:[^'\\]|\\.)*)'$", RegexOptions.Singleline)]
    private static partial Regex Searched();

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escaped();

    private static SandboxAnswer? Mistake(HttpContext http, JsonObject body, out string key)
    {
        key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > MaxKeyLength)
        {
            return Error(400, "invalid_request_error", "idempotency_key_missing");
        }
        var amount = body["amount"] is JsonValue value && value.TryGetValue<long>(out var minor) ? minor : 0;
        var texts = new[] { key, body["payment_method"]?.ToString(), body["payment_intent"]?.ToString() }
            .Concat(body["metadata"] is JsonObject metadata ? metadata.Select(m => m.Value?.ToString()) : []);
        return texts.Any(CardNumber.LooksLike) ? Error(400, "invalid_request_error", "card_number")
            : amount is < 1 or > Money.MaxMinor || body["currency"] is not JsonValue
                ? Error(400, "invalid_request_error", "amount_invalid")
                : null;
    }

    private static bool Same(JsonObject known, JsonObject body) =>
        known["amount"]!.ToString() == body["amount"]!.ToString()
        && known["currency"]!.ToString() == body["currency"]!.ToString();

    private TimeSpan Age(JsonObject document) =>
        Clock.Now - DateTimeOffset.FromUnixTimeSeconds(document["created"]!.GetValue<long>());

    private static string IntentId(string key, int n) => "pi_"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{n}")).AsSpan(0, 12));

    private static SandboxAnswer Error(int status, string type, string code, string? decline = null)
    {
        var error = new JsonObject { ["type"] = type, ["code"] = code };
        if (decline is not null)
        {
            error["decline_code"] = decline;
        }
        return SandboxAnswer.Json(status, new JsonObject { ["error"] = error });
    }
}
