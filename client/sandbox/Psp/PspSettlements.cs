using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Sandbox.Books;

namespace RetailActors.Sandbox.Psp;

/// <summary>Pays out what is captured and due, reports it in one of two shapes, and tells the bank.</summary>
internal sealed class PspSettlements(PspBooks books, JsonBooks payouts, SandboxClock clock, string directory)
{
    private const int PageSize = 5_000;
    private const int MaxPayoutDays = 60;

    internal void Map(IEndpointRouteBuilder psp)
    {
        psp.MapPost("/settlements", (RequestDelegate)Settle);
        psp.MapGet("/settlements", (RequestDelegate)List);
        psp.MapGet("/settlements/{name}", (RequestDelegate)Again);
        psp.MapGet("/bank-statement", (RequestDelegate)Bank);
        psp.MapDelete("/settlements", (RequestDelegate)Forget);
    }

    private async Task Settle(HttpContext http)
    {
        if (await Wish(http) is not { } wish)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-settlement");
            return;
        }
        if (!books.IsOpen)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status503ServiceUnavailable, "books-closed");
            return;
        }
        if (Make(wish) is not { } payout)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var csv = wish.Format == "adyen";
        var text = csv ? PspReports.Csv(payout, wish.Tenant) : PspReports.Json(payout);
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, payout.Name), text, http.RequestAborted);
        await Send(http, payout.Name, text, StatusCodes.Status201Created);
    }

    private PspPayout? Make(PspWish wish)
    {
        var mark = $"mark/{wish.Tenant}/{wish.Currency}";
        var from = payouts.Find(mark)?["seq"]!.GetValue<int>() ?? 0;
        var (lines, to) = Due(wish, from);
        if (lines.Count == 0)
        {
            return null;
        }
        PspPayout? made = null;
        payouts.Change($"payout/{wish.Tenant}/{wish.Currency}/{to}", (_, number) =>
        {
            var reference = $"payout_{number}";
            var name = $"settlement-{wish.Tenant}-{wish.Currency.ToLowerInvariant()}-{number}"
                + (wish.Format == "adyen" ? ".csv" : ".json");
            made = PspMistakes.Make(
                new PspPayout(reference, name, wish.Currency, 0, 0, clock.Now, lines), wish.Mistakes);
            return new JsonObject
            {
                ["name"] = name, ["reference"] = reference, ["tenant"] = wish.Tenant, ["lines"] = made.Lines.Count,
                ["amount"] = Amount(made.Amount, made.Currency), ["bank"] = Amount(made.BankAmount, made.Currency),
                ["at"] = made.At.ToString("O"),
            };
        });
        payouts.Change(mark, (_, _) => new JsonObject { ["seq"] = to });
        return made;
    }

    /// <summary>Captures and refunds that are old enough, and the number of the last operation looked at.</summary>
    private (List<PspReportLine> Lines, int To) Due(PspWish wish, int from)
    {
        var until = clock.Now.AddDays(-wish.PayoutDays);
        var (lines, to) = (new List<PspReportLine>(), from);
        while (true)
        {
            var (page, last, more, _) = books.Page(to, PageSize);
            foreach (var line in Lines(page))
            {
                if (line.At > until)
                {
                    return (lines, to);
                }
                to = line.Seq;
                if (line.Tenant == wish.Tenant && line.Amount.Currency.Value == wish.Currency
                    && line is { Status: "approved", Kind: "capture" or "refund" })
                {
                    lines.Add(Of(line));
                }
            }
            if (!more || last == to && page.Length == 0)
            {
                return (lines, to);
            }
        }
    }

    private static PspReportLine Of(PspLine l)
    {
        var capture = l.Kind == "capture";
        var gross = capture ? l.Amount.Minor : -l.Amount.Minor;
        var fee = capture ? PspFees.Of(gross) : 0;
        var currency = l.Amount.Currency.Value;
        return new PspReportLine(
            capture ? PspMistakes.Capture : PspMistakes.Refund, l.Original ?? "", l.Reference, l.Payment, gross,
            currency, fee, gross - fee, currency, 1, l.At);
    }

    private static IEnumerable<PspLine> Lines(byte[] page)
    {
        for (var start = 0; start < page.Length;)
        {
            var end = Array.IndexOf(page, (byte)'\n', start);
            yield return JsonSerializer.Deserialize(page.AsSpan(start, end - start), PspJson.Default.PspLine)!;
            start = end + 1;
        }
    }

    private Task List(HttpContext http) => Show(http, "items", p => p);

    private Task Bank(HttpContext http) => Show(http, "lines", p => new JsonObject
    {
        ["reference"] = p["reference"]!.DeepClone(), ["amount"] = p["bank"]!.DeepClone(),
        ["valueDate"] = p["at"]!.DeepClone(),
    });

    private async Task Show(HttpContext http, string name, Func<JsonObject, JsonObject> of)
    {
        var (items, _) = payouts.Page(0, int.MaxValue);
        var shown = new JsonArray([.. items.Where(i => i.ContainsKey("reference")).Select(of)]);
        await SandboxHttp.Bytes(http, StatusCodes.Status200OK,
            Encoding.UTF8.GetBytes(new JsonObject { [name] = shown }.ToJsonString()));
    }

    private async Task Again(HttpContext http)
    {
        var name = Path.GetFileName((string)http.Request.RouteValues["name"]!);
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
        {
            await SandboxHttp.Problem(http, StatusCodes.Status404NotFound, "not-found");
            return;
        }
        await Send(http, name, await File.ReadAllTextAsync(path, http.RequestAborted), StatusCodes.Status200OK);
    }

    private Task Forget(HttpContext http)
    {
        payouts.Clear();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task Send(HttpContext http, string name, string text, int status)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["X-File-Name"] = name;
        http.Response.ContentType = name.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "application/json";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    private static JsonObject Amount(long minor, string currency) =>
        new() { ["minor"] = minor, ["currency"] = currency };

    private static async Task<PspWish?> Wish(HttpContext http)
    {
        var wish = await SandboxHttp.Read(http, PspJson.Default.PspSettlementWish);
        var (format, currency) = (wish?.Format ?? "adyen", wish?.Currency ?? "USD");
        return wish is not null && format is "adyen" or "stripe" && new Currency(currency).IsKnown
            && wish!.PayoutDays is null or (>= 0 and <= MaxPayoutDays)
            && (wish.Mismatches ?? []).All(PspMistakes.CanMake) && Identifier.IsValid(wish.Tenant ?? "demo")
            ? new PspWish(format, wish.Tenant ?? "demo", currency, wish.PayoutDays ?? 2, wish.Mismatches ?? [])
            : null;
    }

    private sealed record PspWish(
        string Format, string Tenant, string Currency, int PayoutDays, IReadOnlyList<string> Mistakes);
}

/// <summary>Body of <c>POST …/settlements</c>.</summary>
internal sealed record PspSettlementWish(
    string? Format, string? Tenant, string? Currency, int? PayoutDays, string[]? Mismatches);
