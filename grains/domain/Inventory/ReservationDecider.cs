using System.Diagnostics;
using RetailActors.Journal;

namespace RetailActors.Inventory;

/// <summary>Where the units of a checkout hold are. The stock actor there decides everything else.</summary>
public abstract record Reservation
{
    private Reservation() { }

    /// <summary>Nobody has placed this hold.</summary>
    public sealed record Unplaced : Reservation;

    /// <summary>Asked for here; a retry must ask for the same.</summary>
    public sealed record Placed(Sku Sku, LocationId Location, int Quantity) : Reservation;
}

/// <summary>What has happened to a checkout hold's own actor.</summary>
public abstract record ReservationEvent
{
    private ReservationEvent() { }

    /// <summary>It was tied to a SKU and a location for ever.</summary>
    public sealed record Placed(Sku Sku, LocationId Location, int Quantity, Origin By) : ReservationEvent;
}

/// <summary>How placing a hold goes on.</summary>
public abstract record PlaceStep
{
    private PlaceStep() { }

    /// <summary>Answered without the stock actor.</summary>
    public sealed record Answered(ReserveResult Result) : PlaceStep;

    /// <summary>Once the events are durable, the stock actor is asked and its answer is the answer.</summary>
    public sealed record AskStock : PlaceStep;
}

/// <summary>The rules of a checkout hold's own actor.</summary>
public static class ReservationDecider
{
    private static readonly ReservationEvent[] _none = [];

    /// <summary>All that the journal needs to know of it. It owes nothing and no list shows it.</summary>
    public static Fold<Reservation, ReservationEvent> Fold { get; } = new(
        "reservation", new Reservation.Unplaced(), Evolve, _ => [], _ => null, StockCodecs.Reservation);

    /// <summary>Ties the hold to its place before the stock actor is asked, so that a lost reply cannot leave units
    /// held where nobody looks.</summary>
    /// <returns>First that applies: Expired, ReservedDifferently (each as an answer), AskStock.</returns>
    public static (PlaceStep, ReservationEvent[]) Decide(Reservation s, PlaceReservation c, DateTimeOffset now)
    {
        if (c.Expires <= now)
        {
            return (new PlaceStep.Answered(new ReserveResult.Expired()), _none);
        }
        return s switch
        {
            Reservation.Unplaced => (new PlaceStep.AskStock(),
                [new ReservationEvent.Placed(c.Sku, c.Location, c.Quantity, c.By)]),
            Reservation.Placed p when p == new Reservation.Placed(c.Sku, c.Location, c.Quantity) =>
                (new PlaceStep.AskStock(), _none),
            Reservation.Placed => (new PlaceStep.Answered(new ReserveResult.ReservedDifferently()), _none),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The state after an event.</summary>
    public static Reservation Evolve(Reservation s, ReservationEvent e) => e switch
    {
        ReservationEvent.Placed p => new Reservation.Placed(p.Sku, p.Location, p.Quantity),
        _ => throw new UnreachableException(),
    };
}
