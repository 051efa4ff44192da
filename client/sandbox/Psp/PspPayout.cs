namespace RetailActors.Sandbox.Psp;

/// <summary>One line of the provider's report, before it takes a shape. Amounts are signed, in minor units.</summary>
internal sealed record PspReportLine(
    string Type, string Psp, string Modification, string Merchant, long Gross, string GrossCurrency, long Fee, long Net,
    string NetCurrency, decimal Rate, DateTimeOffset At);

/// <summary>A payout with its lines.</summary>
/// <param name="Reference">As the bank shows it.</param>
/// <param name="Name">Of the file.</param>
/// <param name="Currency">Of the payout.</param>
/// <param name="Amount">What the report says is paid out.</param>
/// <param name="BankAmount">What the bank gets.</param>
/// <param name="At">By the sandbox's clock.</param>
/// <param name="Lines">All lines.</param>
internal sealed record PspPayout(
    string Reference, string Name, string Currency, long Amount, long BankAmount, DateTimeOffset At,
    List<PspReportLine> Lines);

/// <summary>What the provider charges.</summary>
internal static class PspFees
{
    internal const int BasisPoints = 140;
    internal const long Fixed = 25;

    internal static long Of(long gross) => ((gross * BasisPoints) + 5_000) / 10_000 + Fixed;
}

/// <summary>Makes the mistakes that real reports have, on demand. Each class takes a line of its own.</summary>
internal static class PspMistakes
{
    internal const string Capture = "Settled";
    internal const string Refund = "Refunded";
    internal const string Chargeback = "Chargeback";

    private static readonly HashSet<string> _classes =
    [
        "GROSS", "FEE", "NET", "DUPLICATE", "CURRENCY", "FX_RATE", "ROUNDING", "STATUS", "REFUND_SIDE", "DISPUTE",
        "UNEXPECTED_LINE", "MISSING_SETTLEMENT", "CUTOFF", "SUGGESTED", "BATCH_SUM", "PAYOUT_BANK",
    ];

    internal static bool CanMake(string name) => _classes.Contains(name);

    /// <summary>Makes them. A class that finds no line of its own changes nothing.</summary>
    internal static PspPayout Make(PspPayout payout, IReadOnlyList<string> mistakes)
    {
        var lines = payout.Lines;
        var captures = new Queue<int>(lines.Index().Where(l => l.Item.Type == Capture).Select(l => l.Index));
        var added = new List<PspReportLine>();
        var gone = new List<PspReportLine>();
        var (sum, bank) = (0L, 0L);
        foreach (var mistake in mistakes)
        {
            if (mistake is "BATCH_SUM" or "PAYOUT_BANK")
            {
                (sum, bank) = mistake == "BATCH_SUM" ? (sum + 500, bank) : (sum, bank - 100);
            }
            else if (mistake == "UNEXPECTED_LINE")
            {
                added.Add(new(Capture, "psp_999999998", "psp_999999999", "nobody.p1", 4_000, payout.Currency, 81, 3_919,
                    payout.Currency, 1, payout.At.AddHours(-1)));
            }
            else if (captures.TryDequeue(out var at))
            {
                var line = lines[at];
                lines[at] = Changed(mistake, line, payout.At);
                Beside(mistake, line, added, gone);
            }
        }
        gone.ForEach(l => lines.Remove(l));
        lines.AddRange(added);
        var amount = lines.Where(l => l.NetCurrency == payout.Currency).Sum(l => l.Net) + sum;
        return payout with { Amount = amount, BankAmount = amount + bank };
    }

    private static PspReportLine Changed(string mistake, PspReportLine l, DateTimeOffset payout) => mistake switch
    {
        "GROSS" => Of(l, l.Gross + 100),
        "ROUNDING" => Of(l, l.Gross - 1),
        "FEE" => l with { Fee = l.Fee + 77, Net = l.Net - 77 },
        "NET" => l with { Net = l.Net - 13 },
        "CURRENCY" => l with { GrossCurrency = l.GrossCurrency == "EUR" ? "USD" : "EUR" },
        "FX_RATE" => l with { Rate = 1.07m },
        "CUTOFF" => l with { At = payout.AddHours(5) },
        "STATUS" => l with { Modification = l.Psp },
        "SUGGESTED" => l with { Modification = "psp_999999997" },
        _ => l,
    };

    private static void Beside(string mistake, PspReportLine l, List<PspReportLine> added, List<PspReportLine> gone)
    {
        switch (mistake)
        {
            case "DUPLICATE":
                added.Add(l);
                break;
            case "DISPUTE":
                added.Add(l with
                {
                    Type = Chargeback,
                    Modification = l.Modification + "_d",
                    Gross = -l.Gross,
                    Fee = 1_500,
                    Net = -l.Gross - 1_500,
                });
                break;
            case "REFUND_SIDE":
                added.Add(l with { Type = Refund, Modification = l.Modification + "_r", Fee = 0, Net = l.Gross });
                break;
            case "MISSING_SETTLEMENT":
                gone.Add(l);
                break;
        }
    }

    private static PspReportLine Of(PspReportLine l, long gross) =>
        l with { Gross = gross, Fee = PspFees.Of(gross), Net = gross - PspFees.Of(gross) };
}
