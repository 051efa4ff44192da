using RetailActors.Payments;

namespace RetailActors.Settlement;

/// <summary>What became of a line.</summary>
/// <param name="Number">Which.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Class">In what it does not tie out.</param>
/// <param name="Evidence">What is known, or null.</param>
/// <param name="Expected">What we expected; signed as the line; null when it is what the line says, or
/// nothing.</param>
public sealed record Judgement(
    int Number, LineStatus Status, MismatchClass Class, string? Evidence = null, Money? Expected = null);

/// <summary>
/// Judges a line, in the order in which the classes are listed: by itself, by what its payment says, by its own sums.
/// Pure.
/// </summary>
public static class LineChecks
{
    /// <summary>What can be said without the payment; null when the payment has to be asked.</summary>
    public static Judgement? Before(ReportLine line, Terms terms, Payout payout) => line.Type switch
    {
        _ when IsOnTheWrongSide(line) => new(
            line.Number, LineStatus.Mismatched, MismatchClass.RefundSide,
            $"a {Name(line.Type)} of {line.Gross.ToText()}"),
        LineType.Chargeback or LineType.ChargebackReversed => new(
            line.Number, LineStatus.Mismatched, MismatchClass.Dispute, $"{Name(line.Type)} of {line.Gross.ToText()}"),
        LineType.Capture or LineType.Refund when !Identifier.IsValid(line.Merchant) => new(
            line.Number, LineStatus.Unexpected, MismatchClass.UnexpectedLine, "no reference of ours"),
        LineType.Capture or LineType.Refund => null,
        _ => Own(line, terms, payout, LineStatus.Matched, null),
    };

    /// <summary>What the payment is asked.</summary>
    public static SettlementEntry Question(ReportLine line, string settlement) => new(
        $"{settlement}:{line.Number}", line.Type == LineType.Refund ? OperationKind.Refund : OperationKind.Capture,
        line.Reference, line.Operation, line.Gross with { Minor = Math.Abs(line.Gross.Minor) });

    /// <summary>What follows from the payment's answer.</summary>
    public static Judgement After(ReportLine line, SettlementVerdict verdict, Terms terms, Payout payout)
    {
        var expected = Signed(line, verdict.Expected);
        Judgement Is(LineStatus status, MismatchClass what, string? evidence) =>
            new(line.Number, status, what, evidence, expected);
        return verdict.Fit switch
        {
            SettlementFit.Exact => Own(line, terms, payout, LineStatus.Matched, null),
            SettlementFit.Tolerated => Own(line, terms, payout, LineStatus.Tolerated, expected),
            SettlementFit.AmountDiffers => Is(
                LineStatus.Mismatched, MismatchClass.Gross,
                $"expected {expected?.ToText()}, reported {line.Gross.ToText()}"),
            SettlementFit.CurrencyDiffers => Is(
                LineStatus.Mismatched, MismatchClass.Currency,
                $"expected {expected?.ToText()}, reported {line.Gross.ToText()}"),
            SettlementFit.Duplicate => Is(
                LineStatus.Mismatched, MismatchClass.Duplicate, $"paid by {verdict.Evidence} before"),
            SettlementFit.NotDone => Is(
                LineStatus.Mismatched, MismatchClass.Status, $"our books: {verdict.Evidence}"),
            SettlementFit.Suggested => Is(LineStatus.Suggested, MismatchClass.UnexpectedLine, verdict.Evidence),
            _ => Is(LineStatus.Unexpected, MismatchClass.UnexpectedLine, "no such payment or operation"),
        };
    }

    /// <summary>True when the gross amount is explained: it clears what the provider had of ours, whatever is decided
    /// about the rest.</summary>
    public static bool Clears(MismatchClass what) => what is MismatchClass.None or MismatchClass.Rounding
        or MismatchClass.Fee or MismatchClass.Net or MismatchClass.FxRate or MismatchClass.Cutoff;

    /// <summary>The name that people see.</summary>
    public static string Name(LineType type) => type switch
    {
        LineType.RefundReversed => "refund-reversed",
        LineType.ChargebackReversed => "chargeback-reversed",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static Judgement Own(
        ReportLine line, Terms terms, Payout payout, LineStatus status, Money? expected)
    {
        Judgement Off(MismatchClass what, string evidence) =>
            new(line.Number, LineStatus.Mismatched, what, evidence, expected ?? line.Gross);
        if (line.Net.Currency != payout.Amount.Currency || line.Fee.Currency != line.Net.Currency)
        {
            return Off(MismatchClass.Currency, $"{line.Net.ToText()} in a payout in {payout.Amount.Currency}");
        }
        if (RateIsOff(line))
        {
            return Off(MismatchClass.FxRate,
                $"{line.Gross.ToText()} at {line.Rate.Billionths} billionths is not {line.Credited.ToText()}");
        }
        if (line.Type == LineType.Capture && line.Gross.Currency == line.Net.Currency && terms.Fees is { } fees
            && Math.Abs(fees.Of(line.Gross) - line.Fee.Minor) > fees.ToleranceMinor)
        {
            var agreed = line.Fee with { Minor = fees.Of(line.Gross) };
            return Off(MismatchClass.Fee, $"agreed {agreed.ToText()}, kept {line.Fee.ToText()}");
        }
        if (line.Gross.Currency == line.Net.Currency && line.Credited != line.Gross)
        {
            return Off(MismatchClass.Net, $"{line.Gross.ToText()} less {line.Fee.ToText()} is not {line.Net.ToText()}");
        }
        if (line.At > payout.At)
        {
            return Off(MismatchClass.Cutoff, $"dated {line.At:O}, paid out {payout.At:O}");
        }
        return status == LineStatus.Tolerated
            ? new(line.Number, status, MismatchClass.Rounding, $"expected {expected?.ToText()}", expected)
            : new(line.Number, status, MismatchClass.None);
    }

    /// <summary>One minor unit is the rounding of the exchange itself.</summary>
    private static bool RateIsOff(ReportLine line)
    {
        if (line.Gross.Currency == line.Net.Currency)
        {
            return line.Rate.Billionths is not (0 or ExchangeRate.One);
        }
        return line.Rate.Billionths <= 0
            || Math.Abs(line.Rate.Convert(line.Gross, line.Net.Currency).Minor - line.Credited.Minor) > 1;
    }

    private static bool IsOnTheWrongSide(ReportLine line) => line.Type switch
    {
        LineType.Capture or LineType.ChargebackReversed or LineType.RefundReversed => line.Gross.Minor <= 0,
        LineType.Refund or LineType.Chargeback => line.Gross.Minor >= 0,
        _ => false,
    };

    private static Money? Signed(ReportLine line, Money? amount) => amount is { } known && line.Type == LineType.Refund
        ? Money.Zero(known.Currency) - known
        : amount;
}
