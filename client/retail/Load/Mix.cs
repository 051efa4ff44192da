using System.Globalization;

namespace RetailActors.Retail.Load;

/// <summary>What a caller can do.</summary>
internal enum Act
{
    Order,
    Availability,
    Reservation,
    PickUp,
    Cancellation,
}

/// <summary>How often each act is done, by weight.</summary>
internal sealed class Mix
{
    public const string Default = "order=60,availability=25,reservation=5,pick-up=7,cancellation=3";
    private const int MaxWeight = 1_000_000;

    private static readonly Dictionary<string, Act> _names = new(StringComparer.Ordinal)
    {
        ["order"] = Act.Order, ["availability"] = Act.Availability, ["reservation"] = Act.Reservation,
        ["pick-up"] = Act.PickUp, ["cancellation"] = Act.Cancellation,
    };

    private readonly int[] _weights;
    private readonly int _sum;

    private Mix(int[] weights) => (_weights, _sum) = (weights, weights.Sum());

    /// <summary>The name of an act on the command line and in reports.</summary>
    public static string Name(Act act) => _names.First(n => n.Value == act).Key;

    /// <summary>Reads <c>order=60,availability=40</c>; null when it is none. What is not named is not done.</summary>
    public static Mix? Parse(string text)
    {
        var weights = new int[_names.Count];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var sign = part.IndexOf('=');
            if (sign < 1 || !_names.TryGetValue(part[..sign], out var act)
                || !int.TryParse(
                    part.AsSpan(sign + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
                || weight > MaxWeight)
                return null;
            weights[(int)act] = weight;
        }
        return weights.Sum() > 0 ? new Mix(weights) : null;
    }

    public Act Choose(Random random)
    {
        var at = random.Next(_sum);
        var act = 0;
        while (at >= _weights[act])
            at -= _weights[act++];
        return (Act)act;
    }
}
