using System.Collections.Immutable;
using System.Globalization;
using RetailActors.Operations;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    private const string MissingKind = "missing";

    /// <summary>Decisions of the exception desk that an order remembers, to recognise a repetition.</summary>
    public const int RememberedDecisions = 64;

    private static (ResolutionResult, OrderEvent[]) DecideMissing(
        Order s, Shortfall missing, Resolution c, DateTimeOffset now)
    {
        if (missing.Standing != ShortfallStanding.Waiting)
            return (ResolutionResult.AlreadyResolved, []);
        if (KindOf(c) is not { } kind || DaysOf(c) is not { } days)
            return (ResolutionResult.NotAllowed, []);
        var until = kind == ShortfallDecision.Backorder ? now.AddDays(days) : (DateTimeOffset?)null;
        var decided = new OrderEvent.MissingDecided(missing.Part, c.Id, kind, until, c.By, now);
        return (ResolutionResult.Resolved, kind != ShortfallDecision.Cancel
            ? [decided]
            : [decided, new OrderEvent.UnitsCancelled(
                missing.Part, [new LineQuantity(missing.LineId, missing.Quantity)], c.By, now, missing.Part)]);
    }

    private static ShortfallDecision? KindOf(Resolution c) => c.Kind switch
    {
        ResolutionKind.Retry => ShortfallDecision.ReSource,
        ResolutionKind.Edit => c.Edits.GetValueOrDefault(OrderParts.Resolution) switch
        {
            OrderParts.ReSource => ShortfallDecision.ReSource,
            OrderParts.Cancel => ShortfallDecision.Cancel,
            OrderParts.Backorder => ShortfallDecision.Backorder,
            _ => null,
        },
        _ => null,
    };

    /// <summary>Null: not a number of days that may be waited.</summary>
    private static int? DaysOf(Resolution c) => !c.Edits.TryGetValue(OrderParts.BackorderDays, out var text)
        ? OrderParts.StandardBackorderDays
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= OrderParts.MaxBackorderDays
                ? days
                : null;

    /// <summary>What a search came to. A search that nobody waits for any more gives back what it has found.</summary>
    private static OrderEvent? SourcedBy(Order s, OrderFact.UnitsSourced fact, DateTimeOffset now) =>
        FindSearch(s, fact.Call) switch
        {
            null => null,
            { Standing: ShortfallStanding.Withdrawn } => new OrderEvent.UnitsSourced(fact.Call, fact.Locations),
            _ when !fact.Locations.IsEmpty => new OrderEvent.UnitsSourced(fact.Call, fact.Locations),
            { Standing: ShortfallStanding.Backordered, Until: { } until } when now < until => null,
            _ => new OrderEvent.SourcingFailed(fact.Call, now),
        };

    private static bool IsSearched(Shortfall f) => f.Standing != ShortfallStanding.Waiting;

    private static OrderCall.SourceUnits SearchFor(Order s, Shortfall f)
    {
        var line = s.Lines[IndexOf(s, f.LineId)];
        // Where they were not found comes last: by now there may be others.
        var places = s.Intake.Candidates.Remove(f.From).Add(f.From);
        return new OrderCall.SourceUnits(f.Call, new AllocationRequest(
            f.LineId, line.Intake.Sku, f.Quantity, ReservationOf(s, f), places, null));
    }

    private static ReservationId ReservationOf(Order s, Shortfall f) =>
        new($"{s.Intake.Id.Value}:{f.LineId.Value}:m{f.Number}.{f.Search}");

    private static Shortfall? FindSearch(Order s, string call)
    {
        foreach (var f in s.Shortfalls)
            if (IsSearched(f) && f.Call == call) return f;
        return null;
    }

    private static Shortfall? FindMissing(Order s, string part)
    {
        foreach (var f in s.Shortfalls)
            if (f.Part == part && f.Standing != ShortfallStanding.Withdrawn) return f;
        return null;
    }

    private static Order Changed(Order s, Shortfall f, Func<Shortfall, Shortfall> change) =>
        s with { Shortfalls = s.Shortfalls.Replace(f, change(f)) };

    private static Order OnMissing(Order s, OrderEvent.UnitsMissing e)
    {
        var number = s.Fulfilments.Length + 1;
        var lines = s.Lines.ToBuilder();
        var following = s.Following.ToBuilder();
        var shortfalls = s.Shortfalls.ToBuilder();
        foreach (var q in e.Lines)
        {
            var i = IndexOf(s, q.LineId);
            var before = lines[i];
            var (line, parts) = LineSources.Take(before, q.Quantity);
            lines[i] = line with { MadeReady = Math.Min(line.MadeReady, line.Fulfilled + line.Allocated) };
            shortfalls.Add(new Shortfall(number, q.LineId, q.Quantity, parts[0].Location, e.Note.At));
            foreach (var part in parts)
                following.Add(Leaving("missing", number, before, part, e.Id, e.Note, following));
        }
        return s with
        {
            Lines = lines.MoveToImmutable(),
            Following = following.DrainToImmutable(),
            Shortfalls = shortfalls.DrainToImmutable(),
            Fulfilments = s.Fulfilments.Add(ViewOf(e.Id, MissingKind, e.Lines, e.Note)),
        };
    }

    private static Order OnMissingDecided(Order s, OrderEvent.MissingDecided e)
    {
        var f = FindMissing(s, e.Part)!;
        return Decided(s, e.Part, e.Decision) with
        {
            Shortfalls = s.Shortfalls.Replace(f, e.Kind switch
            {
                ShortfallDecision.ReSource => f with { Standing = ShortfallStanding.Sourcing, Search = f.Search + 1 },
                ShortfallDecision.Backorder => f with
                {
                    Standing = ShortfallStanding.Backordered,
                    Search = f.Search + 1,
                    Until = e.Until,
                },
                _ => f,
            }),
        };
    }

    private static Order OnSourced(Order s, OrderEvent.UnitsSourced e)
    {
        var f = FindSearch(s, e.Call)!;
        var i = IndexOf(s, f.LineId);
        var (line, reservation) = (s.Lines[i], ReservationOf(s, f));
        var following = s.Following.ToBuilder();
        var isNeeded = f.Standing != ShortfallStanding.Withdrawn;
        foreach (var location in e.Locations.Skip(isNeeded ? 1 : 0))
            following.Add(ReleaseOf(
                line, s.Releases + 1, new LineSource(reservation, location, f.Quantity), false));
        return s with
        {
            Lines = isNeeded
                ? s.Lines.SetItem(i, LineSources.Add(line, new LineSource(reservation, e.Locations[0], f.Quantity)))
                : s.Lines,
            Releases = s.Releases + 1,
            Following = following.DrainToImmutable(),
            Shortfalls = s.Shortfalls.Remove(f),
        };
    }

    /// <summary>
    /// Missing units that are cancelled are missing no more. A search that may have found some goes on until it has
    /// said so; for what is still needed of its units another one starts.
    /// </summary>
    private static ImmutableArray<Shortfall> Withdraw(
        ImmutableArray<Shortfall> shortfalls, LineId line, int units, string? part)
    {
        for (var i = 0; i < shortfalls.Length && units > 0; i++)
        {
            var f = shortfalls[i];
            if (f.LineId != line || f.Standing == ShortfallStanding.Withdrawn || (part is not null && f.Part != part))
                continue;
            var cut = Math.Min(units, f.Quantity);
            units -= cut;
            var left = f with { Quantity = f.Quantity - cut };
            if (f.Standing == ShortfallStanding.Waiting)
            {
                shortfalls = cut < f.Quantity ? shortfalls.SetItem(i, left) : shortfalls.RemoveAt(i--);
                continue;
            }
            shortfalls = shortfalls.SetItem(i, f with { Standing = ShortfallStanding.Withdrawn });
            if (cut < f.Quantity)
                shortfalls = shortfalls.Insert(++i, left with { Search = f.Search + 1 });
        }
        return shortfalls;
    }
}
