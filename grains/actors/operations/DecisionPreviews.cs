using System.Collections.Immutable;
using RetailActors.Channels;
using RetailActors.Inventory;
using RetailActors.Postings;
using RetailActors.Settlement;

namespace RetailActors.Operations;

/// <summary>Asks the entity of an exception how it stands, and says what a decision would change. Has no effect. Grain
/// turns only.</summary>
public sealed class DecisionPreviews(IGrainFactory grains)
{
    /// <summary>What a decision would change at its entity.</summary>
    /// <exception cref="BusyException">The entity cannot be read now.</exception>
    public async Task<DecisionPreview> Of(
        ExceptionReport report, ResolutionKind kind, ImmutableDictionary<string, string> edits)
    {
        if (report.Kind == UnreadableRecord.ExceptionKind)
        {
            return DecisionRules.OfReport(report, kind, edits);
        }
        var entity = report.DecidedBy ?? report.Entity;
        var key = entity[(entity.IndexOf('/') + 1)..];
        return entity[..^key.Length] switch
        {
            "posting/" => DecisionRules.OfDocument(
                (await grains.Actor<IPosting>(key).Read())?.Documents.FirstOrDefault(d => d.Key == report.Part), kind,
                edits),
            "stock/" => DecisionRules.OfStock(await grains.Actor<IStock>(key).Read(), report.Part, kind, edits),
            "settlement-line/" => DecisionRules.OfLine(await grains.Actor<ISettlementLine>(key).Read(), kind, edits),
            "inbox/" => DecisionRules.OfMessage(await grains.Actor<IInbox>(key).Read(), report.Part, kind),
            _ => DecisionRules.OfReport(report, kind, edits),
        };
    }
}
