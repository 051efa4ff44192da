namespace RetailActors.Settlement;

/// <summary>What was agreed with a provider about its fees.</summary>
/// <param name="BasisPoints">Of the gross amount of a capture.</param>
/// <param name="FixedMinor">Added to each capture, in minor units.</param>
/// <param name="ToleranceMinor">A difference up to this is none.</param>
public sealed record FeeTerms(int BasisPoints, long FixedMinor, long ToleranceMinor)
{
    /// <summary>The fee of a capture, rounded half up; refunds have none.</summary>
    public long Of(Money gross) => gross.Minor <= 0
        ? 0
        : (long)((((Int128)gross.Minor * BasisPoints) + 5_000) / 10_000) + FixedMinor;
}

/// <summary>How settlements are judged.</summary>
/// <param name="WindowDays">A capture or refund that is in no report after so many days is missing.</param>
/// <param name="BankDays">A payout that is not at the bank after so many days is missing.</param>
/// <param name="ToleranceMinor">A difference of gross up to this is rounding, in minor units.</param>
/// <param name="Fees">The agreed fees, or null when they are not checked.</param>
public sealed record Terms(int WindowDays, int BankDays, long ToleranceMinor, FeeTerms? Fees);
