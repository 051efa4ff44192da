using System.CommandLine;
using System.Text.Json;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Http;

/// <summary>What the load generator's process is asked to do.</summary>
internal sealed record LoadOrder(Uri Server, string ApiKey, LoadPlan Plan, OrderShape Shape);

/// <summary>One line of what it says: progress, a mark, or at last the result.</summary>
internal sealed record LoadLine(LoadProgress? Progress, bool Mark, LoadResult? Result, TallyCounts? Told, double Cpu);

/// <summary><c>load</c>: the load generator, started by <c>orders --http</c> as a process of its own.</summary>
internal static class LoadCommand
{
    private static readonly Argument<string> _order = new("order");

    public static Command Create()
    {
        var command = new Command("load", "Load generator of orders --http.") { _order };
        command.Hidden = true;
        command.SetAction((parsed, _) => Run(JsonSerializer.Deserialize<LoadOrder>(parsed.GetValue(_order)!)!));
        return command;
    }

    private static async Task<int> Run(LoadOrder order)
    {
        var tally = new Tally();
        var maker = new OrderMaker(order.Shape, "h", order.Plan.Callers);
        using var orders = new HttpOrders(order.Server, order.ApiKey, order.Plan.Callers, maker, tally);
        var cpu = new CpuSpan(0);
        var result = await ClosedLoop.Run(order.Plan, orders.Call, p => Say(new(p, false, null, null, 0)), () =>
        {
            cpu.Mark();
            Say(new(null, true, null, null, 0));
        });
        Say(new(null, false, result, tally.Counts, cpu.Own));
        return 0;
    }

    private static void Say(LoadLine line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
