using System.Buffers;
using System.Text;
using System.Text.Json;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Http;

/// <summary>Holds of one unit of one hot article.</summary>
internal sealed class HttpReservations(CallerConnections connections, string run, Tally tally)
{
    private const int HoldSeconds = 3600;

    public async Task<Outcome> Call(int caller, long n)
    {
        var (connection, body) = connections.Of(caller);
        var id = $"{run}-{caller}-{n}";
        Write(body, id);
        var status = await connection.Post("/v1/reservations", id, body.WrittenMemory);
        if (status != 201)
        {
            tally.Unknown();
            throw new InvalidOperationException(
                $"Wanted a hold, got {status}: {Encoding.UTF8.GetString(connection.Body.Span)}");
        }
        tally.Accepted(1);
        return Outcome.Counted;
    }

    private static void Write(IBufferWriter<byte> buffer, string id)
    {
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("reservationId"u8, id);
        json.WriteString("sku"u8, OrderMaker.SkuAt(0).Value);
        json.WriteString("location"u8, OrderMaker.Location.Value);
        json.WriteNumber("quantity"u8, 1);
        json.WriteNumber("ttlSeconds"u8, HoldSeconds);
        json.WriteEndObject();
    }
}
