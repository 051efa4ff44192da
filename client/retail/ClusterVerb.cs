using System.CommandLine;
using RetailActors.Retail.Cluster;

namespace RetailActors.Retail;

/// <summary><c>retail cluster up N</c>: N silos on this machine.</summary>
internal static class ClusterVerb
{
    public static Command Create(Terminal terminal) => new("cluster", "Runs a cluster on this machine.")
    {
        Up(terminal),
    };

    private static Command Up(Terminal terminal)
    {
        var silos = new Argument<int>("N")
        {
            Description = $"Silos, 1 to {LocalCluster.MaxSilos}.", DefaultValueFactory = _ => 3,
        };
        silos.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(int.TryParse(token.Value, out var n) && n is >= 1 and <= LocalCluster.MaxSilos))
                result.AddError($"N: '{token.Value}' is not a number from 1 to {LocalCluster.MaxSilos}.");
        });
        var database = DatabaseOption();
        var data = new Option<string>("--data")
        {
            Description = "Folder of logs, books and the SQLite file.", DefaultValueFactory = _ => "data/cluster",
        };
        var port = CommonOptions.Count("--port", "Port of the one address for all; 0 takes any.", 8080, 0, 65535);
        var shards = ShardsOption();
        var gateways = GatewaysOption();
        var set = SettingsOption();
        var allCores = new Option<bool>("--all-cores")
        {
            Description = "Each silo believes to have all processors of this machine, instead of its share of them.",
        };
        var noLive = new Option<bool>("--no-live") { Description = "Plain lines instead of a live display." };
        var command = new Command("up", "Starts N silos as processes, shows them, and stops them on Ctrl+C.")
        {
            silos, database, shards, gateways, data, port, set, allCores, noLive,
        };
        command.SetAction((parsed, cancellation) => Uptime.Run(
            parsed.GetValue(silos),
            new LocalClusterOptions(
                parsed.GetValue(data)!, parsed.GetValue(database)!, parsed.GetValue(port),
                Settings: Settings(parsed.GetValue(set)))
            {
                Shards = parsed.GetValue(shards), Gateways = parsed.GetValue(gateways),
                SiloEnvironment = CoreShare.Of(
                    parsed.GetValue(allCores) ? 1 : parsed.GetValue(silos), Environment.ProcessorCount),
            },
            parsed.GetValue(noLive) ? terminal with { Interactive = false } : terminal, cancellation));
        return command;
    }

    /// <summary>What a cluster keeps its data in.</summary>
    public static Option<string> DatabaseOption() => new("--database")
    {
        Description = $"{ClusterDatabase.Sqlite}: one file, nothing to install; {ClusterDatabase.PostgreSql}: a server "
            + "of its own for as long as it runs; or a connection string of PostgreSQL.",
        DefaultValueFactory = _ => ClusterDatabase.Sqlite,
    };

    /// <summary>Servers that the journal is spread over.</summary>
    public static Option<int> ShardsOption() => CommonOptions.Count(
        "--shards",
        $"PostgreSQL servers of its own that the journal is spread over; with {ClusterDatabase.PostgreSql}.",
        1, 1, MaxShards);

    /// <summary>PostgreSQL servers at most: more say nothing on one machine.</summary>
    public const int MaxShards = 4;

    /// <summary>Gateways beside the silos.</summary>
    public static Option<int> GatewaysOption() => CommonOptions.Count(
        "--gateways",
        "Gateways as processes of their own, as in docker-compose; they get the requests and the silos none. "
        + "0: the silos take them. Needs PostgreSQL.",
        0, 0, LocalCluster.MaxGateways);

    /// <summary>Configuration of the silos.</summary>
    public static Option<string[]> SettingsOption() => new("--set")
    {
        Description = "A setting for every silo and gateway, as Cluster:ProbeMs=5000; may be repeated.",
    };

    /// <summary>As on the silos' command line.</summary>
    public static IReadOnlyList<string> Settings(string[]? given) => [.. (given ?? []).Select(s => $"--{s}")];
}
