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
    /// charged. Units that leave are counted from the first one up, cancelled ones from the last one down, so what one
    /// of them is worth does not depend on which of the two was heard of first, and all of them are worth the whole.
    /// </summary>
    public static long Due(OrderLine line, int quantity) => OfUnits(line, line.Fulfilled + quantity) - line.Charged;

    /// <summary>What more cancelled units would have been charged.</summary>
    public static long Forgone(OrderLine line, int quantity) =>
        OfUnits(line, Kept(line)) - OfUnits(line, Kept(line) - quantity);

    /// <summary>The tax in <see cref="Due"/>.</summary>
    public static long TaxDue(OrderLine line, int quantity) =>
        TaxOfUnits(line, line.Fulfilled + quantity) - TaxOfUnits(line, line.Fulfilled);

    /// <summary>The tax in <see cref="Forgone"/>.</summary>
    public static long TaxForgone(OrderLine line, int quantity) =>
        TaxOfUnits(line, Kept(line)) - TaxOfUnits(line, Kept(line) - quantity);

    /// <summary>The price of units, without tax and shipping.</summary>
    public static long NetOf(ReceivedLine line, int quantity) => line.UnitPrice * quantity;

    /// <summary>The part of a line's value that can still be or was charged.</summary>
    public static long NotCancelled(OrderLine line) => OfUnits(line, Kept(line));

    /// <summary>Splits a value over the tenders: first what was captured ahead, then the first tender until it is
    /// exhausted, then the next.</summary>
    public static ImmutableArray<Charge> Charges(Order s, long value)
    {
        var ahead = 0L;
        foreach (var payment in s.Payments)
            ahead += payment.Ahead;
        (ahead, value) = (Math.Min(ahead, value), value - Math.Min(ahead, value));
        var charges = ImmutableArray.CreateBuilder<Charge>(1);
        foreach (var payment in s.Payments)
        {
            var taken = Math.Min(ahead, payment.Ahead);
            var amount = Math.Min(value, payment.Intake.Amount - payment.Charged - payment.Ahead);
            if (taken + amount > 0)
                charges.Add(new Charge(payment.Number, taken + amount));
            (ahead, value) = (ahead - taken, value - amount);
        }
        return charges.DrainToImmutable();
    }

    private static int Kept(OrderLine line) => line.Ordered - line.Cancelled;

    /// <summary>The tax in the value of the first units: of what they are worth beyond their price, the line's share.
    /// It never shrinks with more units, and never grows by more than the value does.</summary>
    private static long TaxOfUnits(OrderLine line, int units)
    {
        var beyond = line.Value - NetOf(line.Intake, line.Ordered);
        return beyond == 0
            ? 0
            : (long)((Int128)line.Tax * (OfUnits(line, units) - NetOf(line.Intake, units)) / beyond);
    }

    private static long OfUnits(OrderLine line, int units) => (long)((Int128)line.Value * units / line.Ordered);
}
