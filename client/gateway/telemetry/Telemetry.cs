using System.Diagnostics;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RetailActors.Operations;

namespace RetailActors.Hosting;

/// <summary>Traces and metrics in the OpenTelemetry format.</summary>
public static class Telemetry
{
    /// <summary>Where Prometheus finds the metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Exports to <c>Telemetry:Otlp:Endpoint</c> and, with <c>Telemetry:Prometheus</c>, under
    /// <see cref="MetricsPath"/>. With neither nothing is collected: it would cost and nobody would see it.</summary>
    public static void AddTelemetry(this IServiceCollection services, SiloSettings settings)
    {
        if (settings.OtlpEndpoint is null && !settings.Prometheus)
        {
            return;
        }
        services.AddHostedService<LaneMeter>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService("retailactors"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Signals.Name, "Microsoft.Orleans", "Npgsql", "Polly")
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
            if (settings.OtlpEndpoint is { } endpoint)
            {
                metrics.AddOtlpExporter(o => o.Endpoint = endpoint);
            }
            if (settings.Prometheus)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (settings.OtlpEndpoint is { } collector)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(Signals.Name, "Microsoft.Orleans.Application", "Microsoft.Orleans.Storage")
                .AddAspNetCoreInstrumentation(o => o.EnrichWithHttpResponse = KeepRoute)
                .AddHttpClientInstrumentation().AddNpgsql()
                .AddOtlpExporter(o => o.Endpoint = collector));
        }
    }

    /// <summary>The route in place of the address: somebody may have put a name or a mail address into it.</summary>
    private static void KeepRoute(Activity span, HttpResponse response) => span.SetTag(
        "url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "");

    /// <summary>Maps the metrics, when Prometheus is to find them.</summary>
    public static void MapTelemetry(this WebApplication app, SiloSettings settings)
    {
        if (settings.Prometheus)
        {
            app.MapPrometheusScrapingEndpoint(MetricsPath);
        }
    }
}
