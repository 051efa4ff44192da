using System.Collections.Immutable;
using RetailActors.Postings;
using RetailActors.Returns;

namespace RetailActors.Orders;

/// <summary>Units to commit for one line.</summary>
/// <param name="LineId">The line.</param>
/// <param name="Sku">What.</param>
/// <param name="Quantity">Eaches.</param>
/// <param name="Reservation">The id to commit them under, the same at every location.</param>
/// <param name="Candidates">Locations to ask, best first; all units come from one of them.</param>
/// <param name="Hold">A checkout hold to take them from, or null.</param>
public sealed record AllocationRequest(
    LineId LineId, Sku Sku, int Quantity, ReservationId Reservation,
    ImmutableArray<LocationId> Candidates, ReservationId? Hold);

/// <summary>A call that an order owes to another actor. Its id and every id in it are derived from the state.</summary>
public abstract record OrderCall
{
    private OrderCall(string call) => Call = call;

    /// <summary>Unique within the order.</summary>
    public string Call { get; }

    /// <summary>Commit units for all lines that are not decided.</summary>
    /// <remarks>
    /// The first location that has the units gets the line. When an earlier attempt may have reached a location (a
    /// retry, a resumed order): let its calls expire, then ask every candidate for the reservation first. An attempt
    /// whose answer was lost may have committed at a location that would not be reached now. Report all that are found;
    /// the order gives back what is too much.
    /// </remarks>
    public sealed record AllocateLines(ImmutableArray<AllocationRequest> Lines) : OrderCall(Id)
    {
        /// <summary>The id of this call in every order.</summary>
        public const string Id = "allocate";
    }

    /// <summary>Authorise a tender, owed since a time.</summary>
    public sealed record AuthorisePayment(string Call, PaymentId Payment, Tender Tender, DateTimeOffset Since)
        : OrderCall(Call);

    /// <summary>Give units back.</summary>
    public sealed record ReleaseLine(
        string Call, LineId LineId, ReservationId Reservation, Sku Sku, LocationId Location, int Quantity,
        string ReleaseId) : OrderCall(Call);

    /// <summary>Tell stock that units have left.</summary>
    public sealed record FulfilLine(
        string Call, LineId LineId, ReservationId Reservation, Sku Sku, LocationId Location,
        FulfilmentId Fulfilment, int Quantity, DateTimeOffset OccurredAt) : OrderCall(Call);

    /// <summary>Take money for what has left.</summary>
    public sealed record CapturePayment(
        string Call, PaymentId Payment, OperationId Operation, Money Amount) : OrderCall(Call);

    /// <summary>Tell what has happened, oldest first, for the systems outside.</summary>
    public sealed record TellSteps(ImmutableArray<Step> Steps) : OrderCall(Id)
    {
        /// <summary>The id of this call in every order.</summary>
        public const string Id = "tell";

        /// <summary>Most steps of one call; the rest follows in the next.</summary>
        public const int MaxSteps = 32;
    }

    /// <summary>Hand over to a return what was allocated to it, should whoever asked not live to do so.</summary>
    public sealed record OpenReturn(string Call, ReturnClaim Claim) : OrderCall(Call);

    /// <summary>Commit units instead of some that could not be found, at the first location that has them.</summary>
    /// <remarks>As for <see cref="AllocateLines"/>: report all that are found.</remarks>
    public sealed record SourceUnits(string Call, AllocationRequest Request) : OrderCall(Call);

    /// <summary>Put something on the exception desk.</summary>
    public sealed record RaiseException(string Call, DeskNote Note) : OrderCall(Call);

    /// <summary>Take something off the exception desk.</summary>
    public sealed record ClearException(string Call, DeskPart Part) : OrderCall(Call);

    /// <summary>Let go money that is not needed any more.</summary>
    public sealed record VoidPayment(
        string Call, PaymentId Payment, OperationId Operation, Money Amount) : OrderCall(Call);
}
