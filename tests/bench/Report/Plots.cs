using System.Globalization;
using RetailActors.Bench.Reserve;
using ScottPlot;

namespace RetailActors.Bench.Report;

/// <summary>The plots beside results.md.</summary>
internal static class Plots
{
    private static readonly (string Peer, string Color)[] _peers =
    [
        (StockActorPeer.OnPostgres, "#0b6e4f"), (StockActorPeer.OnSqlite, "#6fb98f"), (RedisPeer.Title, "#c8553d"),
        (RowLockPeer.OneStatementTitle, "#8da9c4"), (RowLockPeer.Title, "#3d5a80"), (PlainGrainPeer.Title, "#9a8c98"),
        (EmptyGrainPeer.Title, "#d9d4c7"),
    ];

    public static void Draw(Results results, string folder)
    {
        foreach (var hot in (bool[])[true, false])
        {
            var cells = results.Reserve.Where(c => c.Hot == hot).ToList();
            if (cells.Count > 0)
            {
                Reservations(cells, Path.Combine(folder, hot ? "reserve-hot.svg" : "reserve-uniform.svg"));
            }
        }
        if (results.Orders.Count > 0)
        {
            Orders(results.Orders, Path.Combine(folder, "orders.svg"));
        }
    }

    private static void Reservations(List<ReserveCell> cells, string file)
    {
        using var plot = Sheet.New(cells[0].Hot
            ? "Reservations per second, one hot SKU"
            : $"Reservations per second, {cells[0].Skus.ToString("N0", CultureInfo.InvariantCulture)} SKUs");
        var loads = cells.Select(c => c.Callers).Distinct().Order().ToList();
        var peers = _peers.Where(p => cells.Any(c => c.Peer == p.Peer)).ToList();
        var bars = new List<Bar>();
        foreach (var cell in cells)
        {
            var at = peers.FindIndex(p => p.Peer == cell.Peer);
            bars.Add(new Bar
            {
                Position = (loads.IndexOf(cell.Callers) * (peers.Count + 1.5)) + at,
                Value = Math.Log10(Math.Max(1, cell.Load.Rate)),
                Label = Short(cell.Load.Rate),
                FillColor = Color.FromHex(peers[at].Color),
                LineWidth = 0,
                Size = 0.9,
            });
        }
        plot.Add.Bars(bars).ValueLabelStyle.FontSize = 11;
        foreach (var (peer, color) in peers)
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = peer, FillColor = Color.FromHex(color) });
        }
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        Sheet.Unframed(plot.Legend);
        var middle = (peers.Count - 1) / 2.0;
        plot.Axes.Bottom.SetTicks(
            [.. loads.Select((_, i) => (i * (peers.Count + 1.5)) + middle)], [.. loads.Select(n => $"{n} callers")]);
        Logarithmic(plot, cells.Min(c => c.Load.Rate), cells.Max(c => c.Load.Rate));
        plot.SaveSvg(file, 960, 480);
    }

    private static void Orders(IReadOnlyList<OrdersCell> cells, string file)
    {
        using var plot = Sheet.New("Whole orders per second: accepted, paid, durable");
        var bars = cells.Select((cell, i) => new Bar
        {
            Position = cells.Count - 1 - i,
            Value = cell.Result.Load.Rate,
            Label = $" {cell.Result.Load.Rate.ToString("N0", CultureInfo.InvariantCulture)}",
            FillColor = Color.FromHex(cell.Http ? "#3d5a80" : "#0b6e4f"),
            LineWidth = 0,
            Size = 0.75,
            Orientation = Orientation.Horizontal,
        }).ToList();
        var shown = plot.Add.Bars(bars);
        shown.Horizontal = true;
        shown.ValueLabelStyle.FontSize = 12;
        plot.Axes.Left.SetTicks(
            [.. bars.Select(b => b.Position)], [.. cells.Select(Describe)]);
        plot.Axes.Bottom.Label.Text = "orders per second";
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = 12;
        plot.Axes.SetLimits(0, Math.Max(1, cells.Max(c => c.Result.Load.Rate)) * 1.12, -0.7, cells.Count - 0.3);
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "in process", FillColor = Color.FromHex("#0b6e4f") });
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "over HTTP", FillColor = Color.FromHex("#3d5a80") });
        plot.ShowLegend(Alignment.LowerRight);
        Sheet.Unframed(plot.Legend);
        plot.SaveSvg(file, 960, 130 + (cells.Count * 30));
    }

    private static string Describe(OrdersCell cell) =>
        $"{(cell.Lines == "1" ? "1 line" : $"{cell.Lines} lines")}, {(cell.Hot ? "one hot SKU" : "many SKUs")}"
        + (cell.Mix ? ", mix" : "") + (cell.Psp == "in process" ? "" : ", sandbox PSP") + $", {cell.Database}";

    /// <summary>Rates differ by two orders of magnitude: the axis shows powers of ten.</summary>
    private static void Logarithmic(Plot plot, double lowest, double highest)
    {
        var (from, to) = (Math.Floor(Math.Log10(Math.Max(1, lowest))), Math.Log10(Math.Max(10, highest)) + 0.25);
        var powers = Enumerable.Range((int)from, (int)Math.Ceiling(to - from) + 1).Select(p => (double)p).ToArray();
        plot.Axes.Left.SetTicks(powers, [.. powers.Select(p => Short(Math.Pow(10, p)))]);
        plot.Axes.SetLimitsY(from, to);
        plot.Axes.Left.Label.Text = "per second, logarithmic";
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Left.Label.FontSize = 12;
    }

    private static string Short(double rate) => rate switch
    {
        >= 99_500 => $"{(rate / 1000).ToString("N0", CultureInfo.InvariantCulture)}k",
        >= 1_000 => $"{(rate / 1000).ToString("0.#", CultureInfo.InvariantCulture)}k",
        _ => rate.ToString("N0", CultureInfo.InvariantCulture),
    };
}
