using System.Collections.Immutable;
using RetailActors.Payments;

namespace RetailActors.Orders;

/// <summary>What came of a call. A fact is never refused; one that is known already changes nothing.</summary>
public abstract record OrderFact
{
    private OrderFact() { }

    /// <summary>Stock has answered for some or all lines.</summary>
    public sealed record LinesAllocated(
        ImmutableArray<LineAllocation> Allocated, ImmutableArray<Shortage> Shortages) : OrderFact;

    /// <summary>A tender is authorised.</summary>
    public sealed record PaymentAuthorised(PaymentId Payment) : OrderFact;

    /// <summary>A tender was refused for good.</summary>
    public sealed record PaymentDeclined(PaymentId Payment, string Code) : OrderFact;

    /// <summary>A release was answered for good; also when there was nothing to give back any more.</summary>
    public sealed record LineReleased(string Call) : OrderFact;

    /// <summary>Stock has recorded a hand-over.</summary>
    public sealed record LineFulfilled(string Call) : OrderFact;

    /// <summary>A capture was answered.</summary>
    public sealed record PaymentCaptured(string Call, OperationResult Result) : OrderFact;

    /// <summary>A void was answered.</summary>
    public sealed record PaymentVoided(string Call, OperationResult Result) : OrderFact;

    /// <summary>A return has taken over what was allocated to it.</summary>
    public sealed record ReturnOpened(string Call) : OrderFact;

    /// <summary>Where units were committed instead of some that could not be found; nowhere: there are none.</summary>
    public sealed record UnitsSourced(string Call, ImmutableArray<LocationId> Locations) : OrderFact;

    /// <summary>The exception desk knows of something, or that it is settled.</summary>
    public sealed record DeskTold(DeskPart Part, bool Raised) : OrderFact;

    /// <summary>Steps were taken in by whoever tells the systems outside.</summary>
    public sealed record StepsTold(ImmutableArray<string> Steps) : OrderFact;
}
