using RetailActors.Payments;
using RetailActors.Settlement;

namespace RetailActors.Tests.Settlement;

/// <summary>A report with its lines, and what payments say to them.</summary>
public static class BatchSpec
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    public static readonly SettlementKey Key = new(new Tenant("demo"), "set_1");
    public static readonly Origin By = new("finance", "counted");
    public static readonly Terms Agreed = new(7, 3, 1, new FeeTerms(140, 25, 1));

    public static Money Usd(long minor) => new(minor, new Currency("USD"));

    public static Money Eur(long minor) => new(minor, new Currency("EUR"));

    public static long FeeOf(long gross) => Agreed.Fees!.Of(Usd(gross));

    /// <summary>A capture as the provider settles it.</summary>
    public static ReportLine Line(int number, long gross = 10_000, LineType type = LineType.Capture)
    {
        var fee = type == LineType.Capture ? FeeOf(gross) : 0;
        return new ReportLine(number, type, $"psp_{number}", $"psp_{number}c", $"pay-{number}", Usd(gross), Usd(fee),
            Usd(gross - fee), new ExchangeRate(ExchangeRate.One), Now.AddDays(-2));
    }

    public static Payout PayoutOf(params IEnumerable<ReportLine> lines) =>
        new("payout_1", Usd(lines.Where(l => l.Net.Currency.Value == "USD").Sum(l => l.Net.Minor)), Now.AddDays(-1));

    public static BatchHeader Header(Payout payout, string hash = "aa") =>
        new("sandbox", "s-1.csv", hash, payout, payout.At.AddDays(3), Now, By);

    public static Batch Imported(params ReportLine[] lines) =>
        Run(Batch.None, BatchDecider.Decide(Batch.None, Header(PayoutOf(lines)),
            new ReportReading.Read([.. lines], [], PayoutOf(lines))).Item2);

    public static Batch Run(Batch batch, params IEnumerable<BatchEvent> events) =>
        events.Aggregate(batch, BatchDecider.Evolve);

    /// <summary>The batch when every line has been judged with what its payment says.</summary>
    public static Batch.Imported Judged(Batch batch, Func<ReportLine, SettlementVerdict> says)
    {
        var imported = (Batch.Imported)batch;
        var judgements = imported.Lines.Select(l =>
            LineChecks.Before(l.Report, Agreed, imported.Header.Payout)
            ?? LineChecks.After(l.Report, says(l.Report), Agreed, imported.Header.Payout)).ToList();
        batch = Run(batch, BatchDecider.Judge(batch, judgements, Now));
        return (Batch.Imported)Run(batch, BatchDecider.Reconcile(batch, Now));
    }

    public static SettlementVerdict Exact(ReportLine line) => new(
        SettlementFit.Exact, new OperationId("c"), line.Gross with { Minor = Math.Abs(line.Gross.Minor) });
}
