using System.Net;
using RetailActors.Adapters.Http;
using RetailActors.Payments;

namespace RetailActors.Adapters.Psp;

/// <summary>What an HTTP response of the provider means. In doubt it is Unknown: that is looked up.</summary>
internal static class PspAnswers
{
    internal static ProviderAnswer Read(
        HttpResponseMessage response, PspResponse? body, bool lookUp, DateTimeOffset now) =>
        response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => Operation(body),
            HttpStatusCode.PaymentRequired when body?.Code is { } code => new ProviderAnswer.Declined(code),
            HttpStatusCode.NotFound when lookUp && body?.Code == "not-found" => new ProviderAnswer.NotFound(),
            // The same key is being worked on at this moment.
            HttpStatusCode.Conflict => new ProviderAnswer.Unknown("in-flight"),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity when body?.Code is { } code =>
                lookUp ? new ProviderAnswer.Unknown(code) : new ProviderAnswer.Rejected(code),
            HttpStatusCode.TooManyRequests => new ProviderAnswer.Unavailable(
                "rate-limited", Delivery.Wait(response.Headers.RetryAfter, now) ?? Delivery.StandardWait),
            HttpStatusCode.ServiceUnavailable => new ProviderAnswer.Unavailable("down"),
            // A key or address that is wrong today is repaired by an operator; orders are not declined for it.
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ProviderAnswer.Unavailable("not-let-in"),
            HttpStatusCode.NotFound => new ProviderAnswer.Unavailable("no-such-address"),
            var status => new ProviderAnswer.Unknown($"http-{(int)status}"),
        };

    private static ProviderAnswer Operation(PspResponse? body) => body switch
    {
        { Status: "approved", Reference: { } reference, Amount: { } amount, At: { } at } =>
            new ProviderAnswer.Approved(reference, amount, at),
        { Status: "declined", Code: { } code } => new ProviderAnswer.Declined(code),
        _ => new ProviderAnswer.Unknown("garbage"),
    };
}
