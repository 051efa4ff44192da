using RetailActors.Gateway;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((context, log) => log
    .MinimumLevel.Information()
    .MinimumLevel.Override("Microsoft.AspNetCore", Serilog.Events.LogEventLevel.Warning)
    .ReadFrom.Configuration(context.Configuration)
    .WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture));
try
{
    builder.AddRetailGateway();
    builder.UseOrleansClient(client => ClusterAccess.Configure(client, builder.Configuration));
}
catch (WrongSettingException wrong)
{
    // A mistake in the configuration: one line that names the key is of more use than a stack.
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
var app = builder.Build();
app.MapRetailGateway();
if (app.Services.GetRequiredService<ApiClients>().HasDevelopmentClient)
{
    Console.WriteLine($"API key {ApiClients.DevelopmentKey} (tenant demo, all scopes; refused in Production)");
}
await app.RunAsync();
return 0;
