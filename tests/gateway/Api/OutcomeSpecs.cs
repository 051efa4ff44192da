using System.Globalization;
using RetailActors.Gateway;
using RetailActors.Operations;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Returns;
using RoiOutcome = RetailActors.Retail.Roi.Outcome;

namespace RetailActors.Tests;

/// <summary>Outcome metrics, on rows that are written down here.</summary>
public sealed class OutcomeSpecs
{
    private static readonly DateTimeOffset _now = At(27, 12);

    private static readonly OutcomeReading _read = new(
        new OutcomePeriod(new DateOnly(2026, 11, 21), new DateOnly(2026, 11, 27)), _now,
        All(
            Order("ord_a", "completed", 22), Order("ord_b", "on-hold", 22), Order("ord_c", "accepted", 23),
            Order("ord_d", "accepted", 1), Order("ord_e", "on-hold", 1)),
        [
            new WaitingRow(Row("ord_f", "deciding", "", At(26), "{}"), At(26)),
            new WaitingRow(Row("ord_g", "deciding", "", At(2), "{}"), At(2)),
        ],
        All(Row("ord_c", "exception", "erp", At(23), "{}"), Row("ord_d", "exception", "erp", At(2), "{}")),
        All(
            Exception("exc_a", "waived", "posting-rejected", "posting/demo/ord_a", "Finance", 22, 23),
            Exception("exc_b", "resolved", "posting-rejected", "posting/demo/ord_b", "Finance", 22, 23),
            Exception("exc_c", "waived", "webhook-failed", "inbox/demo/pos/1", "It", 22, 23),
            Exception("exc_d", "open", "stock-discrepancy", "stock/demo/TEE/store-1", "Operations", 24, 24),
            Exception("exc_e", "open", "stock-discrepancy", "stock/demo/TEE/store-2", "Operations", 2, 2)),
        All(Settlement("set_a", 0, "Matched", "Posted"), Settlement("set_b", 1, "Matched", "Posted"),
            Settlement("set_c", 0, "Missing", "Posted"), Settlement("set_d", 0, "Awaited", "Posted")),
        All(Row("set_b:1", "matched", "psp", At(23), Since(22)), Row("set_b:2", "void", "psp", At(23), Since(22))),
        All(Row("TEE/store-1", "stocked", "TEE", At(1), "{}"), Row("TEE/store-2", "stocked", "TEE", At(1), "{}")),
        [
            Posted(("p1", 0, 10), ("p2", 0, 20)),
            Posted(("p3", 0, 90)),
        ],
        [Return(500, 500), Return(500, 0)], new HandWorkCount(6, true),
        [
            new ChannelBegin("web", null, At(22)), new ChannelBegin("new", At(22), At(23)),
            new ChannelBegin("old", At(1), At(2)),
        ], 0);

    [Theory]
    [InlineData("manual-reconciliations", 25, 40)]
    [InlineData("order-fallout", 750, 4)]
    [InlineData("inventory-accuracy", 50, 2)]
    [InlineData("manual-touches", 2000, 3)]
    [InlineData("hours-to-launch", 24, 1)]
    [InlineData("duplicate-entry", 333.3333, 3)]
    [InlineData("minutes-to-post", 20, 3)]
    [InlineData("minutes-to-post-p95", 90, 3)]
    [InlineData("refunds-exact", 50, 2)]
    [InlineData("report-consistency", 33.3333, 3)]
    public void Each_metric_is_what_it_says(string name, double value, long on)
    {
        var metric = Metric(_read, name);
        metric.Value.ShouldBe(value);
        metric.MeasuredOn.ShouldBe(on);
        metric.Reason.ShouldBeNull();
        metric.Estimated.ShouldBeFalse();
        (metric.From, metric.To).ShouldBe((At(21), At(28)));
    }

    [Fact]
    public void The_month_could_be_closed_when_the_last_thing_of_it_was_decided()
    {
        var read = _read with
        {
            Lines = All(
                Row("set_a:1", "written-off", "psp", At(3), "{\"since\":\"2026-10-30T00:00:00Z\"}"),
                Row("set_b:1", "mismatched", "psp", At(23), Since(22))),
        };
        var closed = Metric(read, "hours-to-close");
        closed.Value.ShouldBe(48);
        (closed.From, closed.To).ShouldBe((At(1).AddMonths(-1), At(1)));
        var open = Metric(read with { OpenDocuments = 2 }, "hours-to-close");
        open.Value.ShouldBeNull();
        open.Reason.ShouldBe("2 things keep it open; see /v1/operations/close.");
    }

    [Fact]
    public void What_cannot_be_known_is_null_and_says_why()
    {
        var nothing = _read with
        {
            Orders = RowSample.None,
            Undecided = [],
            Failed = RowSample.None,
            Exceptions = RowSample.None,
            Settlements = RowSample.None,
            Lines = RowSample.None,
            Stock = RowSample.None,
            Postings = [],
            Returns = [],
            HandWork = default,
            Channels = [],
        };
        var all = new OutcomeMetrics(nothing).All();
        all.ShouldAllBe(m => m.Value == null && m.Reason!.Length > 10);
        all.Select(m => m.Name).ShouldBeUnique();
    }

