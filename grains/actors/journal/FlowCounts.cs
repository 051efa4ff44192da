using System.Collections.Concurrent;
using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>Counts what this silo has written, by tenant and kind of work.</summary>
/// <remarks>An order, a message, a return or an exception counts once, when it comes in; stock, payments and documents
/// count with every change.</remarks>
public sealed class FlowCounts
{
    /// <summary>Tenants beyond these are not counted.</summary>
    public const int MaxTenants = 1_000;

    private readonly ConcurrentDictionary<string, long[]> _tenants = new(StringComparer.Ordinal);

    private static readonly string[] _flows =
        ["documents", "exceptions", "messages", "orders", "payments", "returns", "stock"];

    /// <summary>The tenants that something was written for.</summary>
    public IEnumerable<string> Tenants => _tenants.Keys;

    /// <summary>Counts the appends of a batch that were written.</summary>
    public void Add(IReadOnlyList<JournalAppend> batch, bool[] written)
    {
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] && FlowOf(batch[i]) is >= 0 and var flow)
            {
                Add(batch[i].Tenant, flow);
            }
        }
    }

    /// <summary>What was counted for a tenant.</summary>
    public ImmutableArray<FlowCount> Of(string tenant) => _tenants.TryGetValue(tenant, out var counts)
        ? [.. _flows.Select((flow, i) => new FlowCount(flow, Interlocked.Read(ref counts[i])))]
        : [];

    private void Add(string tenant, int flow)
    {
        if (!_tenants.TryGetValue(tenant, out var counts))
        {
            if (_tenants.Count >= MaxTenants)
            {
                return;
            }
            counts = _tenants.GetOrAdd(tenant, static _ => new long[_flows.Length]);
        }
        Interlocked.Increment(ref counts[flow]);
    }

    private static int FlowOf(JournalAppend append)
    {
        var kind = append.Stream.AsSpan(0, Math.Max(0, append.Stream.IndexOf('/')));
        return kind switch
        {
            "posting" => 0,
            "exception" when append.Version == 1 => 1,
            "inbox" when append.Version == 1 => 2,
            "order" when append.Version == 1 => 3,
            "payment" => 4,
            "return" when append.Version == 1 => 5,
            "stock" => 6,
            _ => -1,
        };
    }
}
