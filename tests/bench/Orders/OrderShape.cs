namespace RetailActors.Bench.Orders;

/// <summary>What the orders of a measurement look like.</summary>
/// <param name="MinLines">Fewest lines.</param>
/// <param name="MaxLines">Most lines.</param>
/// <param name="Skus">Articles to choose from, evenly.</param>
/// <param name="Hot">All orders want the same article.</param>
/// <param name="Mix">10 % declined, 10 % out of stock, 5 % cancelled after they were accepted.</param>
/// <param name="Pickup">Accepted orders are made ready and picked up, so that their money is captured.</param>
/// <param name="Places">Locations to choose from, evenly.</param>
public sealed record OrderShape(
    int MinLines, int MaxLines, int Skus, bool Hot, bool Mix, bool Pickup = false, int Places = 1)
{
    /// <summary>Reads <c>1</c> or <c>1-10</c>.</summary>
    public static (int Min, int Max) ParseLines(string text) => text.Split('-') switch
    {
        [var one] when int.TryParse(one, out var n) && n > 0 => (n, n),
        [var from, var to] when int.TryParse(from, out var a) && int.TryParse(to, out var b) && a > 0 && b >= a =>
            (a, b),
        _ => throw new FormatException($"'{text}' is not a number of lines; write 1 or 1-10."),
    };

    /// <summary>In words.</summary>
    public override string ToString() =>
        (MinLines == MaxLines ? $"{MinLines} line" : $"{MinLines}-{MaxLines} lines")
        + (Hot ? ", one hot SKU" : $", {Skus:N0} SKUs") + (Mix ? ", mix" : "") + (Pickup ? ", picked up" : "")
        + (Places == 1 ? "" : $", {Places:N0} places");
}

/// <summary>What a caller means to happen to its order.</summary>
public enum Intent
{
    /// <summary>Accepted and left alone.</summary>
    Keep,
    /// <summary>Accepted, then cancelled.</summary>
    Cancel,
    /// <summary>Declined by the provider.</summary>
    Decline,
    /// <summary>Refused for stock.</summary>
    OutOfStock,
}
