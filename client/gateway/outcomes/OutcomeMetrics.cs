using RetailActors.Operations;
using RetailActors.Postings;

namespace RetailActors.Gateway;

/// <summary>Computes the outcome metrics of a period from what was read. Pure.</summary>
public sealed class OutcomeMetrics(OutcomeReading read)
{
    private const string Discrepancy = "stock-discrepancy";
    private const string Waived = "waived";

    private static readonly string[] _undecided = ["open", "dead-letter", "deciding"];
    private static readonly string[] _decided = ["matched", "written-off"];
    private static readonly string[] _agreed = ["None", "Matched", "Posted"];
    private static readonly string[] _disagreed = ["Mismatched", "Missing"];

    /// <summary>All of them, in the order of the mission.</summary>
    public MetricAnswer[] All() =>
    [
        Reconciliations(), Fallout(), Accuracy(), Close(), Touches(), Launch(), Duplicates(), .. Posting(), Refunds(),
        Consistency(),
    ];

    private MetricAnswer Reconciliations()
    {
        var metric = OutcomeMetric.Reconciliations;
        var lines = read.Settlements.Rows.Where(r => read.Period.Has(r.ChangedAt))
            .Sum(r => OutcomeRow.Settlement(r).Lines) / read.Settlements.Share;
        var decided = read.Lines.Count(r => _decided.Contains(r.Status) && read.Period.Has(r.ChangedAt));
        return lines is not { } all || decided is not { } some ? TooMany(metric, "settlement lines")
            : all == 0 ? Unknown(metric, "No settlement has changed in the period.")
            : Known(metric, 1_000 * some / all, all, read.Settlements, read.Lines);
    }

    private MetricAnswer Fallout()
    {
        var failed = read.Failed.Rows.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var orders = read.Orders.Rows.Where(IsOfPeriod).Where(r => read.Failed.Covers(r.Key)).ToList();
        var undecided = read.Undecided.Count(w => read.Period.Has(w.Since) && read.Orders.Covers(w.Row.Key)
            && read.Failed.Covers(w.Row.Key));
        var stuck = undecided + orders.Count(r => r.Status == "on-hold" || failed.Contains(r.Key));
        return PerThousand(OutcomeMetric.Fallout, stuck, orders.Count + undecided, read.Orders, read.Failed);
    }

    /// <summary>Of the places that were read; discrepancies are put beside them as far as they were read.</summary>
    private MetricAnswer Accuracy()
    {
        var metric = OutcomeMetric.Accuracy;
        var found = read.Exceptions.Rows.Select(OutcomeRow.Exception)
            .Where(e => e.Kind == Discrepancy && read.Period.Has(e.Since))
            .Select(e => e.Entity[(e.Entity.IndexOf('/', e.Entity.IndexOf('/') + 1) + 1)..])
            .ToHashSet(StringComparer.Ordinal);
        var places = read.Stock.Rows.Length;
        var off = read.Stock.Rows.Count(r => found.Contains(r.Key)) / read.Exceptions.Share;
        return places == 0 ? Unknown(metric, "There is no stock.")
            : off is null ? TooMany(metric, "exceptions")
            : Known(metric, 100 * Math.Max(0, 1 - (off.Value / places)), places, read.Stock, read.Exceptions);
    }

    private MetricAnswer Close()
    {
        var metric = OutcomeMetric.Close;
        var end = read.Period.MonthEnd(read.Now);
        var finance = read.Exceptions.Rows.Select(r => (Row: r, Data: OutcomeRow.Exception(r))).Where(e =>
            e.Data.Owner == Role.Finance && e.Data.Since < end
            && !e.Data.Entity.StartsWith("settlement-line/", StringComparison.Ordinal)).ToList();
        var lines = read.Lines.Rows.Where(r => OutcomeRow.Time(r, "since") < end).ToList();
        var open = lines.Count(r => r.Status == "mismatched") + read.OpenDocuments
            + finance.Count(e => _undecided.Contains(e.Row.Status));
        var ends = lines.Select(r => r.ChangedAt).Concat(finance.Select(e => e.Row.ChangedAt)).ToList();
        var answer = open > 0 ? Unknown(metric, $"{open} things keep it open; see /v1/operations/close.")
            : !read.Lines.IsWhole || !read.Exceptions.IsWhole ? TooMany(metric, "lines or exceptions")
            : ends.Count == 0 && read.Settlements.Rows.IsEmpty ? Unknown(metric, "Nothing was settled before its end.")
            : Known(
                metric, ends.Count == 0 ? 0 : Math.Max(0, (ends.Max() - end).TotalHours), ends.Count, read.Lines,
                read.Exceptions);
        return answer with { From = end.AddMonths(-1), To = end };
    }

