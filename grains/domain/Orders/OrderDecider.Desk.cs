using System.Collections.Immutable;
using RetailActors.Operations;

namespace RetailActors.Orders;

public static partial class OrderDecider
{
    /// <summary>Kind of the exception about an order that somebody holds.</summary>
    public const string HeldKind = "order-on-hold";

    /// <summary>Kind of the exception about units that could not be found.</summary>
    public const string UnitsMissingKind = "units-missing";

    /// <summary>Kind of the exception about a capture or a void that was refused.</summary>
    public const string CallRefusedKind = "payment-call-refused";

    /// <summary>Until when a hold should have been decided.</summary>
    public static readonly TimeSpan HeldDeadline = TimeSpan.FromHours(24);

    /// <summary>Until when it should have been decided about missing units and refused calls.</summary>
    public static readonly TimeSpan DecideWithin = TimeSpan.FromHours(4);

    private static readonly ImmutableArray<ResolutionKind> _release = [ResolutionKind.Retry];
    private static readonly ImmutableArray<ResolutionKind> _search = [ResolutionKind.Retry, ResolutionKind.Edit];
    private static readonly ImmutableArray<ResolutionKind> _askAgain = [ResolutionKind.Retry, ResolutionKind.Waive];

    /// <summary>Takes a decision of the exception desk about a part of the order, see <see cref="OrderParts"/>.
    /// </summary>
    /// <returns>First that applies: Resolved (this decision again), NotFound, AlreadyResolved, NotAllowed, Resolved.
    /// </returns>
    public static (ResolutionResult, OrderEvent[]) Decide(Order s, Resolution c, DateTimeOffset now)
    {
        if (s.Decisions.Contains(c.Id))
            return (ResolutionResult.Resolved, []);
        if (FindMissing(s, c.Part) is { } missing)
            return DecideMissing(s, missing, c, now);
        if (c.Part.StartsWith("hold/", StringComparison.Ordinal) && s.HoldIds.Contains(c.Part[5..]))
            return !s.Holds.Any(h => h.Id == c.Part[5..]) ? (ResolutionResult.AlreadyResolved, [])
                : c.Kind != ResolutionKind.Retry ? (ResolutionResult.NotAllowed, [])
                : (ResolutionResult.Resolved, [new OrderEvent.HoldsReleased([c.Part[5..]], c.Id, c.By, now)]);
        foreach (var refused in s.Refused)
        {
            if (c.Part == PartOf(refused))
                return c.Kind is ResolutionKind.Retry or ResolutionKind.Waive
                    ? (ResolutionResult.Resolved, [new OrderEvent.RefusalDecided(
                        refused.Call.Call, c.Id, c.Kind == ResolutionKind.Retry, c.By, now)])
                    : (ResolutionResult.NotAllowed, []);
        }
        return (ResolutionResult.NotFound, []);
    }

    private static string PartOf(RefusedCall refused) => $"call/{refused.Call.Call}";

    private static bool NeedsDesk(Order s) =>
        s.OnDesk.Length + s.Holds.Length + s.Shortfalls.Length + s.Refused.Length > 0;

    /// <summary>What the exception desk does not know yet, and what it does not know to be settled.</summary>
    private static void AddDesk(Order s, List<OrderCall> calls)
    {
        var notes = Notes(s);
        foreach (var note in notes)
            if (!s.OnDesk.Contains(note.Part))
                calls.Add(new OrderCall.RaiseException($"raise/{note.Part.Part}", note));
        foreach (var part in s.OnDesk)
            if (!notes.Exists(n => n.Part == part))
                calls.Add(new OrderCall.ClearException($"clear/{part.Part}", part));
    }

    /// <summary>Everything that waits for somebody.</summary>
    private static List<DeskNote> Notes(Order s)
    {
        var notes = new List<DeskNote>();
        foreach (var h in s.HasSomethingLeft ? s.Holds : [])
            notes.Add(new DeskNote(
                new DeskPart($"hold/{h.Id}", HeldKind), Role.Service,
                $"{h.By.Client} holds order {s.Intake.Id}: {h.Reason}. {h.By.Reason}".TrimEnd(), h.At,
                h.At + HeldDeadline, _release));
        foreach (var f in s.Shortfalls)
            if (f.Standing == ShortfallStanding.Waiting)
                notes.Add(new DeskNote(
                    new DeskPart(f.Part, UnitsMissingKind), Role.Operations,
                    $"{f.Quantity} of {s.Lines[IndexOf(s, f.LineId)].Intake.Sku} for line {f.LineId} of order "
                        + $"{s.Intake.Id} are not at {f.From}"
                        + (f.Search > 0 ? $", nor anywhere else after {f.Search} searches." : "."), f.At,
                    f.At + DecideWithin, _search));
        foreach (var r in s.Refused)
            notes.Add(new DeskNote(
                new DeskPart(PartOf(r), CallRefusedKind), Role.Finance,
                $"{r.Call.Call} of order {s.Intake.Id} was refused: {r.Code}.", r.At, r.At + DecideWithin, _askAgain));
        return notes;
    }

    // Also what is settled by now: the desk knows of it and has to hear that.
    private static OrderEvent? DeskTold(Order s, OrderFact.DeskTold fact) => s.OnDesk.Contains(fact.Part) == fact.Raised
        ? null
        : fact.Raised
            ? new OrderEvent.ExceptionRaised(fact.Part.Part, fact.Part.Kind)
            : new OrderEvent.ExceptionCleared(fact.Part.Part);

    /// <summary>The desk closes what it has decided by itself; should it come back, it is raised anew.</summary>
    private static Order Decided(Order s, string part, string decision) => s with
    {
        OnDesk = s.OnDesk.RemoveAll(d => d.Part == part),
        Decisions = s.Decisions.Length < RememberedDecisions
            ? s.Decisions.Add(decision)
            : s.Decisions.RemoveAt(0).Add(decision),
    };

    // A refused operation stays refused under its id; what somebody decides to try again is another one.
    private static Order OnRefusalDecided(Order s, OrderEvent.RefusalDecided e)
    {
        var refused = s.Refused.First(r => r.Call.Call == e.Call);
        var after = Decided(s, PartOf(refused), e.Decision) with { Refused = s.Refused.Remove(refused) };
        return !e.Again ? after : after with
        {
            Following = after.Following.Add(refused.Call switch
            {
                OrderCall.CapturePayment c => c with { Operation = new OperationId($"{c.Operation.Value}.r") },
                OrderCall.VoidPayment c => c with { Operation = new OperationId($"{c.Operation.Value}.r") },
                var other => other,
            }),
        };
    }
}
