using System.Globalization;
using System.Text.Json;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Orders;

/// <summary>Reads an order's way out of the journals of all that has to do with it.</summary>
public static class OrderLineage
{
    /// <summary>Most streams of one lineage. An order has its documents, up to four payments and 200 returns; each of
    /// them may name exceptions, messages, settlements and an exchange.</summary>
    public const int MaxStreams = 500;

    /// <summary>Most steps told; of more, the latest.</summary>
    public const int MaxSteps = 5_000;

    /// <summary>The step that says what was left off; it is told last, by actor <c>lineage</c>.</summary>
    public const string LeftOff = "left-off";

    /// <summary>The steps by time; empty when there is no such order.</summary>
    /// <remarks>What the order names is read side by side, then what was found in that, as long as something new is
    /// named.</remarks>
    public static async Task<IReadOnlyList<LineageStep>> Read(IJournal journal, OrderKey key, Order order)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var steps = new List<LineageStep>();
        var (read, beyond) = (0, 0);
        var named = LineageLinks.Begin(key, order).ToList();
        while (named.Count > 0)
        {
            var fresh = named.Where(s => known.Add(s.Stream)).ToList();
            var now = fresh.Take(MaxStreams - read).ToList();
            (read, beyond) = (read + now.Count, beyond + fresh.Count - now.Count);
            var entries = await Task.WhenAll(now.Select(s => journal.Read(new StreamPosition(s.Stream, 0))));
            named = [];
            foreach (var (stream, appends) in now.Zip(entries))
            {
                Take(key, stream, appends, steps, named);
            }
        }
        return Bounded([.. steps.OrderBy(step => step.At)], beyond);
    }

    /// <summary>The events of one append as steps.</summary>
    /// <exception cref="RecordUnreadableException">They are damaged.</exception>
    public static IEnumerable<LineageStep> Steps(string actor, JournalEntry entry) =>
        [.. Events(entry).Select(e => new LineageStep(
            entry.At, actor, e.Step, e.Data.GetRawText(), TraceId(entry.TraceParent)))];

    /// <summary>Adds the steps of a stream, and the streams that they name.</summary>
    private static void Take(
        OrderKey key, LineageStream stream, IReadOnlyList<JournalEntry> appends, List<LineageStep> steps,
        List<LineageStream> named)
    {
        foreach (var entry in appends)
        {
            foreach (var (step, data) in Events(entry))
            {
                if (!LineageLinks.Concerns(key.Id, stream, step, data))
                {
                    return;
                }
                named.AddRange(LineageLinks.Follow(key.Tenant, stream, step, data));
                if (stream.Actor is { } actor)
                {
                    steps.Add(new LineageStep(
                        entry.At, actor, step, LineageLinks.Detail(stream, step, data), TraceId(entry.TraceParent)));
                }
            }
        }
    }

    /// <summary>Name and content of each event.</summary>
    /// <exception cref="RecordUnreadableException">They are damaged.</exception>
    private static (string Step, JsonElement Data)[] Events(JournalEntry entry)
    {
        try
        {
            return [.. JsonElement.Parse(entry.Events).EnumerateArray()
                .Select(e => (e.GetProperty("e").GetString()!, e.GetProperty("d")))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw UnreadableRecord.At(entry.Stream, entry.Version, UnreadableRecord.ReasonOf(e));
        }
    }

    private static LineageStep[] Bounded(LineageStep[] steps, int streams)
    {
        var more = Math.Max(0, steps.Length - MaxSteps);
        return streams + more == 0
            ? steps
            : [.. steps[more..], new LineageStep(steps[^1].At, "lineage", LeftOff, string.Create(
                CultureInfo.InvariantCulture, $$"""{"streams":{{streams}},"steps":{{more}}}"""), null)];
    }

    private static string? TraceId(string? parent) => parent?.Split('-') is [_, var trace, ..] ? trace : null;
}
