using System.CommandLine;
using RetailActors.Bench.Cluster;
using RetailActors.Bench.Feed;
using RetailActors.Bench.Growth;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Http;
using RetailActors.Bench.Life;
using RetailActors.Bench.Model;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Page;
using RetailActors.Bench.Recovery;
using RetailActors.Bench.Report;
using RetailActors.Bench.Reserve;
using RetailActors.Bench.Seed;
using RetailActors.Bench.Settlement;
using RetailActors.Bench.Telemetry;
using Spectre.Console;

if (args is [SiloCommand.Name, .. var settings])
{
    return await SiloCommand.Run(settings);
}
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 140;
}
var root = new RootCommand("Measures RetailActors and its peers on this machine.")
{
    AllCommand.Create(), ReserveCommand.Create(), OrdersCommand.Create(), AllCommand.CreateReport(),
    LoadCommand.Create(), SettlementCommand.Create(), FeedCommand.Create(), PageCommand.Create(),
    TelemetryCommand.Create(),
    ClusterCommand.Create(),
    SeedCommand.Create(), GrowthCommand.Create(), ActivationsCommand.Create(), RecoveryCommand.Create(),
    LifeCommand.Create(), ModelCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
