using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RetailActors.Hosting;

/// <summary>Traces and metrics in the OpenTelemetry format.</summary>
public static class Telemetry
{
    /// <summary>Exports when <c>Telemetry:Otlp:Endpoint</c> is set. Without it nothing is collected: it would cost and
    /// nobody would see it.</summary>
    public static void AddTelemetry(this IServiceCollection services, SiloSettings settings)
    {
        if (settings.OtlpEndpoint is not { } endpoint)
        {
            return;
        }
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("retailactors"))
            .WithTracing(tracing => tracing
                .AddSource("Microsoft.Orleans.Application", "Microsoft.Orleans.Storage")
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql()
                .AddOtlpExporter(o => o.Endpoint = endpoint))
            .WithMetrics(metrics => metrics
                .AddMeter("Microsoft.Orleans", "RetailActors", "Npgsql", "Polly")
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation()
                .AddOtlpExporter(o => o.Endpoint = endpoint));
    }
}
