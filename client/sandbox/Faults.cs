using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RetailActors.Sandbox;

/// <summary>The dials of one outside system, as in its <c>faults</c> resource.</summary>
/// <param name="LatencyMs">Added before every answer, 0 to 60,000.</param>
/// <param name="ErrorRate">Share of requests that end in 500 before anything is done, 0 to 1.</param>
/// <param name="Mode"><c>none</c>; <c>down</c> 503 and nothing done; <c>timeout-after-success</c> done, but the answer
/// comes after 10 s; <c>error-after-success</c> done, but the answer is 500; <c>rate-limit</c> 429 above the rate,
/// always when the rate is 0; <c>garbage</c> done, but the answer is HTML.</param>
/// <param name="RateLimitPerSecond">Requests per second before 429; 0 for none, unless the mode is rate-limit.</param>
public sealed record FaultSettings(
    int LatencyMs = 0, double ErrorRate = 0, string Mode = FaultSettings.None, int RateLimitPerSecond = 0)
{
    /// <summary>A healthy system.</summary>
    public const string None = "none";
    internal const string Down = "down";
    internal const string TimeoutAfterSuccess = "timeout-after-success";
    internal const string ErrorAfterSuccess = "error-after-success";
    internal const string RateLimit = "rate-limit";
    internal const string Garbage = "garbage";

    internal bool IsValid => LatencyMs is >= 0 and <= 60_000 && ErrorRate is >= 0 and <= 1 && RateLimitPerSecond >= 0
        && Mode is None or Down or TimeoutAfterSuccess or ErrorAfterSuccess or RateLimit or Garbage;
}

/// <summary>Makes one outside system as unreliable as its dials say.</summary>
public sealed class Faults
{
    /// <summary>How late the answer is after a time-out that was a success.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    private static readonly byte[] _html = "<html><body><h1>It works!</h1></body></html>"u8.ToArray();
    private volatile FaultSettings _settings = new();
    private long _requests;
    private long _window;
    private int _inWindow;

    /// <summary>The dials now.</summary>
    public FaultSettings Settings => _settings;

    /// <summary>Waits and fails as told. Returns true when the answer was given here and nothing may be done.</summary>
    internal async ValueTask<bool> Intercept(HttpContext http)
    {
        var settings = _settings;
        if (settings.LatencyMs > 0)
        {
            await Task.Delay(settings.LatencyMs);
        }
        if (settings.Mode == FaultSettings.Down)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status503ServiceUnavailable, "down");
            return true;
        }
        if (OverTheRate(settings))
        {
            http.Response.Headers.RetryAfter = "1";
            await SandboxHttp.Problem(http, StatusCodes.Status429TooManyRequests, "rate-limited");
            return true;
        }
        if (settings.ErrorRate > 0 && Fails(settings.ErrorRate))
        {
            await SandboxHttp.Problem(http, StatusCodes.Status500InternalServerError, "internal-error");
            return true;
        }
        return false;
    }

    /// <summary>Spoils the answer as told, after the work. Returns true when the answer was given here.</summary>
    internal async ValueTask<bool> Spoil(HttpContext http, bool late)
    {
        var mode = _settings.Mode;
        if (late || (mode == FaultSettings.TimeoutAfterSuccess && !HttpMethods.IsGet(http.Request.Method)))
        {
            return await HangsUp(http);
        }
        if (mode == FaultSettings.ErrorAfterSuccess && !HttpMethods.IsGet(http.Request.Method))
        {
            await SandboxHttp.Problem(http, StatusCodes.Status500InternalServerError, "internal-error");
            return true;
        }
        if (mode == FaultSettings.Garbage)
        {
            http.Response.ContentType = "text/html";
            http.Response.ContentLength = _html.Length;
            await http.Response.Body.WriteAsync(_html, http.RequestAborted);
            return true;
        }
        return false;
    }

    // A host that stops does not wait for answers that are late on purpose.
    private static async Task<bool> HangsUp(HttpContext http)
    {
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await Task.Delay(Late, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!either.IsCancellationRequested)
        {
            return false;
        }
        http.Abort();
        return true;
    }

    internal Task Show(HttpContext http) =>
        SandboxHttp.Json(http, StatusCodes.Status200OK, _settings, SandboxJson.Default.FaultSettings);

    internal async Task Change(HttpContext http)
    {
        if (await SandboxHttp.Read(http, SandboxJson.Default.FaultSettings) is not { IsValid: true } settings)
        {
            await SandboxHttp.Problem(http, StatusCodes.Status422UnprocessableEntity, "invalid-faults");
            return;
        }
        _settings = settings;
        await Show(http);
    }

    // Spread evenly and without chance, so a drill with one request in five failing always fails one in five.
    private bool Fails(double rate)
    {
        var n = Interlocked.Increment(ref _requests);
        return Math.Floor(n * rate) > Math.Floor((n - 1) * rate);
    }

    private bool OverTheRate(FaultSettings settings)
    {
        if (settings.RateLimitPerSecond == 0)
        {
            return settings.Mode == FaultSettings.RateLimit;
        }
        var second = Stopwatch.GetTimestamp() / Stopwatch.Frequency;
        if (Interlocked.Exchange(ref _window, second) != second)
        {
            Volatile.Write(ref _inWindow, 0);
        }
        return Interlocked.Increment(ref _inWindow) > settings.RateLimitPerSecond;
    }
}
