using Microsoft.Extensions.Logging;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Postings;

namespace RetailActors.Settlement;

/// <summary>Carries a settlement on: asks payments, raises cases, tells finance, looks at bank and ledger.</summary>
/// <remarks>What cannot be done now stays in the outbox; the sweeper comes back to it. Grain turns only.</remarks>
public sealed class SettlementProcess(
    SettlementKey key, Ledger<Batch, BatchEvent> ledger, SettlementSettings settings, IGrainFactory grains,
    TimeProvider clock)
{
    /// <summary>Lines judged between two appends.</summary>
    public const int LinesAtOnce = 2_000;

    /// <summary>Lines of one payment in one call.</summary>
    public const int EntriesAtOnce = 1_000;

    /// <summary>Payments or cases asked side by side.</summary>
    public const int SideBySide = 128;

    private bool _woken;
    private Task? _driving;

    /// <summary>Goes on as far as it can. Joins a drive that is under way.</summary>
    public Task Drive() => _driving is { IsCompleted: false } ? _driving : _driving = Loop();

    /// <summary>Drives without waiting; what fails is owed and tried again by the sweeper.</summary>
    public void Start() => Drive().Watched();

    /// <summary>What is waited for may have happened: looks at once, and once more when it is just looking.</summary>
    public void Wake()
    {
        _woken = true;
        Start();
    }

    private Batch.Imported? State => ledger.Durable as Batch.Imported;

    private DateTimeOffset Now => clock.GetUtcNow();

    private async Task Loop()
    {
        while (BatchDecider.Unmatched(ledger.Durable, LinesAtOnce) is { Count: > 0 } lines)
        {
            var judgements = await Judge(lines);
            await ledger.Commit(s => (true, BatchDecider.Judge(s, judgements, Now)));
        }
        await ledger.Commit(s => (true, BatchDecider.Reconcile(s, Now)));
        await ledger.Commit(s => (true, BatchDecider.MissBank(s, Now)));
        await Raise();
        await Watch();
        await Tell();
        do
        {
            _woken = false;
            await LookAtLedger();
        }
        while (_woken);
    }

    private async Task Watch()
    {
        if (BatchDecider.ShouldWatch(ledger.Durable, Now))
        {
            await grains.Actor<IClose>(key.Tenant.Value).RaiseMissing();
            var days = settings.TermsOf(State!.Header.Provider).WindowDays;
            await ledger.Commit(s => (true, BatchDecider.Watch(s, days, Now)));
        }
    }

    private async Task<IReadOnlyList<Judgement>> Judge(IReadOnlyList<ReportLine> lines)
    {
        var header = State!.Header;
        var terms = settings.TermsOf(header.Provider);
        var judgements = new List<Judgement>(lines.Count);
        var ask = new List<ReportLine>(lines.Count);
        foreach (var line in lines)
        {
            if (LineChecks.Before(line, terms, header.Payout) is { } judgement)
            {
                judgements.Add(judgement);
            }
            else
            {
                ask.Add(line);
            }
        }
        // All lines of a payment in one call: one append, and their order in the file decides.
        var byPayment = ask.GroupBy(l => l.Merchant, StringComparer.Ordinal)
            .SelectMany(g => g.Chunk(EntriesAtOnce)).ToList();
        await Bounded(byPayment, async group =>
        {
            var payment = grains.Actor<IPayment>(
                new PaymentKey(key.Tenant, new PaymentId(group[0].Merchant)).ToString());
            var verdicts = await payment.RecordSettlement(new RecordSettlement(
                [.. group.Select(l => LineChecks.Question(l, key.Id))], terms.ToleranceMinor));
            judgements.AddRange(group.Select((l, i) => LineChecks.After(l, verdicts[i], terms, header.Payout)));
        });
        return judgements;
    }

    private async Task Raise()
    {
        while (State is { ToRaise.IsEmpty: false } state)
        {
            var parts = state.ToRaise.Take(LinesAtOnce).ToList();
            await Bounded(parts, async part =>
            {
                if (BatchDecider.CaseOf(state, key, part) is { } report)
                {
                    await grains.Actor<ISettlementLine>(SettlementLineKey.Of(key, part).ToString()).Raise(report);
                }
            });
            await ledger.Commit(s => (true, (BatchEvent[])[new BatchEvent.CasesRaised([.. parts])]));
        }
    }

    private async Task Tell()
    {
        if (State is not { ToTell.IsEmpty: false } state)
        {
            return;
        }
        var parts = state.ToTell.ToList();
        var steps = parts.Select(p => BatchDecider.StepOf(state, key, p)).OfType<Step>().ToList();
        if (steps.Count > 0)
        {
            await Finance.Record(steps);
        }
        await ledger.Commit(s => (true, (BatchEvent[])[new BatchEvent.Told([.. parts], Now)]));
    }

    private async Task LookAtLedger()
    {
        if (State is not { ToTell.IsEmpty: true, ReconciledAt: not null, Ledger: LedgerStanding.Pending })
        {
            return;
        }
        var view = await Finance.Read();
        await ledger.Commit(s => (true, BatchDecider.LookAtLedger(s, view, Now)));
    }

    private IPosting Finance => grains.Actor<IPosting>(PostingKey.OfSettlement(key.Tenant, key.Id).ToString());

    private static async Task Bounded<T>(IReadOnlyList<T> items, Func<T, Task> work)
    {
        // On the grain's own turns, so no locks: as many calls are under way as there are loops.
        var next = 0;
        async Task Take()
        {
            while (next < items.Count)
            {
                await work(items[next++]);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Math.Min(SideBySide, items.Count)).Select(_ => Take()));
    }
}
