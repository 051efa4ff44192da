using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors;

/// <summary>An ISO 4217 currency code in upper case. <see cref="IsKnown"/> tells whether we trade in it.</summary>
[GenerateSerializer, Immutable, Alias("Currency"), JsonConverter(typeof(ValueJsonConverter<Currency>))]
public readonly record struct Currency(string Value) : IValue<Currency>
{
    private static readonly FrozenDictionary<string, int> _minorDigits = new Dictionary<string, int>
    {
        ["USD"] = 2, ["EUR"] = 2, ["GBP"] = 2, ["CHF"] = 2, ["CAD"] = 2, ["AUD"] = 2, ["NZD"] = 2, ["SEK"] = 2,
        ["NOK"] = 2, ["DKK"] = 2, ["PLN"] = 2, ["CZK"] = 2, ["HUF"] = 2, ["RON"] = 2, ["BGN"] = 2, ["TRY"] = 2,
        ["MXN"] = 2, ["BRL"] = 2, ["INR"] = 2, ["CNY"] = 2, ["HKD"] = 2, ["SGD"] = 2, ["ZAR"] = 2, ["AED"] = 2,
        ["ILS"] = 2, ["JPY"] = 0, ["KRW"] = 0, ["CLP"] = 0, ["KWD"] = 3, ["BHD"] = 3, ["JOD"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    /// <summary>True when the code is one of the currencies that we know the minor unit of.</summary>
    public bool IsKnown => Value is not null && _minorDigits.ContainsKey(Value);

    /// <summary>Digits after the decimal point: 2 for USD, 0 for JPY, 3 for KWD.</summary>
    public int MinorDigits => _minorDigits[Value];

    /// <inheritdoc/>
    public static Currency Of(string value) => new(value);
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An amount in minor units (cents) of one currency. Never a floating point number.</summary>
/// <remarks>Arithmetic is checked: an overflow throws, and so does mixing currencies.</remarks>
[GenerateSerializer, Immutable, Alias("Money")]
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>Largest amount accepted from outside, in minor units: keeps every sum of an order inside 64
    /// bits.</summary>
    public const long MaxMinor = 1_000_000_000_000;

    /// <summary>Nothing, in this currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Sum of two amounts of one currency.</summary>
    public static Money operator +(Money a, Money b) => new(checked(a.Minor + b.Minor), Same(a, b));

    /// <summary>Difference of two amounts of one currency; may be negative.</summary>
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - b.Minor), Same(a, b));

    /// <summary>An amount taken several times.</summary>
    public static Money operator *(Money a, int times) => new(checked(a.Minor * times), a.Currency);

    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator <(Money a, Money b) => Same(a, b) is var _ && a.Minor < b.Minor;
    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator >(Money a, Money b) => b < a;
    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator <=(Money a, Money b) => !(b < a);
    /// <summary>Compares two amounts of one currency.</summary>
    public static bool operator >=(Money a, Money b) => !(a < b);

    /// <summary>Splits this amount by weights without losing a minor unit (largest remainder, earlier share
    /// first).</summary>
    /// <param name="weights">Not negative, not all zero unless this amount is zero.</param>
    public Money[] Allocate(ReadOnlySpan<long> weights)
    {
        var shares = new Money[weights.Length];
        var remainders = new (Int128 Left, int At)[weights.Length];
        Int128 total = 0;
        foreach (var w in weights)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(w);
            total += w;
        }
        if (total == 0 && Minor != 0)
        {
            throw new ArgumentException("Nothing to split by: all weights are zero.", nameof(weights));
        }
        var left = Minor;
        for (var i = 0; i < weights.Length; i++)
        {
            var exact = total == 0 ? 0 : (Int128)Minor * weights[i];
            var share = total == 0 ? 0 : (long)(exact / total);
            shares[i] = new Money(share, Currency);
            remainders[i] = (total == 0 ? 0 : Int128.Abs(exact % total), i);
            left -= share;
        }
        Array.Sort(remainders, static (a, b) => a.Left == b.Left ? a.At.CompareTo(b.At) : b.Left.CompareTo(a.Left));
        var step = Math.Sign(left);
        for (var i = 0; left != 0; i++, left -= step)
        {
            shares[remainders[i].At] += new Money(step, Currency);
        }
        return shares;
    }

    private static Currency Same(Money a, Money b) => a.Currency == b.Currency
        ? a.Currency
        : throw new InvalidOperationException($"Amounts in {a.Currency} and {b.Currency} cannot be combined.");

    /// <summary>The number with exactly the digits of its currency: 43.28 for USD, 4328 for JPY, -4.328 for KWD.
    /// </summary>
    /// <exception cref="KeyNotFoundException">We do not know the currency.</exception>
    public string ToDecimal()
    {
        var digits = Currency.MinorDigits;
        var text = Int128.Abs(Minor).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return (Minor < 0 ? "-" : "") + (digits == 0 ? text : $"{text[..^digits]}.{text[^digits..]}");
    }

    /// <summary>For people: 43.28 USD. In minor units when we do not know the currency.</summary>
    public string ToText() => Currency.IsKnown ? $"{ToDecimal()} {Currency}" : ToString();

    /// <summary>For logs: in minor units.</summary>
    public override string ToString() => $"{Minor} {Currency}";
}
