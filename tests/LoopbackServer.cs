using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailActors.Tests;

/// <summary>The web servers that stand for others in tests: on this machine only, and silent.</summary>
internal static class LoopbackServer
{
    /// <summary>One that is to be built.</summary>
    /// <param name="port">0: one that is free when it starts.</param>
    public static WebApplicationBuilder Create(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        return builder;
    }
}
