using System.CommandLine;
using RetailActors.Bench.Feed;
using RetailActors.Bench.Http;
using RetailActors.Bench.Orders;
using RetailActors.Bench.Page;
using RetailActors.Bench.Report;
using RetailActors.Bench.Reserve;
using RetailActors.Bench.Settlement;
using RetailActors.Bench.Telemetry;
using Spectre.Console;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 140;
}
var root = new RootCommand("Measures RetailActors and its peers on this machine.")
{
    AllCommand.Create(), ReserveCommand.Create(), OrdersCommand.Create(), AllCommand.CreateReport(),
    LoadCommand.Create(), SettlementCommand.Create(), FeedCommand.Create(), PageCommand.Create(),
    TelemetryCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
