using System.Collections.Immutable;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Settlement;

/// <summary>Looks at what keeps a tenant's period from being closed.</summary>
public sealed class CloseLook(
    Tenant tenant, IJournalStore store, SettlementSettings settings, TimeProvider clock, ILedgerReader? ledger,
    IGrainFactory grains)
{
    /// <summary>Rows looked at for one report; more of them are said to be more.</summary>
    public const int MaxRows = 200_000;

    private const int PageRows = 1_000;
    private const int SideBySide = 32;

    /// <summary>See <see cref="IClose.Report"/>.</summary>
    public async Task<CloseReport> Report(string period)
    {
        var (now, end) = (clock.GetUtcNow(), CloseRules.EndOf(period));
        var blockers = new List<CloseBlocker>();
        await foreach (var row in Rows("settlement-line", "mismatched"))
        {
            var (evidence, since) = CloseRules.CaseOf(row.Data);
            Add(blockers, end, new CloseBlocker("settlement-line", row.Key, row.Group, since, evidence));
        }
        var raised = blockers.Select(b => b.Key).ToHashSet();
        var payments = (await Unsettled()).Where(p => p.Since < end).ToList();
        foreach (var p in payments.Where(p => IsMissing(p, now) && !raised.Contains($"missing:{p.Payment}")))
        {
            Add(blockers, end, new CloseBlocker("missing-settlement", p.Payment, p.Provider, p.Since,
                CloseRules.Missing(p, settings.TermsOf(p.Provider).WindowDays).Evidence));
        }
        await AddOwed(blockers, end);
        var clearing = await Ledger(period, payments, blockers, now);
        var listed = blockers.OrderBy(b => b.Since).Take(CloseRules.MaxListed);
        return new CloseReport(
            period, [.. listed], blockers.Count > CloseRules.MaxListed, clearing,
            [.. payments.Where(p => !IsMissing(p, now)).Take(CloseRules.MaxListed)
                .Select(p => new InTransit(p.Payment, p.Provider, p.InTransit, p.Since))]);
    }

    /// <summary>See <see cref="IClose.RaiseMissing"/>.</summary>
    public async Task RaiseMissing()
    {
        var now = clock.GetUtcNow();
        var open = (await Unsettled()).ToDictionary(p => p.Payment);
        await Parallel.ForEachAsync(
            open.Values.Where(p => IsMissing(p, now)), new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            (p, _) => new ValueTask(Case(p.Payment).Raise(
                CloseRules.Missing(p, settings.TermsOf(p.Provider).WindowDays))));
        await foreach (var row in Rows("settlement-line", "mismatched"))
        {
            if (row.Key.StartsWith("missing:", StringComparison.Ordinal) && !open.ContainsKey(row.Key[8..]))
            {
                await Case(row.Key[8..]).Withdraw("a report has brought it");
            }
        }
    }

    /// <summary>What finance has to decide, and documents that are not posted.</summary>
    private async Task AddOwed(List<CloseBlocker> blockers, DateTimeOffset end)
    {
        foreach (var status in CloseRules.Undecided)
        {
            await foreach (var row in Rows("exception", status))
            {
                if (CloseRules.IsForFinance(row.Data))
                {
                    Add(blockers, end, new CloseBlocker("exception", row.Key, row.Group, row.ChangedAt, "undecided"));
                }
            }
        }
        foreach (var status in CloseRules.Unposted)
        {
            await foreach (var row in Rows("posting", status))
            {
                Add(blockers, end, new CloseBlocker("documents", row.Key, row.Group, row.ChangedAt, status));
            }
        }
    }

    private async Task<ImmutableArray<ClearingView>> Ledger(
        string period, List<OpenPayment> payments, List<CloseBlocker> blockers, DateTimeOffset now)
    {
        var reading = ledger is not null
            ? await ledger.Balances(tenant, period, CancellationToken.None)
            : new LedgerReading.None();
        if (reading is LedgerReading.Unavailable down)
        {
            blockers.Add(new CloseBlocker("ledger-unavailable", "finance", "finance", now, down.Reason));
        }
        var balances = (reading as LedgerReading.Balances)?.Items.Select(b => (b.Account, b.Balance)).ToList();
        var clearing = CloseRules.Clearing(payments, balances);
        blockers.AddRange(CloseRules.Unbalanced(balances ?? []).Select(off => new CloseBlocker(
            "ledger-unbalanced", off.Currency.Value, "finance", now, $"debits and credits differ by {off}")));
        blockers.AddRange(clearing.Where(c => c.Unexplained is { Minor: not 0 }).Select(c => new CloseBlocker(
            "clearing-unexplained", $"psp-clearing:{c.Provider}", c.Provider, now,
            $"balance {c.Balance}, of which {c.InTransit} is in transit, unexplained {c.Unexplained}")));
        return clearing;
    }

    private bool IsMissing(OpenPayment p, DateTimeOffset now) =>
        CloseRules.IsMissing(p, settings.TermsOf(p.Provider).WindowDays, now);

    private static void Add(List<CloseBlocker> blockers, DateTimeOffset end, CloseBlocker blocker)
    {
        if (blocker.Since < end && blockers.Count <= CloseRules.MaxListed)
        {
            blockers.Add(blocker);
        }
    }

    private async Task<List<OpenPayment>> Unsettled()
    {
        var payments = new List<OpenPayment>();
        foreach (var status in CloseRules.Unsettled)
        {
            await foreach (var row in Rows("payment", status))
            {
                if (CloseRules.Of(row.Key, row.Data, row.ChangedAt) is { IsSettledByProvider: true } payment)
                {
                    payments.Add(payment);
                }
            }
        }
        return payments;
    }

    private async IAsyncEnumerable<DirectoryRow> Rows(string kind, string status)
    {
        string? after = null;
        for (var read = 0; read < MaxRows; read += PageRows)
        {
            var page = await store.List(
                tenant.Value, new DirectoryQuery(kind, status, null, after, PageRows), CancellationToken.None);
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if ((after = page.Next) is null)
            {
                yield break;
            }
        }
    }

    private ISettlementLine Case(string payment) => grains.Actor<ISettlementLine>(
        SettlementLineKey.Missing(tenant, new PaymentId(payment)).ToString());
}
