using System.Globalization;
using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>Answers with a problem where nobody else has answered: no route, a wrong method, an exception.</summary>
public static class ErrorPages
{
    /// <summary>The middleware.</summary>
    public static Task Serve(HttpContext http, RequestDelegate next)
    {
        var served = next(http);
        return served.IsCompletedSuccessfully && http.Response.StatusCode < 400 ? served : Wait(http, served);
    }

    private static async Task Wait(HttpContext http, Task served)
    {
        try
        {
            await served;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Write(http, e.StatusCode == 413 ? Problems.TooLarge : Problems.BadRequest);
            return;
        }
        var response = http.Response;
        if (response.HasStarted || response.ContentLength > 0 || response.ContentType is not null)
        {
            return;
        }
        switch (response.StatusCode)
        {
            case 404:
                await Write(http, Problems.NoRoute);
                break;
            case 405:
                await Write(http, Problems.WrongMethod);
                break;
        }
    }

    /// <summary>Answers with a problem.</summary>
    internal static async Task Write(HttpContext http, Problem problem)
    {
        using var buffer = new PooledBuffer(512);
        await using (var json = new Utf8JsonWriter(buffer))
        {
            problem.Write(json, Call.TraceId(http));
        }
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = Problem.ContentType;
        if (problem.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.ContentLength = buffer.Written.Length;
            await http.Response.Body.WriteAsync(buffer.Written, http.RequestAborted);
        }
    }
}
