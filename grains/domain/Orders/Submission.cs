using System.Collections.Immutable;

namespace RetailActors.Orders;

/// <summary>What reference data say about a line at the time of its submission.</summary>
/// <param name="ProductKnown">There is such a product.</param>
/// <param name="ProductActive">It may be ordered.</param>
/// <param name="TaxCode">Its tax class, or null when not known yet.</param>
/// <param name="ListPrice">Its list price, or null when there is none to compare with.</param>
public sealed record LineFacts(bool ProductKnown, bool ProductActive, string? TaxCode, Money? ListPrice);

/// <summary>What reference data and configuration say about a submission, gathered before deciding.</summary>
/// <param name="ChannelActive">Orders are taken from this channel.</param>
/// <param name="Lines">For each submitted line, in its order; shorter when there were too many to look up.</param>
/// <param name="Candidates">Locations to ask for the units, best first.</param>
/// <param name="RoutingRule">The rule that chose them.</param>
/// <param name="LocationKnown">The wished location exists and is active; without meaning when none is wished.</param>
/// <param name="CustomerActive">The customer may order; true for a guest and for one unknown to us.</param>
/// <param name="Providers">Names of the configured provider accounts.</param>
/// <param name="Tells">Somebody outside wants to know what becomes of it.</param>
public sealed record SubmissionFacts(
    bool ChannelActive, ImmutableArray<LineFacts> Lines, ImmutableArray<LocationId> Candidates, string RoutingRule,
    bool LocationKnown, bool CustomerActive, ImmutableHashSet<string> Providers,
    bool Tells = false);

/// <summary>What to do with a submission; the order of the cases is the order of the checks.</summary>
public abstract record SubmitDecision
{
    private SubmitDecision() { }

    /// <summary>The same channel and external id came with other content before.</summary>
    public sealed record SubmittedDifferently : SubmitDecision;
    /// <summary>It is here already, with the same content.</summary>
    public sealed record AlreadySubmitted : SubmitDecision;
    /// <summary>It cannot be an order; every reason is listed.</summary>
    public sealed record Invalid(ImmutableArray<Fault> Faults) : SubmitDecision;
    /// <summary>Taken in.</summary>
    public sealed record Received : SubmitDecision;
}

/// <summary>Which fulfilment fact is recorded.</summary>
public enum HandoverKind
{
    /// <summary>The goods wait for the customer.</summary>
    ReadyForPickup,
    /// <summary>The customer has them.</summary>
    Pickup,
    /// <summary>The parcel has left.</summary>
    Shipment,
    /// <summary>The goods are not there.</summary>
    Missing,
}
