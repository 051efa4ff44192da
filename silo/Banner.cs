using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RetailActors.Journal;

namespace RetailActors.Hosting;

/// <summary>What somebody who has just started the program wants to know.</summary>
public static class Banner
{
    /// <summary>Prints to the console.</summary>
    public static void Print(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SiloSettings>();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?
            .Addresses.FirstOrDefault() ?? "(no address)";
        var storage = settings.Journal.Provider == StorageProvider.Sqlite
            ? $"SQLite in {Path.GetFullPath(settings.Journal.DataDirectory)}"
            : settings.Journal.Shards.Count == 0 ? "PostgreSQL"
            : $"PostgreSQL, home and {string.Join(", ", settings.Journal.Shards.Select(shard => shard.Name))}";
        Console.WriteLine($"RetailActors is running at {address}");
        Console.WriteLine($"  storage       {storage}");
        Console.WriteLine($"  API reader    {address}/docs");
        Console.WriteLine($"  readiness     {address}/health/ready");
        Console.WriteLine("Stop with Ctrl+C.");
    }
}
