using Npgsql;
using RetailActors.Journal;
using RetailActors.Retail;
using RetailActors.Retail.Cluster;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Shards;

/// <summary>Silos over two servers, seen from the command line.</summary>
public sealed class ShardedClusterTests(PostgreSqlFixture postgres, ITestOutputHelper output) : IDisposable
{
    private const string Orders = "SELECT count(*) FROM journal WHERE stream LIKE 'order/%'";
    private readonly string _folder = Directory.CreateTempSubdirectory("retail-shards-").FullName;

    [Fact]
    public async Task Two_silos_sell_on_two_servers_as_one_and_verify_reads_both()
    {
        Assert.SkipUnless(PostgreSqlServer.Installed, PostgreSqlServer.NotInstalled);
        await using var cluster = await LocalCluster.Create(
            new LocalClusterOptions(_folder, ClusterDatabase.PostgreSql) { Shards = 2 }, default);
        await cluster.Grow(2, TimeSpan.FromMinutes(3), default);
        var ledger = Path.Combine(_folder, "acknowledged.txt");
        await Retail(0, "flash-sale", "--url", $"{cluster.Url}", "--stock", "150", "--buyers", "300",
            "--concurrency", "16", "--ledger", ledger, "--no-live");
        var books = $"{new Uri(cluster.Sandbox.Url, "/sandbox")}";
        await Retail(0, ["verify", "--url", $"{cluster.Url}", "--books", books, "--ledger", ledger,
            "--quiesce", "120s", .. cluster.Database.Options]);
        var partly = await Retail(2, "verify", "--url", $"{cluster.Url}", "--books", books,
            "--database", cluster.Database.ForVerify);
        partly.ShouldContain("The journal is also on shard-2: name each of them by --shard.");

        var shown = await Retail(0, ["shards", .. cluster.Database.Options]);
        shown.ShouldContain("Epoch 2, active since");
        foreach (var (_, connection) in cluster.Database.Others)
            (await Count(connection, Orders)).ShouldBeGreaterThan(20);
        (await Count(cluster.Database.Connection!, Orders)).ShouldBeGreaterThan(20);

        await cluster.Leave();
    }

    [Fact]
    public async Task A_shard_is_listed_then_activated_by_the_command_line_and_used_at_once()
    {
        var (home, shard) = (await postgres.CreateDatabase(), await postgres.CreateDatabaseElsewhere());
        await using (var alone = await SiloInProcess.Start(home, _folder))
            (await Retail(0, "shards", "--database", home)).ShouldContain("home");
        await using var silo = await SiloInProcess.Start(home, _folder, settings:
            ["--Storage:Shards:0:Name=second", $"--Storage:Shards:0:ConnectionString={shard}", "--Demo:Enabled=false"]);
        (await Retail(0, "shards", "--database", home, "--shard", shard)).ShouldContain("listed, not active");
        (await Retail(2, "shards", "activate", "third", "--database", home)).ShouldContain(
            "No silo lists a shard third");
        (await Retail(0, "shards", "activate", "--database", home)).ShouldContain(
            "Epoch 2 is active: new streams are placed on home, second.");
        (await Retail(0, "shards", "activate", "--database", home)).ShouldContain("Nothing to do");
        await Retail(0, "flash-sale", "--url", silo.Url, "--stock", "40", "--buyers", "60", "--concurrency", "8",
            "--no-live");
        (await Count(shard, Orders)).ShouldBeGreaterThan(5);
        await Retail(0, "verify", "--url", silo.Url, "--database", home, "--shard", shard, "--quiesce", "60s");

        // A stream that is on both, and one that is where it does not belong: by hand, as no silo does it.
        var stray = Installation.StreamsOf(0).First();
        await Count(shard, $"""
            SELECT set_config('retailactors.fenced', 'yes', false);
            INSERT INTO journal (stream, version, at, events) VALUES ('{stray}', 1, now(), '[]');
            SELECT 0
            """);
        var found = await Retail(1, "verify", "--url", silo.Url, "--database", home, "--shard", shard);
        found.ShouldContain($"{stray} is on shard 1 and belongs on 0");
        (await Retail(2, "shards", "--database", shard)).ShouldContain("--database is a shard");
        (await Retail(2, "verify", "--url", silo.Url, "--database", home, "--shard", await postgres.CreateDatabase()))
            .ShouldContain("is no shard of this installation");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> Retail(int expected, params string[] args)
    {
        var text = new StringWriter();
        var code = await Verbs.Run(args, Terminal.Plain(text, text), TestContext.Current.CancellationToken);
        output.WriteLine(text.ToString());
        code.ShouldBe(expected, text.ToString());
        return text.ToString();
    }

    private static async Task<long> Count(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var last = 0L;
        do
        {
            while (await reader.ReadAsync())
                last = reader.GetFieldType(0) == typeof(string) ? last : Convert.ToInt64(reader.GetValue(0));
        }
        while (await reader.NextResultAsync());
        return last;
    }
}
