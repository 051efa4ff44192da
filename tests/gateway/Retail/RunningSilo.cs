using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using RetailActors.Hosting;
using RetailActors.Retail;
using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Retail;

/// <summary>A whole system in this process as a user starts it: silo, gateway, sandbox, a new SQLite file.</summary>
public sealed class RunningSilo : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("retail-").FullName;
    private WebApplication _app = null!;

    /// <summary>Besides where it is and where its data are.</summary>
    public string[] Settings { get; init; } = [];

    public string Url { get; private set; } = "";

    public string Database => Path.Combine(_directory, "retailactors.db");

    public string Ledger => Path.Combine(_directory, "ledger.txt");

    public async ValueTask InitializeAsync()
    {
        _app = SiloHost.Build([
            "--urls", "http://127.0.0.1:0", $"--Storage:DataDirectory={_directory}",
            $"--Cluster:SiloPort={FreePort.Take()}", $"--Cluster:GatewayPort={FreePort.Take()}", .. Settings,
        ]);
        await _app.StartAsync();
        Url = _app.Urls.Single();
    }

    /// <summary>Runs the command line as a user would; exit code and everything it printed.</summary>
    public static async Task<(int Code, string Text)> Retail(params string[] args)
    {
        var text = new StringWriter();
        var code = await Verbs.Run(args, Terminal.Plain(text, text), TestContext.Current.CancellationToken);
        return (code, text.ToString());
    }

    /// <summary>A small sale; its acknowledgements are in <see cref="Ledger"/>.</summary>
    public Task<(int Code, string Text)> Sell(int stock, int buyers, params string[] more) => Retail([
        "flash-sale", "--url", Url, "--stock", $"{stock}", "--buyers", $"{buyers}", "--concurrency", "16",
        "--ledger", Ledger, .. more,
    ]);

    public Task<(int Code, string Text)> Verify(string? database = null, params string[] more) => Retail([
        "verify", "--url", Url, "--database", $"sqlite:{database ?? Database}", .. more,
    ]);

    /// <summary>A copy of the journal, damaged by this SQL after the guards against damage were taken off.</summary>
    public string DamagedCopy(string sql)
    {
        var copy = Path.Combine(_directory, $"{Guid.NewGuid():n}.db");
        Execute(Database, $"VACUUM INTO '{copy}'");
        var changed = Execute(copy, $"DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; {sql}");
        changed.ShouldBeGreaterThan(0, "the damage did not hit anything");
        return copy;
    }

    /// <summary>Damages the journal of the running system itself.</summary>
    public void Damage(string sql) => Execute(
        Database, $"DROP TRIGGER IF EXISTS journal_no_update; DROP TRIGGER IF EXISTS journal_no_delete; {sql}")
        .ShouldBeGreaterThan(0, "the damage did not hit anything");

    /// <summary>Everybody reads the journal anew.</summary>
    public Task Forget() => _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
        .ForceActivationCollection(TimeSpan.Zero);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static int Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
