using System.CommandLine;
using RetailActors.Bench.Orders;

var root = new RootCommand("Measures RetailActors and its peers on this machine.")
{
    OrdersCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
