using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;

namespace RetailActors.Payments;

/// <summary>Lines of a provider's settlement report about one payment.</summary>
/// <param name="Entries">The lines; at most 1,000.</param>
/// <param name="ToleranceMinor">A difference up to this is tolerated, in minor units.</param>
[GenerateSerializer, Immutable, Alias("RecordSettlement")]
public sealed record RecordSettlement(ImmutableArray<SettlementEntry> Entries, long ToleranceMinor);

/// <summary>One line.</summary>
/// <param name="Line">Its id, <c>settlement:number</c>: the same for ever.</param>
/// <param name="Kind">Capture or Refund.</param>
/// <param name="Reference">The provider's reference of the payment: of its authorisation.</param>
/// <param name="Operation">The provider's reference of the capture or refund, or null when it does not say.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="Accepted">Null, or who has decided that the line is right as it is, and why.</param>
[GenerateSerializer, Immutable, Alias("SettlementEntry")]
public sealed record SettlementEntry(
    string Line, OperationKind Kind, string Reference, string? Operation, Money Amount, Origin? Accepted = null);

/// <summary>How a line fits a payment. Stored by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SettlementFit>))]
public enum SettlementFit
{
    /// <summary>A name that this version does not know.</summary>
    Unknown,
    /// <summary>No payment, or it knows nothing of the kind.</summary>
    NoOperation,
    /// <summary>The operation was not done, as far as we know.</summary>
    NotDone,
    /// <summary>Another line has paid the operation.</summary>
    Duplicate,
    /// <summary>Another currency.</summary>
    CurrencyDiffers,
    /// <summary>Another amount, beyond the tolerance.</summary>
    AmountDiffers,
    /// <summary>No operation with this reference, but an unpaid one of the same kind and amount.</summary>
    Suggested,
    /// <summary>A small difference.</summary>
    Tolerated,
    /// <summary>As expected.</summary>
    Exact,
}

/// <summary>What a payment says to a line.</summary>
/// <param name="Fit">How it fits.</param>
/// <param name="Operation">The operation that it is about, or null.</param>
/// <param name="Expected">What we expected of it, or null.</param>
/// <param name="Evidence">Other line or status, for people; or null.</param>
[GenerateSerializer, Immutable, Alias("SettlementVerdict")]
public sealed record SettlementVerdict(
    SettlementFit Fit, OperationId? Operation = null, Money? Expected = null, string? Evidence = null);
