using Orleans.Concurrency;
using Orleans.GrainDirectory;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Inventory;

/// <summary>Shell of a checkout hold: remembers where it is, then asks the stock actor there.</summary>
[Reentrant, PlacedByKey, GrainDirectory(GrainDirectoryName = NoDirectory.Name), GrainType("reservation")]
public sealed class ReservationGrain : Grain, IReservation
{
    private readonly ReservationKey _key;
    private readonly TimeProvider _clock;
    private readonly Ledger<Reservation, ReservationEvent> _ledger;

    /// <summary>Made by Orleans.</summary>
    public ReservationGrain(Ledgers ledgers)
    {
        _key = ReservationKey.Parse(this.GetPrimaryKeyString());
        _clock = ledgers.Clock;
        _ledger = ledgers.For(this, ReservationDecider.Fold, DeactivateOnIdle);
    }

    /// <inheritdoc/>
    public async Task<ReserveResult> Place(PlaceReservation command)
    {
        // The place is durable before any unit is held, so a hold can always be found by its id alone.
        var step = await _ledger.Commit(s => ReservationDecider.Decide(s, command, _clock.GetUtcNow()));
        return step is PlaceStep.Answered answered
            ? answered.Result
            : await Stock(command.Sku, command.Location)
                .Reserve(new Reserve(_key.Id, command.Quantity, command.Expires));
    }

    /// <inheritdoc/>
    public async Task<ReservationView?> Read() =>
        await Place() is { } place ? await Stock(place.Sku, place.Location).ReadReservation(_key.Id) : null;

    /// <inheritdoc/>
    public async Task<ExtendResult> Extend(DateTimeOffset expires) => await Place() is { } place
        ? await Stock(place.Sku, place.Location).Extend(new Extend(_key.Id, expires))
        : new ExtendResult.NotFound();

    /// <inheritdoc/>
    public async Task<ReleaseResult> Release(Origin by) => await Place() is { } place
        ? await Stock(place.Sku, place.Location).Release(new Release(_key.Id, "delete", null, by))
        : new ReleaseResult.NotFound();

    private async ValueTask<Reservation.Placed?> Place()
    {
        var place = await _ledger.Read(s => s as Reservation.Placed);
        if (place is null)
        {
            // A place never changes; that there is none may be over by the time somebody asks here again.
            DeactivateOnIdle();
        }
        return place;
    }

    private IStock Stock(Sku sku, LocationId location) =>
        GrainFactory.Actor<IStock>(new StockKey(_key.Tenant, sku, location).ToString());
}
