using System.Data.Common;
using Npgsql;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>Faults of the database and of the way to it.</summary>
internal static class DatabaseDrills
{
    private const int MaxAttempts = 10;

    /// <summary>Silos ask each other every second.</summary>
    private static readonly TimeSpan _seen = TimeSpan.FromSeconds(3);

    public static IEnumerable<Drill> All =>
    [
        new("shard-stop", "one of two database servers stops and comes back", false, StopShard)
            { Needs = DrillNeeds.SecondServer },
        new("database-stop", "the database stops without a checkpoint and comes back", false, Stop)
            { Needs = DrillNeeds.OwnServer },
        OnPostgreSql("database-backends", "connections are ended by the database again and again", Backends),
        new("database-connections", "somebody else has all connections of the database", false, Connections)
            { Needs = DrillNeeds.OwnServer },
        OnPostgreSql("database-lock", "somebody locks the journal's table", Lock),
        OnPostgreSql("database-slow", "50 to 300 ms on the way to the database", Slow),
        OnPostgreSql("database-lost-reply", "the database commits and its reply is lost", LostReply, isSmoke: true),
        OnPostgreSql("database-half-open", "connections to the database stay open and nothing comes", HalfOpen),
        new("silo-network-reset", "connections between silos are reset again and again", false, SiloReset),
        new("silo-network-half-open", "a silo is reached by nobody and does not know it", false, SiloHalfOpen),
    ];

    private static Drill OnPostgreSql(string name, string does, Func<Stage, Task> act, bool isSmoke = false) =>
        new(name, does, isSmoke, act) { Needs = DrillNeeds.PostgreSql };

    private static async Task Stop(Stage stage)
    {
        var server = stage.Cluster.Database.Server!;
        var dead = await stage.Membership.CountDead();
        await server.Stop(immediate: true);
        var before = stage.Accepted;
        var length = stage.Span(45, 10);
        await Task.Delay(length);
        var during = stage.Accepted - before;
        await server.Start();
        stage.CountFromNow();
        stage.Bit(stage.StoodStill(during, length),
            $"{during} orders were accepted in {length.TotalSeconds:N0} s, {stage.Load.InFlight} were waiting");
        await stage.MeasureRecovery();
        await stage.NobodyLost(dead);
    }

    private static async Task StopShard(Stage stage)
    {
        var (server, _) = stage.Cluster.Database.Others[0];
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        await server.Stop(immediate: true);
        var before = stage.Accepted;
        var length = stage.Span(30, 10);
        await Task.Delay(length);
        var during = stage.Accepted - before;
        await server.Start();
        stage.CountFromNow();
        stage.Bit(stage.Load.Failed > failed,
            $"{during} orders were accepted in {length.TotalSeconds:N0} s, those whose actors are all on the other "
            + $"server; {stage.Load.Failed - failed} requests sent again");
        stage.Require(during > 0, "nobody could order, although one server was there");
        await stage.MeasureRecovery();
        await stage.NobodyLost(dead);
    }

    private static async Task Backends(Stage stage)
    {
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        long ended = 0;
        for (var until = DateTime.UtcNow + stage.Span(20, 6); DateTime.UtcNow < until; await Task.Delay(500))
        {
            ended += await stage.Membership.Scalar("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE application_name LIKE 'retailactors%'");
        }
        stage.CountFromNow();
        stage.Bit(ended > 0, $"{ended} connections ended, {stage.Load.Failed - failed} requests sent again");
        await stage.NobodyLost(dead);
    }

    /// <summary>The silos lose theirs and find none; who needs one waits or is told to come again.</summary>
    private static async Task Connections(Stage stage)
    {
        const string ours = "FROM pg_stat_activity WHERE application_name LIKE 'retailactors%'";
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        var taken = new List<DbConnection> { await Opened(stage) };
        await using var end = new Held(taken);
        var (before, without, looked) = (stage.Accepted, 0, 0);
        for (var until = DateTime.UtcNow + stage.Span(20, 8); DateTime.UtcNow < until; await Task.Delay(100))
        {
            await Execute(taken[0], $"SELECT count(pg_terminate_backend(pid)) {ours}");
            while (await TryOpen(stage) is { } more)
                taken.Add(more);
            without += await Execute(taken[0], $"SELECT count(*) {ours}") == 0 ? 1 : 0;
            looked++;
        }
        var during = stage.Accepted - before;
        await end.DisposeAsync();
        stage.CountFromNow();
        stage.Bit(without > looked / 2 && stage.Load.Failed > failed,
            $"somebody else had {taken.Count} connections, the silos none in {without} of {looked} looks; {during} "
            + $"orders were accepted, {stage.Load.Failed - failed} requests sent again");
        await stage.NobodyLost(dead);
    }

    private static async Task<DbConnection> Opened(Stage stage)
    {
        var connection = stage.Membership.Connect();
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>One more; null when the server has no more.</summary>
    private static async Task<DbConnection?> TryOpen(Stage stage)
    {
        try
        {
            return await Opened(stage);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            return null;
        }
    }

    private static async Task<long> Execute(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync() ?? 0L);
    }

