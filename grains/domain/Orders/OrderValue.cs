using System.Collections.Immutable;

namespace RetailActors.Orders;

/// <summary>What units are worth, to the minor unit: the parts always add up to the whole.</summary>
internal static class OrderValue
{
    /// <summary>Every line's price with its share of tax and shipping, by price (by units when all are free).</summary>
    public static long[] Lines(OrderEvent.Received e)
    {
        var values = new long[e.Lines.Length];
        if (values.Length == 1)
        {
            values[0] = e.Total;
            return values;
        }
        var sum = 0L;
        for (var i = 0; i < values.Length; i++)
            sum += values[i] = e.Lines[i].UnitPrice * e.Lines[i].Quantity;
        var weights = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
            weights[i] = sum == 0 ? e.Lines[i].Quantity : values[i];
        var shares = new Money(e.Tax + e.Shipping, e.Currency).Allocate(weights);
        for (var i = 0; i < values.Length; i++)
            values[i] += shares[i].Minor;
        return values;
    }

    /// <summary>Every line's share of the tax: never more than its share of tax and shipping together.</summary>
    public static long[] Taxes(OrderEvent.Received e, long[] values)
    {
        var taxes = new long[values.Length];
        if (e.Tax == 0)
            return taxes;
        if (values.Length == 1)
        {
            taxes[0] = e.Tax;
            return taxes;
        }
        var weights = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
            weights[i] = values[i] - NetOf(e.Lines[i], e.Lines[i].Quantity);
        var shares = new Money(e.Tax, e.Currency).Allocate(weights);
        for (var i = 0; i < values.Length; i++)
            taxes[i] = shares[i].Minor;
        return taxes;
    }

    /// <summary>
    /// What is due for more units of a line that leave: the value of all that left so far, rounded down, less what was
    /// charged; the last units take what is left beside the cancelled ones.
    /// </summary>
    public static long Due(OrderLine line, int quantity)
    {
        var left = line.Fulfilled + quantity;
        var isLast = left + line.Cancelled == line.Ordered;
        return (isLast ? line.Value - OfUnits(line, line.Cancelled) : OfUnits(line, left)) - line.Charged;
    }

    /// <summary>What more cancelled units would have been charged; the last of a line take what is left.</summary>
    public static long Forgone(OrderLine line, int quantity)
    {
        var cancelled = line.Cancelled + quantity;
        return (cancelled + line.Fulfilled == line.Ordered ? line.Value - line.Charged : OfUnits(line, cancelled))
            - OfUnits(line, line.Cancelled);
    }

    /// <summary>
    /// The tax in the value of more units that leave or are cancelled. Beyond the price, value is told in steps that
    /// add up to the line's share of tax and shipping; the tax told so far follows from how much of that was told, so
    /// the parts add up whatever comes in whatever order, and none is below zero.
    /// </summary>
    /// <param name="line">Before.</param>
    /// <param name="quantity">Units.</param>
    /// <param name="value">Of these units, by <see cref="Due"/> or <see cref="Forgone"/>.</param>
    public static long TaxOf(OrderLine line, int quantity, long value)
    {
        var beyond = line.Value - NetOf(line.Intake, line.Ordered);
        if (beyond == 0)
            return 0;
        var gone = line.Fulfilled + line.Cancelled;
        var before = line.Charged + OfUnits(line, line.Cancelled) - NetOf(line.Intake, gone);
        var after = before + value - NetOf(line.Intake, quantity);
        return (long)((Int128)line.Tax * after / beyond) - (long)((Int128)line.Tax * before / beyond);
    }

    /// <summary>The price of units, without tax and shipping.</summary>
    public static long NetOf(ReceivedLine line, int quantity) => line.UnitPrice * quantity;

    /// <summary>The part of a line's value that can still be or was charged.</summary>
    public static long NotCancelled(OrderLine line) =>
        line.IsClosed ? line.Charged : line.Value - OfUnits(line, line.Cancelled);

    /// <summary>Splits a value over the tenders: the first until it is exhausted, then the next.</summary>
    public static ImmutableArray<Charge> Charges(Order s, long value)
    {
        var charges = ImmutableArray.CreateBuilder<Charge>(1);
        foreach (var payment in s.Payments)
        {
            var amount = Math.Min(value, payment.Intake.Amount - payment.Charged);
            if (amount > 0)
                charges.Add(new Charge(payment.Number, amount));
            value -= amount;
        }
        return charges.DrainToImmutable();
    }

    private static long OfUnits(OrderLine line, int units) => (long)((Int128)line.Value * units / line.Ordered);
}
