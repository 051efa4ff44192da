using RetailActors.Bench.Reserve;

namespace RetailActors.Bench.Report;

/// <summary>A promise and what became of it.</summary>
/// <param name="Text">The promise.</param>
/// <param name="Found">What was measured.</param>
/// <param name="Reached">Kept.</param>
public sealed record Target(string Text, string Found, bool Reached);

/// <summary>The promises that this benchmark is there to check.</summary>
public static class Targets
{
    private const int Callers = 64;

    /// <summary>Those whose cells have been measured.</summary>
    public static IEnumerable<Target> Of(Results r)
    {
        if (Cell(r, StockActorPeer.OnPostgres, true) is { } hot && Cell(r, RowLockPeer.Title, true) is { } row)
        {
            yield return AtLeast(
                "One hot SKU, 64 callers: 30 times the SQL row lock", hot.Load.Rate / row.Load.Rate, 30);
        }
        if (Cell(r, StockActorPeer.OnPostgres, false) is { } ours && Cell(r, PlainGrainPeer.Title, false) is { } plain)
        {
            yield return AtLeast("Many SKUs, 64 callers: 8 times the plain grain", ours.Load.Rate / plain.Load.Rate, 8);
            var (a, b) = (ours.Load.Latency.P50, plain.Load.Latency.P50);
            yield return new Target(
                "Many SKUs, 64 callers: lower p50 than the plain grain", $"{a:N2} ms, {b:N2} ms", a < b);
        }
        foreach (var (text, cell, goal) in Rates(r))
        {
            if (cell is not null)
            {
                var rate = cell.Result.Load.Rate;
                yield return new Target($"{text}: {goal:N0} orders/s", $"{rate:N0}/s", rate >= goal);
            }
        }
        if (Orders(r, false, "1", "PostgreSQL") is { } big && Orders(r, false, "1", "SQLite") is { } small)
        {
            var times = big.Result.Load.Rate / Math.Max(1, small.Result.Load.Rate);
            yield return new Target("SQLite within 3 times of PostgreSQL", $"{times:N2}x", times <= 3);
        }
    }

    private static IEnumerable<(string Text, OrdersCell? Cell, double Goal)> Rates(Results r) =>
    [
        ("Orders in process, 1 line", Orders(r, false, "1", "PostgreSQL"), 5_000),
        ("Orders over HTTP, 1 line", Orders(r, true, "1", "PostgreSQL"), 2_000),
        ("Orders in process, 1-10 lines", Orders(r, false, "1-10", "PostgreSQL"), 1_500),
    ];

    private static Target AtLeast(string text, double times, double goal) => new(text, $"{times:N1}x", times >= goal);

    private static ReserveCell? Cell(Results r, string peer, bool hot) =>
        r.Reserve.FirstOrDefault(c => c.Peer == peer && c.Hot == hot && c.Callers == Callers);

    private static OrdersCell? Orders(Results r, bool http, string lines, string database) =>
        r.Orders.FirstOrDefault(c => c.Http == http && c.Lines == lines && c.Database == database && !c.Hot && !c.Mix);
}
