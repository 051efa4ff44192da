using System.Net;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Crash;

/// <summary>The silo dies in the middle of a sale; what it acknowledged is there afterwards, and nothing else
/// is.</summary>
public sealed class FlashSaleCrashTests(PostgreSqlFixture postgres, ITestOutputHelper output) : IDisposable
{
    private const int Stock = 400;
    private const int Buyers = 1_200;

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-crash-").FullName;
    private readonly List<ChildProcess> _children = [];

    [Fact]
    public Task A_silo_killed_in_a_flash_sale_on_SQLite_loses_nothing_and_oversells_nothing() =>
        Crash($"sqlite:{Path.Combine(_folder, "retailactors.db")}", $"--Storage:DataDirectory={_folder}");

    [Fact]
    public async Task A_silo_killed_in_a_flash_sale_on_PostgreSQL_loses_nothing_and_oversells_nothing()
    {
        var connection = await postgres.CreateDatabase();
        await Crash(connection, $"--Storage:DataDirectory={_folder}", "--Storage:Provider=PostgreSql",
            $"--Storage:ConnectionString={connection}", "--Cluster:Clustering=Local");
    }

    public void Dispose()
    {
        foreach (var child in _children)
            child.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Crash(string database, params string[] storage)
    {
        var (http, siloPort, gatewayPort) = (
            FreePort.Take(), FreePort.Take(), FreePort.Take());
        var url = $"http://127.0.0.1:{http}";
        string[] arguments = [
            .. storage, $"--urls={url}", $"--Cluster:SiloPort={siloPort}", $"--Cluster:GatewayPort={gatewayPort}"];
        var ledger = Path.Combine(_folder, "acknowledged.txt");
        var silo = await StartSilo(url, arguments);

        var sale = Start("client/retail:retail.dll", "flash-sale", "--url", url, "--stock", $"{Stock}",
            "--buyers", $"{Buyers}", "--concurrency", "48", "--ledger", ledger, "--no-live", "--retry-for", "150s");
        await Until(() => Acknowledged(ledger) >= Stock / 8, sale, "the sale to be under way");
        silo.Kill();
        var before = Acknowledged(ledger);
        before.ShouldBeLessThan(Stock, "the kill came too late to prove anything");
        sale.HasExited.ShouldBeFalse();
        output.WriteLine($"killed with {before} of {Stock} orders acknowledged");
        await StartSilo(url, arguments);

        (await sale.Exit(TimeSpan.FromMinutes(4))).ShouldBe(0, sale.Output);
        output.WriteLine(sale.Output);
        Acknowledged(ledger).ShouldBe(Stock);
        var verify = Start("client/retail:retail.dll", "verify", "--url", url, "--database", database,
            "--ledger", ledger);
        (await verify.Exit(TimeSpan.FromMinutes(3))).ShouldBe(0, verify.Output);
        output.WriteLine(verify.Output);
    }

    private async Task<ChildProcess> StartSilo(string url, string[] arguments)
    {
        var silo = Start("silo:RetailActors.Silo.dll", arguments);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await Until(() => IsReady(client, url), silo, "the silo to be ready");
        return silo;
    }

    private static bool IsReady(HttpClient client, string url)
    {
        try
        {
            using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, $"{url}/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private ChildProcess Start(string assembly, params string[] arguments)
    {
        var child = ChildProcess.Start(assembly, arguments);
        _children.Add(child);
        return child;
    }

    private static async Task Until(Func<bool> reached, ChildProcess child, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!reached())
        {
            child.HasExited.ShouldBeFalse($"waiting for {what}: {child.Output}");
            limit.IsCancellationRequested.ShouldBeFalse($"waiting for {what}: {child.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }
    }

    private static int Acknowledged(string ledger)
    {
        if (!File.Exists(ledger))
            return 0;
        using var file = new FileStream(ledger, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(file);
        return text.ReadToEnd().Count(c => c == '\n');
    }
}
