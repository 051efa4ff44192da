using System.Globalization;
using Serilog;
using Serilog.Events;

namespace RetailActors.Gateway;

/// <summary>The log of a silo and of a gateway of its own: Serilog, on the console, each line with its trace id.
/// </summary>
public static class ConsoleLog
{
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {TraceId}{NewLine}{Exception}";

    /// <summary>What is said, and how; <c>Serilog:*</c> in the configuration goes before.</summary>
    public static void Configure(LoggerConfiguration log, IConfiguration configuration) => log
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
        // The page's keys are as safe as the database that they lie in; it says so at every start.
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        // Its first check counts from the start of the machine and always complains.
        .MinimumLevel.Override("Orleans.Runtime.Watchdog", LogEventLevel.Error)
        .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
        .MinimumLevel.Override("Polly", LogEventLevel.Error)
        .ReadFrom.Configuration(configuration)
        .Enrich.FromLogContext()
        .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);
}
