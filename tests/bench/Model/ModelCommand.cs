using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RetailActors.Bench.Report;
using ScottPlot;

namespace RetailActors.Bench.Model;

/// <summary>The measured costs and the assumed machines, as they stand in <c>docs/bench/scale.json</c>.</summary>
/// <param name="Costs">Kinds of orders.</param>
/// <param name="Sizing">Machines.</param>
/// <param name="Rates">Orders per second that are asked about.</param>
internal sealed record ScaleInput(OrderCost[] Costs, Sizing Sizing, double[] Rates);

/// <summary><c>model</c>: machines for rates that this machine cannot show.</summary>
public static class ModelCommand
{
    private static readonly Option<string> _folder = new("--out")
    {
        Description = "Folder with scale.json; scale.svg is written there.",
        DefaultValueFactory = _ => Path.Combine("docs", "bench"),
    };

    private static readonly string[] _colours = ["#0b6e4f", "#c8553d", "#3d5a80", "#8da9c4"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("model", "Silos, database shards and queues for larger rates, from measured costs.")
        {
            _folder,
        };
        command.SetAction(parsed => Run(parsed.GetValue(_folder)!));
        return command;
    }

    private static void Run(string folder)
    {
        var input = JsonSerializer.Deserialize<ScaleInput>(
            File.ReadAllText(Path.Combine(folder, "scale.json")),
            new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
        foreach (var cost in input.Costs)
        {
            Print(new ScaleModel(cost, input.Sizing), input.Rates);
        }
        Draw(input, Path.Combine(folder, "scale.svg"));
    }

    private static void Print(ScaleModel model, double[] rates)
    {
        Console.WriteLine($"\n{model.Cost.Name}\n");
        Console.WriteLine("| orders/s | silos | database shards | queues | log MB/s | network MB/s | disk GB a day |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var rate in rates)
        {
            var need = model.For(rate);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {rate:N0} | {need.Silos} | {need.Shards} | {need.Queues} | {need.WalBytesPerSecond / 1e6:N1} "
                + $"| {need.NetworkBytesPerSecond / 1e6:N1} | {rate * model.Cost.DiskBytes * 86_400 / 1e9:N0} |"));
        }
        Console.WriteLine("\n| full first | orders/s |\n|---|---:|");
        foreach (var limit in model.Limits.Where(l => double.IsFinite(l.OrdersPerSecond)))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {limit.Resource} | {limit.OrdersPerSecond:N0} |"));
        }
    }

    private static void Draw(ScaleInput input, string file)
    {
        using var plot = Sheet.New("Silos and database shards by orders per second");
        double[] rates = [.. Enumerable.Range(0, 61).Select(i => Math.Pow(10, 1 + (i / 15.0)))];
        foreach (var (cost, i) in input.Costs.Select((c, i) => (c, i)))
        {
            var model = new ScaleModel(cost, input.Sizing);
            Line(plot, rates, r => model.For(r).Silos, $"silos, {cost.Name}", _colours[2 * i % 4]);
            Line(plot, rates, r => model.For(r).Shards, $"shards, {cost.Name}", _colours[((2 * i) + 1) % 4]);
        }
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        Sheet.Unframed(plot.Legend);
        plot.Axes.Bottom.SetTicks([1, 2, 3, 4, 5], ["10", "100", "1k", "10k", "100k"]);
        plot.Axes.Left.SetTicks([0, 1, 2, 3], ["1", "10", "100", "1k"]);
        plot.Axes.Bottom.Label.Text = "orders per second";
        plot.SaveSvg(file, 760, 480);
    }

    private static void Line(Plot plot, double[] rates, Func<double, int> need, string name, string colour)
    {
        var (x, y) = (rates.Select(Math.Log10).ToArray(), rates.Select(r => Math.Log10(need(r))).ToArray());
        var line = plot.Add.ScatterLine(x, y, Color.FromHex(colour));
        (line.LegendText, line.LineWidth) = (name, 2);
    }
}
