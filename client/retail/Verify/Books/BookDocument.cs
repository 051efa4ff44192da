using RetailActors.Postings;

namespace RetailActors.Retail.Verify.Books;

/// <summary>A document as another system has it.</summary>
/// <param name="Key">The key under which we sent it.</param>
/// <param name="Kind">Our word for what it is: <c>sales-order</c>.</param>
/// <param name="Number">Their number.</param>
/// <param name="IsFinal">False for a draft.</param>
/// <param name="Subject">The order, customer or settlement that it is about.</param>
/// <param name="Stream">The journal stream that should know of it, or null when the document does not say.</param>
/// <param name="Place">Place among everything posted there; 0 where nobody counts.</param>
/// <param name="Fields">What it says: minor units, or eaches.</param>
internal sealed record BookDocument(
    string Key, string Kind, string Number, bool IsFinal, string Subject, string? Stream, long Place,
    IReadOnlyDictionary<string, long> Fields)
{
    /// <summary>The posting stream of a key <c>tenant:kind:subject:number</c>, or null for another key.</summary>
    public static string? StreamOf(string key)
    {
        var parts = key.Split(':');
        return parts.Length < 4 ? null : $"posting/{parts[0]}/{string.Join(':', parts[2..^1])}";
    }
}

/// <summary>Sums by field; a field of nothing is there all the same.</summary>
internal sealed class Sums : Dictionary<string, long>
{
    public Sums Plus(string field, long more)
    {
        this[field] = checked(this.GetValueOrDefault(field) + more);
        return this;
    }

    /// <summary>The units of a line.</summary>
    public Sums Units(string line, long eaches) => Plus($"lines/{line}/quantity", eaches);

    /// <summary>The units of all lines.</summary>
    public Sums Units(IEnumerable<StepLine> lines)
    {
        foreach (var line in lines)
            Units(line.LineId.Value, line.Quantity);
        return this;
    }

    /// <summary>Without fields of nothing.</summary>
    public Sums Compact()
    {
        foreach (var field in Keys.Where(k => this[k] == 0).ToList())
            Remove(field);
        return this;
    }
}
