using Microsoft.AspNetCore.Components;

namespace RetailActors.Gateway;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Value">What it is sorted by, looked for in, and exported as.</param>
/// <param name="Cell">How it looks, when not as its value.</param>
/// <param name="IsNumber">Right-aligned.</param>
/// <param name="IsHidden">Only in the exported file.</param>
public sealed record Column<T>(
    string Title, Func<T, object?> Value, RenderFragment<T>? Cell = null, bool IsNumber = false,
    bool IsHidden = false);

/// <summary>Orders values of any kind: nothing first, amounts by their minor units, texts as people do.</summary>
public sealed class ValueOrder : IComparer<object?>
{
    /// <summary>The one.</summary>
    public static readonly ValueOrder One = new();

    /// <inheritdoc/>
    public int Compare(object? x, object? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (Money a, Money b) => a.Currency == b.Currency
            ? a.Minor.CompareTo(b.Minor)
            : string.CompareOrdinal(a.Currency.Value, b.Currency.Value),
        (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        (IComparable a, _) when x.GetType() == y.GetType() => a.CompareTo(y),
        _ => string.CompareOrdinal(x.ToString(), y.ToString()),
    };
}
