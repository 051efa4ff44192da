using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Retail.Verify;

/// <summary>Watches over business processes. Whether there are mails is configured elsewhere: they are owed when the
/// outbox says so.</summary>
internal sealed class SlaAudit(Checks checks, OutboxRows outbox) : FoldAudit<SlaWatch, SlaEvent>(checks, outbox)
{
    private static readonly Fold<SlaWatch, SlaEvent> _fold = SlaDecider.Fold(TimeSpan.Zero);

    protected override Fold<SlaWatch, SlaEvent> FoldOf(string[] key) => _fold;

    protected override IReadOnlyList<Owed> Binding(IReadOnlyList<Owed> owed) =>
        [.. owed.Where(o => o.Call != SlaListener.Mail || Outbox.Of(Stream).Contains(SlaListener.Mail))];

    protected override void Judge()
    {
    }
}
