using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Report;

/// <summary>The measurements of orders that a report consists of.</summary>
internal static class OrdersMatrix
{
    private const int InProcess = 512;
    private const int OverHttp = 256;

    private static readonly OrderShape _single = new(1, 1, 2000, Hot: false, Mix: false);
    private static readonly OrderShape _many = _single with { MaxLines = 10 };

    public static IEnumerable<OrdersOptions> Of(bool quick, TimeSpan duration)
    {
        var warmUp = TimeSpan.FromSeconds(quick ? 2 : 10);
        foreach (var shape in (OrderShape[])
            [_single, _single with { Hot = true }, _many, _single with { Mix = true }])
        {
            yield return Cell(shape, InProcess, postgres: true, http: false, inProcessPsp: true);
        }
        yield return Cell(_single, InProcess, postgres: false, http: false, inProcessPsp: true);
        foreach (var shape in (OrderShape[])[_single, _single with { Hot = true }, _many])
        {
            yield return Cell(shape, OverHttp, postgres: true, http: true, inProcessPsp: true);
        }
        yield return Cell(_single, OverHttp, postgres: true, http: true, inProcessPsp: false);
        yield return Cell(_single, OverHttp, postgres: false, http: true, inProcessPsp: true);

        OrdersOptions Cell(OrderShape shape, int callers, bool postgres, bool http, bool inProcessPsp) =>
            new(new LoadPlan(callers, warmUp, duration), shape, postgres, http, inProcessPsp, Memory: false);
    }
}