    /// <summary>Connections that are given back together, also when something goes wrong.</summary>
    private sealed class Held(List<DbConnection> connections) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }
    }

    private static async Task Lock(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        long during;
        var length = stage.Span(40, 8);
        await using (var connection = stage.Membership.Connect())
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, "LOCK TABLE journal IN ACCESS EXCLUSIVE MODE");
            await command.ExecuteNonQueryAsync();
            var before = stage.Accepted;
            await Task.Delay(length);
            during = stage.Accepted - before;
            await transaction.RollbackAsync();
        }
        stage.CountFromNow();
        stage.Bit(stage.StoodStill(during, length),
            $"{during} orders were accepted in {length.TotalSeconds:N0} s");
        await stage.NobodyLost(dead);
    }

    private static async Task Slow(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        var bites = stage.Cluster.ToDatabase.Bites;
        foreach (var milliseconds in (int[])[50, 150, 300])
        {
            stage.Cluster.ToDatabase.Fault = new ProxyFault(TimeSpan.FromMilliseconds(milliseconds));
            await Task.Delay(stage.Span(8, 3));
        }
        stage.Cluster.ToDatabase.Fault = ProxyFault.None;
        stage.CountFromNow();
        stage.Bit(stage.Cluster.ToDatabase.Bites > bites,
            $"{stage.Cluster.ToDatabase.Bites - bites} pieces of data came late");
        await stage.NobodyLost(dead);
    }

    private static async Task LostReply(Stage stage)
    {
        var (failed, dead) = (stage.Load.Failed, await stage.Membership.CountDead());
        var bites = stage.Cluster.ToDatabase.Bites;
        stage.Cluster.ToDatabase.Fault = new ProxyFault(LoseReplyEvery: 40);
        await Task.Delay(stage.Span(20, 8));
        stage.Cluster.ToDatabase.Fault = ProxyFault.None;
        stage.CountFromNow();
        var lost = stage.Cluster.ToDatabase.Bites - bites;
        stage.Bit(lost > 0, $"{lost} replies of the database were lost, "
            + $"{stage.Load.Failed - failed} requests sent again");
        await stage.NobodyLost(dead);
    }

    private static async Task HalfOpen(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        var (before, bites) = (stage.Accepted, stage.Cluster.ToDatabase.Bites);
        stage.Cluster.ToDatabase.Fault = new ProxyFault(HalfOpen: true);
        var length = stage.Span(20, 8);
        await Task.Delay(length);
        var during = stage.Accepted - before;
        stage.Cluster.ToDatabase.Fault = ProxyFault.None;
        stage.CountFromNow();
        stage.Bit(stage.Cluster.ToDatabase.Bites > bites,
            $"nothing came through for {length.TotalSeconds:N0} s; {during} orders accepted, those under way before");
        await stage.NobodyLost(dead);
    }

    private static async Task SiloReset(Stage stage)
    {
        var dead = await stage.Membership.CountDead();
        long Bites() => stage.Cluster.SiloLinks.Sum(l => l.Bites);
        var bites = Bites();
        for (var until = DateTime.UtcNow + stage.Span(15, 6); DateTime.UtcNow < until; await Task.Delay(1_000))
        {
            foreach (var link in stage.Cluster.SiloLinks)
                link.Reset();
        }
        stage.CountFromNow();
        stage.Bit(Bites() > bites, $"{Bites() - bites} connections between silos were reset");
        await stage.NobodyLost(dead);
    }

    private static async Task SiloHalfOpen(Stage stage)
    {
        var silo = stage.Ready[1];
        var link = stage.LinkTo(silo);
        var bites = link.Bites;
        await HoldBack(stage, link);
        var gap = stage.Probes.Recovered(TimeSpan.FromSeconds(90));
        await Task.Delay(stage.Span(30, 12));
        link.Fault = ProxyFault.None;
        stage.MeasureGap(await gap, 30);
        stage.Bit(link.Bites > bites, $"{link.Bites - bites} pieces of data for {silo.Name} were held back");
        stage.CountFromNow();
        // Declared dead by the others it ends its own process, and has to be started again.
        if (await silo.Exit(TimeSpan.FromSeconds(10)) is not null)
            silo.Start();
        await LocalCluster.Ready([silo], TimeSpan.FromMinutes(2), default);
    }

    /// <summary>Holds back what goes to a silo, and makes sure that something does.</summary>
    /// <remarks>Two silos talk on the connection that was there first, and this silo may have opened it: such a one
    /// does not go through the link. Then all of them have to connect anew, until another one is first.</remarks>
    private static async Task HoldBack(Stage stage, TcpProxy link)
    {
        for (var attempt = 1; ; attempt++)
        {
            var bites = link.Bites;
            stage.CountFromNow();
            link.Fault = new ProxyFault(HalfOpen: true);
            for (var until = DateTime.UtcNow + _seen; DateTime.UtcNow < until; await Task.Delay(50))
            {
                if (link.Bites > bites)
                    return;
            }
            if (attempt == MaxAttempts)
                return;
            link.Fault = ProxyFault.None;
            foreach (var any in stage.Cluster.SiloLinks)
                any.Reset();
            await Task.Delay(_seen);
        }
    }
}
