using System.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Traces and metrics in the OpenTelemetry format, of a silo and of a gateway of its own alike.</summary>
public static class Telemetry
{
    /// <summary>Where Prometheus finds the metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>.NET's own meter: collections and heap, processor time, locks, thread pool.</summary>
    private const string Runtime = "System.Runtime";

    /// <summary>Exports what <see cref="TelemetryOptions"/> say. With neither exporter nothing is collected: it would
    /// cost and nobody would see it.</summary>
    /// <param name="services">Of the host.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="service">Name of the program in the collector.</param>
    public static void AddTelemetry(this IServiceCollection services, TelemetryOptions options, string service)
    {
        services.AddSingleton(options);
        if (!options.Enabled)
        {
            return;
        }
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService(service));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Signals.Name, OrleansMeters.Name, "Npgsql", "Polly", Runtime).AddView(OrleansMeters.View)
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
            if (options.Collector is { } endpoint)
            {
                metrics.AddOtlpExporter(o => o.Endpoint = endpoint);
            }
            if (options.Prometheus)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (options.Collector is { } collector)
        {
            telemetry.WithTracing(tracing => tracing
                .SetSampler(s => new ParentBasedSampler(new TraceBudget(
                    options.TracesPerSecond, s.GetService<TimeProvider>() ?? TimeProvider.System)))
                .AddSource(Signals.Name, "Microsoft.Orleans.Application", "Microsoft.Orleans.Storage", "Npgsql")
                .AddAspNetCoreInstrumentation(o => o.EnrichWithHttpResponse = KeepRoute)
                .AddHttpClientInstrumentation()
                .AddOtlpExporter(o => o.Endpoint = collector));
        }
    }

    /// <summary>Maps the metrics, when Prometheus is to find them.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        if (app.Services.GetRequiredService<TelemetryOptions>().Prometheus)
        {
            app.MapPrometheusScrapingEndpoint(MetricsPath);
        }
    }

    /// <summary>The route in place of the address: somebody may have put a name or a mail address into it.</summary>
    private static void KeepRoute(Activity span, HttpResponse response) => span.SetTag(
        "url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "");
}
