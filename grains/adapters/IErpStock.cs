using System.Collections.Immutable;

namespace RetailActors.Adapters;

/// <summary>A quantity of an ERP.</summary>
/// <param name="Sku">What.</param>
/// <param name="Location">Where.</param>
/// <param name="OnHand">Eaches on its books.</param>
public sealed record ErpQuantity(Sku Sku, LocationId Location, long OnHand);

/// <summary>One page of an ERP's stock: its state at a cut, and the documents that the cut takes in.</summary>
/// <param name="AsOf">The time of the cut, UTC.</param>
/// <param name="Cut">The ERP's own number of it.</param>
/// <param name="IsWhole">False: there are more documents up to the time that was asked for; ask again after this cut.
/// </param>
/// <param name="Quantities">What lies where at the cut.</param>
/// <param name="Booked">Our keys of the documents booked since the cut before.</param>
public sealed record ErpStockPage(
    DateTimeOffset AsOf, long Cut, bool IsWhole, ImmutableArray<ErpQuantity> Quantities, ImmutableArray<string> Booked);

/// <summary>Asks an ERP for its stock.</summary>
public interface IErpStock
{
    /// <summary>Name of the account.</summary>
    string Account { get; }

    /// <summary>Whose stock it has.</summary>
    Tenant Tenant { get; }

    /// <summary>Pause between two looks.</summary>
    TimeSpan Pause { get; }

    /// <summary>How long it may take until something that has happened is on its books.</summary>
    TimeSpan Lag { get; }

    /// <summary>A page; null when it cannot be asked now.</summary>
    /// <param name="asOf">Everything up to this time, UTC.</param>
    /// <param name="after">The cut of the page before, or of the last look; 0 for the first.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    ValueTask<ErpStockPage?> Read(DateTimeOffset asOf, long after, CancellationToken cancellation);
}

/// <summary>The accounts whose stock is looked at.</summary>
public sealed record ErpStocks(ImmutableArray<IErpStock> All);
