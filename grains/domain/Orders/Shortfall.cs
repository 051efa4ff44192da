using RetailActors.Operations;

namespace RetailActors.Orders;

/// <summary>A place beside a line's first one that some of its units come from.</summary>
/// <param name="Reservation">The allocation there.</param>
/// <param name="Location">Where.</param>
/// <param name="Units">Eaches, still to leave.</param>
public sealed record LineSource(ReservationId Reservation, LocationId Location, int Units)
{
    /// <summary>Tells it from the other places of its line: <c>m1.1/store-12</c>.</summary>
    public string Name => $"{Reservation.Value[(Reservation.Value.LastIndexOf(':') + 1)..]}/{Location.Value}";
}

/// <summary>What is done about units that could not be found.</summary>
public enum ShortfallStanding
{
    /// <summary>Somebody has to decide.</summary>
    Waiting,
    /// <summary>Looked for elsewhere.</summary>
    Sourcing,
    /// <summary>Stock is waited for.</summary>
    Backordered,
    /// <summary>Not needed any more; what a search has found is given back.</summary>
    Withdrawn,
}

/// <summary>Units of a line that could not be found.</summary>
/// <param name="Number">Of the report among the order's hand-overs, 1 for the first.</param>
/// <param name="LineId">The line.</param>
/// <param name="Quantity">Eaches.</param>
/// <param name="From">Where they were looked for.</param>
/// <param name="At">UTC.</param>
/// <param name="Standing">What is done about them.</param>
/// <param name="Search">Searches so far; part of the reservation's id.</param>
/// <param name="Until">How long stock is waited for, UTC.</param>
public sealed record Shortfall(
    int Number, LineId LineId, int Quantity, LocationId From, DateTimeOffset At,
    ShortfallStanding Standing = ShortfallStanding.Waiting, int Search = 0, DateTimeOffset? Until = null)
{
    /// <summary>What the exception desk calls it.</summary>
    public string Part => $"missing/{Number}/{LineId.Value}";

    /// <summary>The call of the present search.</summary>
    public string Call => $"source/{Number}/{LineId.Value}/{Search}";
}

/// <summary>What was decided about units that could not be found.</summary>
public enum ShortfallDecision
{
    /// <summary>Look for them elsewhere.</summary>
    ReSource,
    /// <summary>Cancel them.</summary>
    Cancel,
    /// <summary>Wait for stock.</summary>
    Backorder,
}

/// <summary>Something of an order that is, or has to be, on the exception desk.</summary>
/// <param name="Part">See <see cref="OrderParts"/>.</param>
/// <param name="Kind">Kind of the exception.</param>
public sealed record DeskPart(string Part, string Kind);

/// <summary>What the exception desk is told.</summary>
/// <param name="Part">What about.</param>
/// <param name="Owner">Who has to look at it.</param>
/// <param name="Evidence">For people.</param>
/// <param name="Since">UTC.</param>
/// <param name="Deadline">UTC.</param>
/// <param name="Actions">What may be decided.</param>
public sealed record DeskNote(
    DeskPart Part, Role Owner, string Evidence, DateTimeOffset Since, DateTimeOffset Deadline,
    System.Collections.Immutable.ImmutableArray<ResolutionKind> Actions);
