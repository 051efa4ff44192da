using RetailActors.Orders;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Where an order stands in one system.</summary>
/// <param name="Name">The system.</param>
/// <param name="Tone">As for a status.</param>
/// <param name="Word">The status.</param>
/// <param name="Text">What else is known.</param>
public sealed record SystemState(string Name, string Tone, string Word, string Text)
{
    /// <summary>In stock: units by what has become of them.</summary>
    public static SystemState Stock(OrderView order)
    {
        var (ordered, committed) = (order.Lines.Sum(l => l.Ordered), order.Lines.Sum(l => l.Allocated));
        var (left, cancelled) = (order.Lines.Sum(l => l.Fulfilled), order.Lines.Sum(l => l.Cancelled));
        var (tone, word) = left > 0 && left + cancelled == ordered ? ("good", "handed over")
            : committed > 0 ? ("good", "committed")
            : cancelled == ordered ? ("plain", "given back") : ("busy", "open");
        return new SystemState(
            "Stock", tone, word,
            $"{ordered} ordered, {committed} committed, {left} handed over, {cancelled} cancelled");
    }

    /// <summary>At an account outside: all its documents together.</summary>
    public static SystemState Account(string name, IReadOnlyCollection<DocumentView> documents)
    {
        var failed = documents.FirstOrDefault(d => d.Status is DocumentStatus.Rejected or DocumentStatus.DeadLettered);
        var open = documents.FirstOrDefault(d => d.Status is DocumentStatus.Pending or DocumentStatus.Submitted
            or DocumentStatus.Indeterminate);
        var posted = documents.Count(d => d.Status == DocumentStatus.Posted);
        var numbers = string.Join(", ", documents.Where(d => d.Number != d.Key)
            .Select(d => d.Number).OfType<string>().TakeLast(3));
        var sum = $"{posted} of {documents.Count} on record";
        return failed is not null
            ? new SystemState(name, "bad", Shown.Words(Shown.Name(failed.Status)), $"{failed.Code}; {sum}")
            : open is not null ? new SystemState(name, "busy", Shown.Words(Shown.Name(open.Status)),
                open.Code is { } code ? $"{code}; {sum}" : sum)
            : new SystemState(name, "good", "on record", numbers.Length > 0 ? $"{sum}: {numbers}" : sum);
    }
}
