using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Runtime;
using RetailActors.Adapters;
using RetailActors.Hosting;
using RetailActors.Retail.Cluster;

namespace RetailActors.Bench.Hosting;

/// <summary>The production host in this process, on free ports; only the payment provider may be another one.</summary>
public sealed class BenchSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchSilo(WebApplication app, Uri address, InProcessPsp? psp) =>
        (_app, Address, Psp) = (app, address, psp);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The provider in the process, or null when the sandbox is asked over HTTP.</summary>
    public InProcessPsp? Psp { get; }

    /// <summary>The client inside the silo.</summary>
    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it.</summary>
    /// <param name="database">Where it stores.</param>
    /// <param name="inProcessPsp">False: the sandbox provider over HTTP, with its books in a file.</param>
    /// <param name="also">What a measurement adds.</param>
    /// <param name="more">Further configuration, as on the command line.</param>
    public static async Task<BenchSilo> Start(
        BenchDatabase database, bool inProcessPsp, Action<WebApplicationBuilder>? also = null,
        IReadOnlyList<string>? more = null)
    {
        var psp = inProcessPsp ? new InProcessPsp() : null;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}"));
        string[] arguments =
        [
            .. database.Arguments,
            $"--urls={address.GetLeftPart(UriPartial.Authority)}",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={FreePort.Take()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:GatewayPort={FreePort.Take()}"),
            "--Cluster:Clustering=Local",
            // On a busy machine it warns of every pause, in the midst of the progress.
            "--Serilog:MinimumLevel:Override:Orleans=Error",
            "--Demo:Enabled=false",
            // An order is measured, not what the stand-ins of other systems take.
            "--Accounts:Default=None",
            $"--Sandbox:Enabled={(inProcessPsp ? "false" : "true")}",
            $"--Payments:Providers:sandbox:BaseUrl={address}sandbox/psp",
            .. more ?? [],
        ];
        var app = SiloHost.Build(arguments, builder =>
        {
            if (psp is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<IPaymentProviders>(psp));
            }
            also?.Invoke(builder);
        });
        await app.StartAsync();
        return new BenchSilo(app, address, psp);
    }

    /// <summary>Activations of all kinds at this moment.</summary>
    public async Task<int> Activations() =>
        await Grains.GetGrain<IManagementGrain>(0).GetTotalActivationCount();

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
