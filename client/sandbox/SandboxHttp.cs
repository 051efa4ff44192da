using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace RetailActors.Sandbox;

/// <summary>Moves the sandbox's clock.</summary>
internal sealed record ClockChange(long AdvanceSeconds);

/// <summary>What the sandbox's clock says.</summary>
internal sealed record ClockReading(DateTimeOffset Now);

/// <summary>An error: a stable code, nothing else.</summary>
internal sealed record SandboxProblem(string Code);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ClockChange))]
[JsonSerializable(typeof(ClockReading))]
[JsonSerializable(typeof(SandboxProblem))]
[JsonSerializable(typeof(FaultSettings))]
[JsonSerializable(typeof(Hooks.HookDials))]
[JsonSerializable(typeof(Hooks.HookState))]
internal sealed partial class SandboxJson : JsonSerializerContext;

/// <summary>Reading and answering without the ceremony: these endpoints serve thousands of requests a second.</summary>
internal static class SandboxHttp
{
    // Nothing that the stand-ins take is longer.
    private const int MaxBodyBytes = 16 * 1024;

    /// <summary>The body, or null when it is not what is expected.</summary>
    internal static async ValueTask<T?> Read<T>(HttpContext http, JsonTypeInfo<T> type) where T : class
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(http.RequestAborted);
            if (!result.IsCompleted && result.Buffer.Length <= MaxBodyBytes)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }
            try
            {
                var json = new Utf8JsonReader(result.Buffer);
                return result.Buffer.Length <= MaxBodyBytes ? JsonSerializer.Deserialize(ref json, type) : null;
            }
            catch (JsonException)
            {
                return null;
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    /// <summary>An id in the address, from the raw one: routing leaves a slash in an id escaped, and then nobody can
    /// tell <c>%2F</c> from a slash.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fromEnd">0 for the last segment.</param>
    internal static string Segment(HttpContext http, int fromEnd = 0)
    {
        var segments = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].Split('/');
        return Uri.UnescapeDataString(segments[^(fromEnd + 1)]);
    }

    internal static Task Json<T>(HttpContext http, int status, T body, JsonTypeInfo<T> type) =>
        Bytes(http, status, JsonSerializer.SerializeToUtf8Bytes(body, type));

    internal static Task Problem(HttpContext http, int status, string code) =>
        Json(http, status, new SandboxProblem(code), SandboxJson.Default.SandboxProblem);

    internal static Task Bytes(HttpContext http, int status, byte[] json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, 0, json.Length, http.RequestAborted);
    }
}
