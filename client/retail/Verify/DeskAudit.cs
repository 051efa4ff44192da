using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Retail.Verify;

/// <summary>Notes what is on the exception desk. It is read before everybody who needs it there.</summary>
internal sealed class DeskAudit(Checks checks, OutboxRows outbox)
    : FoldAudit<ExceptionCase, ExceptionEvent>(checks, outbox)
{
    private readonly HashSet<string> _open = [];

    protected override Fold<ExceptionCase, ExceptionEvent> FoldOf(string[] key) => ExceptionDecider.Fold;

    protected override void Judge()
    {
        if (State.Standing is CaseStanding.Open or CaseStanding.Deciding)
            _open.Add(Stream);
    }

    /// <summary>Something waits for a decision, so somebody has to be asked for one.</summary>
    /// <param name="entity">Its stream.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="kind">Of the exception.</param>
    /// <param name="part">Of the entity.</param>
    public void Needs(string entity, string tenant, string kind, string part)
    {
        var exception = $"exception/{ExceptionKey.For(new Tenant(tenant), kind, entity, part)}";
        Checks.Desk.Require(
            _open.Contains(exception) || Outbox.IsBusy(entity) || Outbox.IsBusy(exception), (entity, kind, part),
            static x => $"{x.entity} waits for a decision about {x.part}, and no {x.kind} is on the desk");
    }
}
