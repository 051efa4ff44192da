using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailActors.Retail.FlashSale;

/// <summary>What one answer means for the buyer: an end, a place to ask again, or a reason to send it again.</summary>
internal readonly record struct Reply(
    Outcome? Outcome, string? Order = null, string? Poll = null, RetryCause? Cause = null,
    TimeSpan RetryAfter = default)
{
    public static Reply Final(Outcome outcome, string? order = null) => new(outcome, order);

    public static Reply Again(RetryCause cause, TimeSpan after = default) => new(null, Cause: cause, RetryAfter: after);

    public static Reply Ask(string poll) => new(null, Poll: poll);
}

/// <summary>Reads answers of the order route, and of each no more than is needed to go on.</summary>
internal static class ReplyReader
{
    public static async ValueTask<Reply> Read(
        HttpResponseMessage response, bool polled, byte[] buffer, Tally tally, CancellationToken cancellation)
    {
        var headers = response.Headers.NonValidated;
        var location = headers.TryGetValues("Location", out var values) ? values.ToString() : null;
        switch (response.StatusCode)
        {
            case HttpStatusCode.Created when location is not null:
                return Reply.Final(Outcome.Accepted, location[(location.LastIndexOf('/') + 1)..]);
            case HttpStatusCode.Accepted when location is not null:
                return Reply.Ask(location);
            case HttpStatusCode.PaymentRequired:
                return Reply.Final(Outcome.Declined);
            case HttpStatusCode.TooManyRequests:
                return Reply.Again(RetryCause.RateLimited, RetryAfter.Of(response));
            case HttpStatusCode.ServiceUnavailable:
                return Reply.Again(RetryCause.Busy, RetryAfter.Of(response));
            case HttpStatusCode.RequestTimeout:
                return Reply.Again(RetryCause.TimedOut);
            case >= HttpStatusCode.InternalServerError:
                return Reply.Again(RetryCause.ServerError);
        }
        var body = buffer.AsMemory(0, await Fill(response, buffer, cancellation));
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted => OfOrder(body, polled),
            HttpStatusCode.Conflict when Has(body, "/out-of-stock"u8) => Reply.Final(Outcome.OutOfStock),
            HttpStatusCode.Conflict when response.Headers.RetryAfter is not null =>
                Reply.Again(RetryCause.InFlight, RetryAfter.Of(response)),
            _ => Unexpected(response.StatusCode, body, tally),
        };
    }

    /// <summary>The order itself: a retry of a submission, or a poll.</summary>
    private static Reply OfOrder(ReadOnlyMemory<byte> body, bool polled)
    {
        var order = new OrderHead();
        order.Scan(body.Span);
        return order.Status switch
        {
            "accepted" or "ready-for-pickup" or "in-fulfilment" or "completed" or "closed" =>
                Reply.Final(Outcome.Accepted, order.Id),
            "rejected" => Reply.Final(order.Declined ? Outcome.Declined : Outcome.OutOfStock),
            "cancelled" or "expired" => Reply.Final(Outcome.Failed),
            _ when order.Id is not null => Reply.Ask($"/v1/orders/{order.Id}"),
            _ => Reply.Again(polled ? RetryCause.InFlight : RetryCause.ServerError),
        };
    }

    private static Reply Unexpected(HttpStatusCode status, ReadOnlyMemory<byte> body, Tally tally)
    {
        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 300)]);
        tally.Complain($"HTTP {(int)status} {text}");
        return Reply.Final(Outcome.Failed);
    }

    private static bool Has(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> text) => body.Span.IndexOf(text) >= 0;

    private static async ValueTask<int> Fill(
        HttpResponseMessage response, byte[] buffer, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
    }

    /// <summary>Id, status and decline code from the beginning of an order, which may be cut off.</summary>
    private struct OrderHead
    {
        public string? Id;
        public string? Status;
        public bool Declined;

        public void Scan(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                if (reader.ValueTextEquals("id"u8) && reader.Read())
                    Id = reader.GetString();
                else if (reader.ValueTextEquals("status"u8) && reader.Read())
                    Status = reader.GetString();
                else if (reader.ValueTextEquals("declineCode"u8) && reader.Read())
                    Declined = reader.TokenType == JsonTokenType.String;
            }
        }
    }
}
