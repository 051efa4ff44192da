using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace RetailActors.Settlement;

/// <summary>What a line of a report is about. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineType>))]
public enum LineType
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>Money taken.</summary>
    Capture,
    /// <summary>Money paid back.</summary>
    Refund,
    /// <summary>A refund that came back.</summary>
    RefundReversed,
    /// <summary>Money taken back by a dispute.</summary>
    Chargeback,
    /// <summary>A dispute that we have won.</summary>
    ChargebackReversed,
    /// <summary>A fee of its own.</summary>
    Fee,
    /// <summary>From an earlier payout (more than zero) or for a later one.</summary>
    Carry,
    /// <summary>Any other correction of the payout.</summary>
    Correction,
}

/// <summary>A rate between currencies in billionths, so that it is exact; 0 when the report does not say.</summary>
public readonly record struct ExchangeRate(long Billionths)
{
    /// <summary>One to one.</summary>
    public const long One = 1_000_000_000;

    /// <summary>An amount in another currency, rounded half away from zero.</summary>
    public Money Convert(Money amount, Currency to)
    {
        var (from, up) = (amount.Currency.MinorDigits, to.MinorDigits);
        var exact = (Int128)amount.Minor * Billionths * Power(Math.Max(0, up - from));
        var unit = One * Power(Math.Max(0, from - up));
        var half = exact < 0 ? -unit / 2 : unit / 2;
        return new Money((long)((exact + half) / unit), to);
    }

    private static Int128 Power(int digits)
    {
        Int128 power = 1;
        for (var i = 0; i < digits; i++)
        {
            power *= 10;
        }
        return power;
    }
}

/// <summary>A line of a report, in our words.</summary>
/// <param name="Number">Row of the file, the first one after the header is 1.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Reference">The provider's reference of the payment.</param>
/// <param name="Operation">The provider's reference of the operation, or null.</param>
/// <param name="Merchant">Our reference, as the provider repeats it: the payment's id.</param>
/// <param name="Gross">Less than zero when it costs us.</param>
/// <param name="Fee">What the provider keeps, in the payout's currency.</param>
/// <param name="Net">What is paid out; less than zero when it costs us.</param>
/// <param name="Rate">From gross to net.</param>
/// <param name="At">UTC.</param>
/// <param name="Other">Columns that we do not know, or null when there are none.</param>
public sealed record ReportLine(
    int Number, LineType Type, string Reference, string? Operation, string Merchant, Money Gross, Money Fee, Money Net,
    ExchangeRate Rate, DateTimeOffset At, ImmutableDictionary<string, string>? Other = null)
{
    /// <summary>Net and fee together: gross in the payout's currency, as the provider has calculated it.</summary>
    public Money Credited => Fee.Currency == Net.Currency ? Net + Fee : Net;
}

/// <summary>A row that cannot be read.</summary>
public sealed record BadRow(int Number, string Reason);

/// <summary>What a report says is paid out; the report ends with it.</summary>
/// <param name="Reference">As the bank will show it.</param>
/// <param name="Amount">Not less than zero.</param>
/// <param name="At">UTC.</param>
public sealed record Payout(string Reference, Money Amount, DateTimeOffset At);

/// <summary>What became of reading a report.</summary>
public abstract record ReportReading
{
    private ReportReading() { }

    /// <summary>It cannot be taken as a whole.</summary>
    public sealed record Broken(string Code, string Detail) : ReportReading;

    /// <summary>Its lines, the rows that cannot be read, and its end.</summary>
    public sealed record Read(ImmutableArray<ReportLine> Lines, ImmutableArray<BadRow> BadRows, Payout Payout)
        : ReportReading;
}
