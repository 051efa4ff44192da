using System.CommandLine;
using System.Text.Json;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Http;

/// <summary>What the load generator's process is asked to do.</summary>
/// <param name="Servers">Callers take turns with them.</param>
/// <param name="ApiKey">Of the client.</param>
/// <param name="Plan">How hard and how long.</param>
/// <param name="Shape">What orders look like.</param>
/// <param name="Reserve">Checkout holds of one hot article instead of orders.</param>
/// <param name="Run">Part of every id; two runs on one database need two.</param>
internal sealed record LoadOrder(
    Uri[] Servers, string ApiKey, LoadPlan Plan, OrderShape Shape, bool Reserve = false, string Run = "h");

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
        using var connections = new CallerConnections(order);
        Func<int, long, Task<Outcome>> call = order.Reserve
            ? new HttpReservations(connections, order.Run, tally).Call
            : new HttpOrders(connections, new OrderMaker(order.Shape, order.Run, order.Plan.Callers), tally).Call;
        var cpu = new CpuSpan(0);
        var result = await ClosedLoop.Run(order.Plan, call, p => Say(new(p, false, null, null, 0)), () =>
        {
            cpu.Mark();
            Say(new(null, true, null, null, 0));
        });
        Say(new(null, false, result, tally.Counts, cpu.Own));
        return 0;
    }

    private static void Say(LoadLine line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
