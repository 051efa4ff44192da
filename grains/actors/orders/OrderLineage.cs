using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>Reads an order's way out of the journals of the order, its payments and its returns.</summary>
public static class OrderLineage
{
    /// <summary>The steps by time; empty when there is no such order.</summary>
    public static async Task<IReadOnlyList<LineageStep>> Read(IJournal journal, OrderKey key, Order order)
    {
        var streams = new List<(string Actor, string Stream)>
        {
            ("order", $"order/{key}"), ("posting", $"posting/{new PostingKey(key.Tenant, key.Id.Value)}"),
        };
        foreach (var payment in order.Payments)
        {
            streams.Add(($"payment {payment.Id.Value}", $"payment/{new PaymentKey(key.Tenant, payment.Id)}"));
        }
        foreach (var back in order.Returns)
        {
            streams.Add(($"return {back.Claim.Id.Value}", $"return/{new ReturnKey(key.Tenant, back.Claim.Id)}"));
        }
        var entries = await Task.WhenAll(streams.Select(s => journal.Read(new StreamPosition(s.Stream, 0))));
        return [.. streams.Zip(entries)
            .SelectMany(pair => pair.Second.SelectMany(entry => Steps(pair.First.Actor, entry)))
            .OrderBy(step => step.At)];
    }

    /// <summary>The events of one append as steps.</summary>
    /// <exception cref="RecordUnreadableException">They are damaged.</exception>
    public static IEnumerable<LineageStep> Steps(string actor, JournalEntry entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Events);
            return [.. document.RootElement.EnumerateArray().Select(e => new LineageStep(
                entry.At, actor, e.GetProperty("e").GetString()!, e.GetProperty("d").GetRawText(),
                TraceId(entry.TraceParent)))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw UnreadableRecord.At(entry.Stream, entry.Version, UnreadableRecord.ReasonOf(e));
        }
    }

    private static string? TraceId(string? parent) => parent?.Split('-') is [_, var trace, ..] ? trace : null;
}
