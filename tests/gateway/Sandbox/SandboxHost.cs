using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetailActors.Adapters;
using RetailActors.Payments;
using RetailActors.Sandbox;

namespace RetailActors.Tests.Sandbox;

/// <summary>A real Kestrel on a free port with the sandbox in it, and the adapters that call it.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxHost(WebApplication app, string directory) => (_app, Directory) = (app, directory);

    public string Directory { get; }

    public Uri Address { get; private set; } = new("http://localhost");

    public HttpClient Http { get; } = new();

    public PaymentProviders Providers => _app.Services.GetRequiredService<PaymentProviders>();

    public IEnumerable<ISystemKind> Kinds => _app.Services.GetServices<ISystemKind>();

    public IPaymentProvider Provider => Providers.Get("sandbox");

    public static async Task<SandboxHost> Start(string? directory = null, params (string Key, string Value)[] settings)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("sandbox-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings
            .Append(("Storage:DataDirectory", directory))
            .Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2)));
        builder.Services.AddRetailAdapters(builder.Configuration);
        builder.Services.AddRetailSandbox(builder.Configuration);
        var app = builder.Build();
        app.MapRetailSandbox();
        await app.StartAsync();
        var host = new SandboxHost(app, directory) { Address = new Uri(app.Urls.Single()) };
        host.Http.BaseAddress = host.Address;
        app.Configuration["Payments:Providers:sandbox:BaseUrl"] = $"{host.Address}sandbox/psp";
        return host;
    }

    public void Configure(string key, string value) => _app.Configuration[key] = value;

    public async Task Faults(object settings)
    {
        using var response = await Http.PutAsJsonAsync("sandbox/psp/faults", settings);
        response.EnsureSuccessStatusCode();
    }

    public async Task<JsonElement> Books(string query = "") =>
        await Http.GetFromJsonAsync<JsonElement>($"sandbox/psp/books{query}");

    public async Task<ProviderAnswer> Send(ProviderCall call) =>
        await Provider.Send(call, TestContext.Current.CancellationToken);

    public async Task<ProviderAnswer> LookUp(ProviderCall call) =>
        await Provider.LookUp(call, TestContext.Current.CancellationToken);

    public static ProviderCall Authorise(string payment, string method = "tok_visa", long minor = 4328) => new(
        new Tenant("demo"), new PaymentId(payment), new OrderId("ord_1"), new OperationId($"{payment}:auth"),
        OperationKind.Authorise, new Money(minor, new Currency("USD")), method, null);

    public static ProviderCall After(
        ProviderCall authorise, ProviderAnswer answer, OperationKind kind, string id, long minor) => authorise with
        {
            Key = new OperationId(id),
            Kind = kind,
            Amount = authorise.Amount with { Minor = minor },
            OriginalReference = answer.ShouldBeOfType<ProviderAnswer.Approved>().Reference,
        };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
