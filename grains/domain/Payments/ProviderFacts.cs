using System.Collections.Immutable;

namespace RetailActors.Payments;

/// <summary>Events of a provider as a set: what follows from them does not depend on the order in which they came.
/// </summary>
/// <param name="ById">By the provider's ids; at most <see cref="Capacity"/>.</param>
/// <param name="Foreign">One of them is about an operation that is none of ours.</param>
public sealed record ProviderFacts(ImmutableDictionary<string, ProviderEvent> ById, bool Foreign)
{
    /// <summary>Events of one payment; more are ignored.</summary>
    public const int Capacity = 256;

    /// <summary>Nothing was said.</summary>
    public static readonly ProviderFacts None = new(ImmutableDictionary<string, ProviderEvent>.Empty, false);

    /// <summary>True when nothing was said.</summary>
    public bool IsEmpty => ById.IsEmpty;

    /// <summary>With one more.</summary>
    public ProviderFacts Add(ProviderEvent e, bool foreign) => new(ById.SetItem(e.Id, e), Foreign || foreign);

    /// <summary>The disputes, each as its latest event says; of events of one time the later stage counts.</summary>
    public ImmutableArray<DisputeView> Disputes() => [.. ById.Values.Where(e => StageOf(e.Type) != DisputeStage.Unknown)
        .GroupBy(e => e.Reference ?? "", StringComparer.Ordinal).OrderBy(d => d.Key, StringComparer.Ordinal)
        .Select(d => d.MaxBy(e => (e.OccurredAt, StageOf(e.Type), e.Id))!)
        .Select(e => new DisputeView(e.Reference ?? "", StageOf(e.Type), e.Amount, e.OccurredAt))];

    /// <summary>The sums with what was said of disputes and lapsed authorisations.</summary>
    public Amounts Apply(Amounts sums)
    {
        var disputed = Disputes().Where(d => Takes(d.Stage)).Sum(d => d.Amount.Minor);
        // What was taken or let go before it could lapse has not lapsed.
        var lapsed = ById.Values.Any(e => e.Type == ProviderEventTypes.Expired);
        return sums with { Disputed = disputed, Expired = lapsed ? Math.Max(0, sums.Held) : 0 };
    }

    /// <summary>The operation that an event says is done, or null.</summary>
    public static OperationKind? KindOf(string type) => type switch
    {
        ProviderEventTypes.Authorised => OperationKind.Authorise,
        ProviderEventTypes.Captured => OperationKind.Capture,
        ProviderEventTypes.Voided => OperationKind.Void,
        ProviderEventTypes.Refunded => OperationKind.Refund,
        _ => null,
    };

    private static bool Takes(DisputeStage stage) => stage is DisputeStage.Chargeback or DisputeStage.UnderReview
        or DisputeStage.SecondChargeback or DisputeStage.Lost or DisputeStage.Accepted;

    private static DisputeStage StageOf(string type) => type switch
    {
        ProviderEventTypes.DisputeInquiry => DisputeStage.Inquiry,
        ProviderEventTypes.DisputeOpened => DisputeStage.Chargeback,
        ProviderEventTypes.DisputeReview => DisputeStage.UnderReview,
        ProviderEventTypes.DisputeWon => DisputeStage.Won,
        ProviderEventTypes.DisputeLost => DisputeStage.Lost,
        ProviderEventTypes.DisputeAgain => DisputeStage.SecondChargeback,
        ProviderEventTypes.DisputeAccepted => DisputeStage.Accepted,
        _ => DisputeStage.Unknown,
    };
}
