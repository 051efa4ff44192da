using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RetailActors.Adapters;
using RetailActors.Hosting;

namespace RetailActors.Bench.Hosting;

/// <summary><c>silo</c>: the production host as a process of its own, started by <see cref="SiloProcesses"/>; only the
/// payment provider has its books in the process.</summary>
internal static class SiloCommand
{
    /// <summary>The first word of its command line.</summary>
    public const string Name = "silo";

    /// <summary>Runs until it is asked to stop.</summary>
    public static async Task<int> Run(string[] args)
    {
        await using var app = SiloHost.Build(args, builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<IPaymentProviders>(new InProcessPsp())));
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        return 0;
    }
}
