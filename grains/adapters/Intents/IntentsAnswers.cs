using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailActors.Adapters.Http;
using RetailActors.Payments;

namespace RetailActors.Adapters.Intents;

/// <summary>What an HTTP response of this provider means. In doubt it is Unknown: that is looked up.</summary>
internal static class IntentsAnswers
{
    internal static ProviderAnswer Read(
        HttpResponseMessage response, JsonNode? body, ProviderCall call, bool lookUp, DateTimeOffset now)
    {
        var error = body.Field("error");
        var code = error.Text("decline_code") ?? error.Text("code") ?? error.Text("type");
        return (int)response.StatusCode switch
        {
            200 when lookUp => Found(body, call),
            200 or 201 => Done(body, call),
            402 when code is not null => lookUp ? new ProviderAnswer.Unknown(code) : new ProviderAnswer.Declined(code),
            // The intent is gone, so none of its parts can be on record.
            404 when lookUp && code == "resource_missing" => new ProviderAnswer.NotFound(),
            409 => new ProviderAnswer.Unknown("in-flight"),
            400 or 404 or 422 when code is not null =>
                lookUp ? new ProviderAnswer.Unknown(code) : new ProviderAnswer.Rejected(Slug(code)),
            429 => new ProviderAnswer.Unavailable(
                "rate-limited", Delivery.Wait(response.Headers.RetryAfter, now) ?? Delivery.StandardWait),
            503 => new ProviderAnswer.Unavailable("down"),
            401 or 403 => new ProviderAnswer.Unavailable("not-let-in"),
            404 => new ProviderAnswer.Unavailable("no-such-address"),
            var status => new ProviderAnswer.Unknown($"http-{status}"),
        };
    }

    private static ProviderAnswer Found(JsonNode? body, ProviderCall call)
    {
        var list = call.Kind switch
        {
            OperationKind.Authorise => "data",
            OperationKind.Capture => "captures",
            OperationKind.Void => "cancellations",
            _ => "refunds",
        };
        if (body.Field(list) is not JsonArray)
        {
            return new ProviderAnswer.Unknown("garbage");
        }
        return body.Items(list).FirstOrDefault(o => o.Field("metadata").Text("key") == call.IdempotencyKey) is { } found
            ? Done(found, call)
            : new ProviderAnswer.NotFound();
    }

    private static ProviderAnswer Done(JsonNode? body, ProviderCall call)
    {
        if (body.Text("status") == "declined" && body.Text("decline_code") is { } code)
        {
            return new ProviderAnswer.Declined(code);
        }
        var expected = call.Kind == OperationKind.Authorise ? "requires_capture" : "succeeded";
        var amount = body.Field("amount") is JsonValue v && v.GetValueKind() == JsonValueKind.Number
            && v.TryGetValue<long>(out var minor) ? minor : (long?)null;
        return body.Text("id") is { } id && amount is { } booked && body.Text("currency") is { } currency
            && (body.Text("status") == expected
                || (call.Kind == OperationKind.Authorise && IsFurther(body.Text("status"))))
            && body.Field("created") is JsonValue at && at.TryGetValue<long>(out var seconds)
                ? new ProviderAnswer.Approved(
                    id, new Money(booked, new Currency(currency.ToUpper(CultureInfo.InvariantCulture))),
                    DateTimeOffset.FromUnixTimeSeconds(seconds))
                : new ProviderAnswer.Unknown("garbage");
    }

    /// <summary>An intent that was authorised has gone on since.</summary>
    private static bool IsFurther(string? status) => status is "succeeded" or "canceled" or "partially_captured";

    private static string Slug(string code) => Wording.Slug(code) ?? "rejected";
}
