using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>The manual actions of one day, in their order.</summary>
public sealed record AuditTrail(ImmutableList<AuditLine> Lines, ImmutableDictionary<string, int> Places)
{
    /// <summary>Before the first event.</summary>
    public static readonly AuditTrail None = new([], ImmutableDictionary<string, int>.Empty);
}

/// <summary>What happened to a trail.</summary>
public abstract record AuditEvent
{
    private AuditEvent() { }

    /// <summary>Somebody is about to do something.</summary>
    public sealed record Noted(AuditAction Action) : AuditEvent;
    /// <summary>It was done, or was not.</summary>
    public sealed record Concluded(string Id, bool Done, string Outcome) : AuditEvent;
}

/// <summary>How the events of a trail stand in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEvent.Noted))]
[JsonSerializable(typeof(AuditEvent.Concluded))]
public sealed partial class AuditJson : JsonSerializerContext;

/// <summary>Keeps what people do by hand. Pure.</summary>
public static class AuditDecider
{
    /// <summary>Notes an action; false when the day is full.</summary>
    public static (bool, AuditEvent[]) Note(AuditTrail state, AuditAction action) =>
        state.Places.ContainsKey(action.Id) ? (true, [])
            : state.Lines.Count >= AuditPage.MaxActions ? (false, [])
            : (true, [new AuditEvent.Noted(action)]);

    /// <summary>Notes what came of an action; false when nobody has noted it.</summary>
    public static (bool, AuditEvent[]) Conclude(AuditTrail state, string id, bool done, string outcome) =>
        !state.Places.TryGetValue(id, out var place) ? (false, [])
            : state.Lines[place].Done is not null ? (true, [])
            : (true, [new AuditEvent.Concluded(id, done, outcome)]);

    /// <summary>The state after an event.</summary>
    public static AuditTrail Evolve(AuditTrail state, AuditEvent e) => e switch
    {
        AuditEvent.Noted n => new AuditTrail(
            state.Lines.Add(new AuditLine(n.Action, null, null)), state.Places.Add(n.Action.Id, state.Lines.Count)),
        AuditEvent.Concluded c => state with
        {
            Lines = state.Lines.SetItem(state.Places[c.Id], state.Lines[state.Places[c.Id]] with
            {
                Done = c.Done,
                Outcome = c.Outcome,
            }),
        },
        _ => throw new UnreachableException($"{e.GetType().Name} is no event of a trail."),
    };

    /// <summary>The actions that fit, the last first.</summary>
    public static AuditFindings Search(AuditTrail state, AuditSearch search)
    {
        var (lines, limit) = (ImmutableArray.CreateBuilder<AuditLine>(), Math.Clamp(search.Limit, 1, 1_000));
        for (var i = Math.Min(search.Before ?? int.MaxValue, state.Lines.Count) - 1; i >= 0; i--)
        {
            var line = state.Lines[i];
            if ((search.Who ?? line.Action.By.Client) != line.Action.By.Client
                || (search.About ?? line.Action.About) != line.Action.About)
            {
                continue;
            }
            if (lines.Count == limit)
            {
                return new AuditFindings(lines.ToImmutable(), i + 1);
            }
            lines.Add(line);
        }
        return new AuditFindings(lines.ToImmutable(), null);
    }

    /// <summary>A page, the last action first.</summary>
    public static AuditPage Page(AuditTrail state, int skip, int limit)
    {
        var last = state.Lines.Count - 1 - Math.Max(0, skip);
        var count = Math.Clamp(limit, 1, 1_000);
        return new AuditPage(state.Lines.Count,
            [.. Enumerable.Range(0, count).Select(i => last - i).Where(i => i >= 0).Select(i => state.Lines[i])]);
    }

    /// <summary>The events under the names that they have in the journal for ever.</summary>
    public static readonly EventCodec<AuditEvent> Codec = new EventCodec<AuditEvent>()
        .Add("noted", AuditJson.Default.Noted)
        .Add("concluded", AuditJson.Default.Concluded);

    /// <summary>All that the journal needs to know of trails. A trail owes nothing and is in no list.</summary>
    public static readonly Fold<AuditTrail, AuditEvent> Fold =
        new("audit", AuditTrail.None, Evolve, static _ => [], static _ => null, Codec);
}
