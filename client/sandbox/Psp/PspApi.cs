using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RetailActors.Payments;
using RetailActors.Sandbox.Hooks;

namespace RetailActors.Sandbox.Psp;

/// <summary>The payment provider's API and the hatches for tests: its books and its dials.</summary>
internal sealed class PspApi(PspBooks books, HookSender webhooks)
{
    private const int MaxKeyLength = 300;
    private const int StandardPage = 1000;
    private const int MaxPage = 10_000;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly Faults _faults = new();

    internal void Map(IEndpointRouteBuilder psp)
    {
        psp.MapPost("/v1/operations", (RequestDelegate)Post);
        psp.MapGet("/v1/operations/{key}", (RequestDelegate)Get);
        psp.MapGet("/books", (RequestDelegate)Books);
        psp.MapDelete("/books", (RequestDelegate)Empty);
        webhooks.Map(psp);
        psp.MapGet("/faults", (RequestDelegate)_faults.Show);
        psp.MapPut("/faults", (RequestDelegate)_faults.Change);
    }

    private async Task Post(HttpContext http)
    {
        if (await IsClosed(http) || await _faults.Intercept(http))
        {
            return;
        }
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var operation = await SandboxHttp.Read(http, PspJson.Default.PspOperation);
        if (Mistake(key, operation) is { } mistake)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, mistake);
            return;
        }
        var hash = PspKeys.Hash(key);
        var keys = books.Keys;
        if (!keys.TryClaim(hash, out var seq))
        {
            await Replay(http, seq, operation!);
            return;
        }
        try
        {
            await Process(http, key, hash, operation!);
        }
        finally
        {
            keys.Release(hash);
        }
    }

    private async Task Process(HttpContext http, string key, UInt128 hash, PspOperation operation)
    {
        var authorise = operation.Operation == OperationKind.Authorise;
        if (authorise && operation.Method == PspTokens.Slow)
        {
            // A provider goes on when its caller has hung up.
            await Task.Delay(PspTokens.SlowAnswer);
        }
        var (verdict, view) = await books.Record(key, hash, operation);
        if (verdict == PspVerdict.Approved && webhooks.IsOn)
        {
            Say(key, operation, view!);
        }
        if (await _faults.Spoil(http, late: authorise && operation.Method == PspTokens.Timeout))
        {
            return;
        }
        await (view is null
            ? SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, CodeOf(verdict))
            : Answer(http, view, StatusCodes.Status201Created));
    }

    private void Say(string key, PspOperation operation, PspOperationView view) => webhooks.Say(
        operation.Operation switch
        {
            OperationKind.Authorise => "authorised",
            OperationKind.Capture => "captured",
            OperationKind.Void => "voided",
            _ => "refunded",
        },
        new JsonObject
        {
            ["amount"] = view.Amount.Minor, ["currency"] = view.Amount.Currency.Value,
            ["metadata"] = new JsonObject { ["payment"] = operation.Payment },
        },
        key, view.Reference);

    private async Task Replay(HttpContext http, int seq, PspOperation operation)
    {
        var (view, same) = seq == PspKeys.InFlight ? (null, false) : books.Find(seq, operation.Fingerprint());
        if (view is null)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status409Conflict, "in-flight");
            return;
        }
        if (!same)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "key-reused");
            return;
        }
        http.Response.Headers["Idempotent-Replayed"] = "true";
        if (!await _faults.Spoil(http, late: false))
        {
            await Answer(http, view, StatusCodes.Status200OK);
        }
    }

    private async Task Get(HttpContext http)
    {
        if (await IsClosed(http) || await _faults.Intercept(http) || await _faults.Spoil(http, late: false))
        {
            return;
        }
        if (!books.Keys.TryFind(PspKeys.Hash(SandboxHttp.Segment(http)), out var seq))
        {
            await SandboxHttp.Problem(http, StatusCodes.Status404NotFound, "not-found");
            return;
        }
        await (seq != PspKeys.InFlight && books.Find(seq, 0).View is { } view
            ? SandboxHttp.Json(http, StatusCodes.Status200OK, view, PspJson.Default.PspOperationView)
            : SandboxHttp.Problem(http, StatusCodes.Status409Conflict, "in-flight"));
    }

    private static Task Answer(HttpContext http, PspOperationView view, int approved) => SandboxHttp.Json(
        http, view.Code is null ? approved : StatusCodes.Status402PaymentRequired, view,
        PspJson.Default.PspOperationView);

    private static string? Mistake(string key, PspOperation? operation) => operation switch
    {
        null => "invalid-body",
        _ when key.Length is 0 or > MaxKeyLength => "invalid-key",
        _ when operation.HasCardNumber || CardNumber.LooksLike(key) => "card-number",
        { Operation: OperationKind.Unknown } => "invalid-kind",
        { Amount: not { Minor: > 0 and <= Money.MaxMinor, Currency.IsKnown: true } } => "invalid-amount",
        _ when !PspTokens.IsKnown(operation.Method) => "unknown-method",
        _ => null,
    };

    private static string CodeOf(PspVerdict verdict) => verdict switch
    {
        PspVerdict.ExceedsAuthorised => "exceeds-authorised",
        PspVerdict.ExceedsCaptured => "exceeds-captured",
        PspVerdict.CurrencyMismatch => "currency-mismatch",
        _ => "unknown-original",
    };

    private async ValueTask<bool> IsClosed(HttpContext http)
    {
        if (!books.IsOpen)
        {
            await Task.WhenAny(books.Settled, Task.Delay(_patience));
        }
        if (books.IsOpen)
        {
            return false;
        }
        await SandboxHttp.Problem(http, StatusCodes.Status503ServiceUnavailable, "books-closed");
        return true;
    }

    private async Task Books(HttpContext http)
    {
        if (await IsClosed(http))
        {
            return;
        }
        if (!TryNumber(http, "after", 0, 0, int.MaxValue - MaxPage, out var after)
            || !TryNumber(http, "limit", StandardPage, 1, MaxPage, out var limit))
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-page");
            return;
        }
        var (lines, last, more, summary) = books.Page(after, limit);
        await SandboxHttp.Bytes(http, StatusCodes.Status200OK, Render(lines, more ? last : null, summary));
    }

    private static byte[] Render(byte[] lines, int? next, PspSummary summary)
    {
        var buffer = new ArrayBufferWriter<byte>(lines.Length + 1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        var rest = lines.AsSpan();
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            writer.WriteRawValue(rest[..end], skipInputValidation: true);
            rest = rest[(end + 1)..];
        }
        writer.WriteEndArray();
        if (next is { } number)
        {
            writer.WriteString("next", number.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNull("next");
        }
        writer.WritePropertyName("summary");
        JsonSerializer.Serialize(writer, summary, PspJson.Default.PspSummary);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static bool TryNumber(HttpContext http, string name, int standard, int from, int to, out int number)
    {
        number = standard;
        return http.Request.Query[name] is not [{ } text]
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number >= from && number <= to);
    }

    private async Task Empty(HttpContext http)
    {
        if (await IsClosed(http))
        {
            return;
        }
        books.Clear();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
