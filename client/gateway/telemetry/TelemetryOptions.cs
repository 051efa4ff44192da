using System.Globalization;

namespace RetailActors.Gateway;

/// <summary>Configuration section <c>Telemetry</c>.</summary>
/// <param name="Collector">Otlp:Endpoint; where traces and metrics are sent, or null.</param>
/// <param name="Prometheus">Metrics are shown under <see cref="Telemetry.MetricsPath"/>.</param>
/// <param name="TracesPerSecond">Traces that this process begins in a second at most; 0 for none. What goes on with
/// a trace that somebody else has begun is not counted.</param>
public sealed record TelemetryOptions(Uri? Collector, bool Prometheus, int TracesPerSecond)
{
    /// <summary>Traces a second unless configured.</summary>
    public const int DefaultTraces = 50;

    /// <summary>Most traces a second.</summary>
    public const int MostTraces = 100_000;

    /// <summary>Somebody wants it.</summary>
    public bool Enabled => Collector is not null || Prometheus;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="WrongSettingException">The message names the key.</exception>
    public static TelemetryOptions Read(IConfiguration configuration) => new(
        Endpoint(configuration["Telemetry:Otlp:Endpoint"]), Flag(configuration["Telemetry:Prometheus"]),
        Traces(configuration["Telemetry:Traces:PerSecond"]));

    private static Uri? Endpoint(string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
        : throw new WrongSettingException($"Telemetry:Otlp:Endpoint is '{text}'; it must be an absolute URL.");

    private static bool Flag(string? text) =>
        text is null ? false
        : bool.TryParse(text, out var value) ? value
        : throw new WrongSettingException($"Telemetry:Prometheus is '{text}'; it can be true or false.");

    private static int Traces(string? text) =>
        text is null ? DefaultTraces
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= MostTraces ? n
        : throw new WrongSettingException(
            $"Telemetry:Traces:PerSecond is '{text}'; it is a whole number from 0 to {MostTraces}.");
}