    [Fact]
    public void Every_metric_has_its_name_in_the_report_of_outcomes_too_with_the_same_unit()
    {
        foreach (var metric in new OutcomeMetrics(_read).All())
        {
            RoiOutcome.All.Single(o => o.Name == metric.Name).Unit.ShouldBe(metric.Unit);
        }
        RoiOutcome.Told.Select(o => o.Name).ShouldBeSubsetOf(new OutcomeMetrics(_read).All().Select(m => m.Name));
    }

    [Fact]
    public async Task A_long_list_is_read_to_its_bound_and_its_ids_tell_which_part_that_is()
    {
        // 20,000 hashes, evenly: the first 5,000 end a quarter of the way.
        var keys = Enumerable.Range(0, 20_000).Select(i => $"exc_{i * 838:x6}abcdef").ToList();
        var pages = 0;
        var sample = await RowSample.Read((after, limit) =>
        {
            pages++;
            var from = after is null ? 0 : keys.IndexOf(after) + 1;
            return new(new DirectoryPage(
                [.. keys.Skip(from).Take(limit).Select(k => Row(k, "open", "erp", _now, "{}"))],
                keys[from + limit - 1]));
        });
        sample.Rows.Length.ShouldBe(RowSample.MaxRows);
        pages.ShouldBe(RowSample.MaxRows / RowSample.PageRows);
        sample.IsWhole.ShouldBeFalse();
        sample.Count(_ => true)!.Value.ShouldBe(20_000, 200);
        sample.Covers(keys[4_999]).ShouldBeTrue();
        sample.Covers(keys[5_000]).ShouldBeFalse();
        sample.Spread(_ => true, 100).Count.ShouldBe(100);
    }

    [Fact]
    public void What_stands_on_a_part_says_so_and_what_keys_do_not_tell_is_not_guessed()
    {
        var half = Metric(_read with { Orders = _read.Orders with { Share = 0.5 } }, "manual-touches");
        half.Value.ShouldBe(1_000);
        half.MeasuredOn.ShouldBe(6);
        half.Estimated.ShouldBeTrue();
        var unknown = Metric(
            _read with { Lines = _read.Lines with { Share = null } }, "manual-reconciliations");
        unknown.Value.ShouldBeNull();
        unknown.Reason!.ShouldContain("5000");
    }

    private static MetricAnswer Metric(OutcomeReading read, string name) =>
        new OutcomeMetrics(read).All().Single(m => m.Name == name);

    private static RowSample All(params DirectoryRow[] rows) => new([.. rows], 1);

    private static DateTimeOffset At(int day, int hour = 0) => new(2026, 11, day, hour, 0, 0, TimeSpan.Zero);

    private static string Iso(int day) => At(day).ToString("O", CultureInfo.InvariantCulture);

    private static string Since(int day) => $$"""{"since":"{{Iso(day)}}"}""";

    private static DirectoryRow Row(string key, string status, string group, DateTimeOffset at, string data) =>
        new(key, status, group, at, 1, data);

    private static DirectoryRow Order(string key, string status, int day) =>
        Row(key, status, "web", At(day, 5), $$"""{"submittedAt":"{{Iso(day)}}"}""");

    private static DirectoryRow Exception(
        string key, string status, string kind, string entity, string owner, int since, int changed) => Row(
            key, status, "erp", At(changed), $$"""
            {"kind":"{{kind}}","entity":"{{entity}}","part":"p","owner":"{{owner}}","since":"{{Iso(since)}}",
             "deadline":"{{Iso(28)}}"}
            """);

    private static DirectoryRow Settlement(string key, int open, string bank, string ledger) => Row(
        key, "reconciled", "psp", At(23), $$"""
        {"name":"n","payout":"p","amount":{"minor":1,"currency":"USD"},"lines":10,"open":{{open}},
         "bank":"{{bank}}","ledger":"{{ledger}}"}
        """);

    private static PostingView Posted(params (string Key, int From, int To)[] documents) => new(
        "ord_a",
        [.. documents.Select(d => new DocumentView(
            d.Key, "erp", DocumentKind.SalesOrder, "accepted", DocumentStatus.Posted, "N", 1, At(23).AddMinutes(d.From),
            At(23).AddMinutes(d.To), null, null, []))], 1, []);

    private static ReturnView Return(long amount, long paid)
    {
        var usd = new Currency("USD");
        var payment = new PaymentId("ord_a.p1");
        return new ReturnView(
            new ReturnId("RET"), new OrderId("ord_a"), ReturnStatus.Closed, null, [], new Money(amount, usd),
            [new RefundView(payment, new Money(paid, usd), paid > 0 ? "refunded" : "waived", null, At(23))], At(22),
            At(22), At(23), 1);
    }
}
