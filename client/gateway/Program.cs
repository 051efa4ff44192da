using RetailActors.Gateway;
using Serilog;

var builder = WebApplication.CreateBuilder(args);
builder.Host.UseSerilog((context, log) => ConsoleLog.Configure(log, context.Configuration));
var dashboard = true;
try
{
    dashboard = ClusterDashboard.IsOn(builder.Configuration);
    builder.UseOrleansClient(client =>
    {
        ClusterAccess.Configure(client, builder.Configuration);
        client.AddDashboard(dashboard);
    });
    // After the client: the page's keys are in the cluster.
    builder.AddRetailGateway();
    builder.Services.AddTelemetry(TelemetryOptions.Read(builder.Configuration), "retailactors-gateway");
}
catch (WrongSettingException wrong)
{
    // A mistake in the configuration: one line that names the key is of more use than a stack.
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
var app = builder.Build();
app.MapDashboard(dashboard);
app.MapRetailGateway();
app.MapTelemetry();
await app.RunAsync();
return 0;
