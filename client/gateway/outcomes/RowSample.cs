using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Gateway;

/// <summary>Rows of a kind, ordered by key: all of them, or the first <see cref="MaxRows"/>.</summary>
/// <param name="Rows">What was read.</param>
/// <param name="Share">Which part of all rows that is, 1 for all. Ids of orders, exceptions and settlements are hashes,
/// so the last id that was read tells the part, to one or two percent. Null when the keys are no hashes.</param>
public sealed record RowSample(ImmutableArray<DirectoryRow> Rows, double? Share)
{
    /// <summary>Most rows of a kind that are read for one answer.</summary>
    public const int MaxRows = 5_000;

    /// <summary>Rows of one question to the directory.</summary>
    public const int PageRows = 1_000;

    private const string Hex = "0123456789abcdef";
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Digits = 6;

    /// <summary>No rows, and there are none.</summary>
    public static readonly RowSample None = new([], 1);

    /// <summary>True when there are no others.</summary>
    public bool IsWhole => Share == 1;

    /// <summary>Reads pages until the end, or until there are <see cref="MaxRows"/>.</summary>
    /// <param name="page">Reads so many rows after a key.</param>
    public static async Task<RowSample> Read(Func<string?, int, ValueTask<DirectoryPage>> page)
    {
        var rows = ImmutableArray.CreateBuilder<DirectoryRow>();
        string? after = null;
        while (rows.Count < MaxRows)
        {
            var read = await page(after, PageRows);
            rows.AddRange(read.Rows);
            if ((after = read.Next) is null)
            {
                return new RowSample(rows.ToImmutable(), 1);
            }
        }
        return new RowSample(rows.ToImmutable(), ShareOf(rows[0].Key, rows[^1].Key));
    }

    /// <summary>True for a key that is read when it exists.</summary>
    public bool Covers(string key) => IsWhole || string.CompareOrdinal(key, Rows[^1].Key) <= 0;

    /// <summary>How many there are in all of those that fit; null when that is not known.</summary>
    public double? Count(Func<DirectoryRow, bool> fits) => Share is { } share ? Rows.Count(fits) / share : null;

    /// <summary>At most so many of the rows that fit, from all over the list.</summary>
    public IReadOnlyList<DirectoryRow> Spread(Func<DirectoryRow, bool> fits, int most)
    {
        var fitting = Rows.Where(fits).ToList();
        var step = Math.Max(1, (fitting.Count + most - 1) / most);
        return [.. fitting.Where((_, i) => i % step == 0)];
    }

    /// <summary>The part of all hashes up to a key, when all keys begin as the first one does.</summary>
    private static double? ShareOf(string first, string last)
    {
        var prefix = last[..Math.Min(4, last.Length)];
        var alphabet = prefix switch { "ord_" => Letters, "exc_" or "set_" => Hex, _ => "" };
        if (alphabet.Length == 0 || !first.StartsWith(prefix, StringComparison.Ordinal)
            || last.Length < prefix.Length + Digits)
        {
            return null;
        }
        double place = 0;
        foreach (var digit in last.AsSpan(prefix.Length, Digits))
        {
            place = (place * alphabet.Length) + alphabet.IndexOf(digit, StringComparison.Ordinal);
        }
        // Never 1: that is for a list that was read to its end.
        return Math.Clamp((place + 1) / Math.Pow(alphabet.Length, Digits), double.Epsilon, 0.999_999);
    }
}