    private MetricAnswer Touches() => PerOrders(
        OutcomeMetric.Touches, read.HandWork.Touches, !read.HandWork.IsWhole, read.Orders);

    private MetricAnswer Launch()
    {
        var launched = read.Channels.Where(c => read.Period.Has(c.FirstOrder)).ToList();
        var hours = launched.Where(c => c.FirstMessage is not null)
            .Select(c => Math.Max(0, (c.FirstOrder!.Value - c.FirstMessage!.Value).TotalHours)).Order().ToList();
        return hours.Count > 0 ? Known(OutcomeMetric.Launch, At(hours, 0.5), hours.Count)
            : launched.Count > 0 ? Unknown(OutcomeMetric.Launch, "No first message of a new channel is known.")
            : Unknown(OutcomeMetric.Launch, "No channel is known to have begun in the period.");
    }

    private MetricAnswer Duplicates()
    {
        var waived = read.Exceptions.Count(r => r.Status == Waived && read.Period.Has(r.ChangedAt)
            && OutcomeRow.Exception(r).Entity.StartsWith("posting/", StringComparison.Ordinal));
        return waived is { } count
            ? PerOrders(OutcomeMetric.Duplicates, count, !read.Exceptions.IsWhole, read.Orders)
            : TooMany(OutcomeMetric.Duplicates, "exceptions");
    }

    private IEnumerable<MetricAnswer> Posting()
    {
        var minutes = read.Postings.SelectMany(p => p.Documents)
            .Where(d => d.Status == DocumentStatus.Posted && read.Period.Has(d.DoneAt))
            .Select(d => Math.Max(0, (d.DoneAt!.Value - d.PlannedAt).TotalMinutes)).Order().ToList();
        foreach (var (metric, share) in new[] { (OutcomeMetric.Posting, 0.5), (OutcomeMetric.PostingSlow, 0.95) })
        {
            yield return minutes.Count == 0
                ? Unknown(metric, "No document was posted in the period.")
                : Known(metric, At(minutes, share), minutes.Count);
        }
    }

    private MetricAnswer Refunds() => read.Returns.IsEmpty
        ? Unknown(OutcomeMetric.Refunds, "No refund has ended in the period.")
        : Known(OutcomeMetric.Refunds, 100.0 * read.Returns.Count(r => r.Refunds
            .Where(p => p.Status == "refunded").Sum(p => p.Amount.Minor) == r.Amount.Minor) / read.Returns.Length,
            read.Returns.Length);

    private MetricAnswer Consistency()
    {
        var answered = read.Settlements.Rows.Where(r => read.Period.Has(r.ChangedAt)).Select(OutcomeRow.Settlement)
            .Where(s => IsAnswer(s.Bank) && IsAnswer(s.Ledger)).ToList();
        return answered.Count == 0
            ? Unknown(OutcomeMetric.Consistency, "Bank and ledger have answered no settlement of the period.")
            : Known(
                OutcomeMetric.Consistency, 100.0 * answered.Count(Agree) / answered.Count, answered.Count,
                read.Settlements);
    }

    private static bool IsAnswer(string standing) => _agreed.Contains(standing) || _disagreed.Contains(standing);

    private static bool Agree(SettlementRowData settlement) => settlement.Open == 0
        && _agreed.Contains(settlement.Bank) && _agreed.Contains(settlement.Ledger);

    private bool IsOfPeriod(DirectoryRow order) => read.Period.Has(OutcomeRow.Time(order, "submittedAt"));

    private MetricAnswer PerOrders(OutcomeMetric metric, double count, bool estimated, RowSample orders) =>
        orders.Count(IsOfPeriod) is { } all
            ? PerThousand(metric, count, all, orders) with { Estimated = estimated || !orders.IsWhole }
            : TooMany(metric, "orders");

    private MetricAnswer PerThousand(OutcomeMetric metric, double count, double orders, params RowSample[] from) =>
        orders > 0
            ? Known(metric, 1_000 * count / orders, orders, from)
            : Unknown(metric, "No order was submitted in the period.");

    private MetricAnswer Known(OutcomeMetric metric, double value, double on, params RowSample[] from) => Unknown(
        metric, null) with
    {
        Value = Math.Round(value, 4),
        MeasuredOn = (long)Math.Round(on),
        Estimated = from.Any(s => !s.IsWhole),
    };

    private MetricAnswer TooMany(OutcomeMetric metric, string rows) => Unknown(
        metric, $"There are more than {RowSample.MaxRows} {rows}, and so many are read.");

    private MetricAnswer Unknown(OutcomeMetric metric, string? reason) => new(
        metric.Name, metric.Title, metric.Unit, null, reason, read.Period.From, read.Period.To, 0, false, metric.How);

    private static double At(List<double> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
