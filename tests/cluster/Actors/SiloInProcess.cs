using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Hosting;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Actors;

/// <summary>A whole silo in the process of the tests, on free ports and in a folder of its own.</summary>
internal sealed class SiloInProcess : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly bool _ownFolder;

    private SiloInProcess(WebApplication app, string folder, bool ownFolder) =>
        (_app, _folder, _ownFolder) = (app, folder, ownFolder);

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public string Url => _app.Urls.First();

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts; with a connection string on PostgreSQL, otherwise on SQLite.</summary>
    public static async Task<SiloInProcess> Start(
        string? postgres = null, string? folder = null, Action<WebApplicationBuilder>? also = null,
        string[]? settings = null)
    {
        var own = folder is null;
        folder ??= Directory.CreateTempSubdirectory("retail-silo-").FullName;
        string[] storage = postgres is null
            ? []
            : ["--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={postgres}"];
        var app = SiloHost.Build([
            .. storage, $"--Storage:DataDirectory={folder}", "--urls=http://127.0.0.1:0", "--Cluster:Clustering=Local",
            $"--Cluster:SiloPort={FreePort.Take()}", $"--Cluster:GatewayPort={FreePort.Take()}",
            .. settings ?? []], also);
        await app.StartAsync();
        return new SiloInProcess(app, folder, own);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownFolder)
            Directory.Delete(_folder, recursive: true);
    }
}
