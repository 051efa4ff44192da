using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace RetailActors.Gateway;

/// <summary>The answer to a request that found no place: the same bytes for all but the trace, and nothing is made for
/// it.</summary>
public static class OverloadAnswer
{
    private static readonly (byte[] Before, byte[] After) _body = Split();
    private static readonly StringValues _retryAfter = new($"{Problems.Overloaded.RetryAfter}");

    /// <summary>Answers with <see cref="Problems.Overloaded"/>.</summary>
    public static Task Write(HttpContext http)
    {
        var trace = Call.TraceId(http);
        var (before, after) = _body;
        var response = http.Response;
        response.StatusCode = Problems.Overloaded.Status;
        response.ContentType = Problem.ContentType;
        response.Headers.RetryAfter = _retryAfter;
        response.ContentLength = before.Length + trace.Length + after.Length;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return Task.CompletedTask;
        }
        var body = response.BodyWriter;
        body.Write(before);
        body.Advance(Encoding.ASCII.GetBytes(trace, body.GetSpan(trace.Length)));
        body.Write(after);
        return Task.CompletedTask;
    }

    private static (byte[] Before, byte[] After) Split()
    {
        // Letters that occur nowhere else and that JSON does not escape.
        const string mark = "TRACE-OF-THIS-REQUEST";
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Problems.Overloaded.Write(json, mark);
        }
        var at = buffer.WrittenSpan.IndexOf(Encoding.ASCII.GetBytes(mark));
        return (buffer.WrittenSpan[..at].ToArray(), buffer.WrittenSpan[(at + mark.Length)..].ToArray());
    }
}
