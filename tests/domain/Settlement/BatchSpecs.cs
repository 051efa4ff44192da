using System.Collections.Immutable;
using RetailActors.Finance;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Settlement;
using static RetailActors.Tests.Settlement.BatchSpec;
using Case = RetailActors.Settlement.Case;

namespace RetailActors.Tests.Settlement;

/// <summary>A report is taken in once, and as a whole it ties out or says in what it does not.</summary>
public sealed class BatchSpecs
{
    private static IEnumerable<string> Owes(Batch batch) => BatchDecider.Outbox(batch).Select(o => o.Call);

    [Fact]
    public void The_same_file_again_changes_nothing_and_another_one_of_its_name_is_refused()
    {
        var batch = Imported(Line(1));
        BatchDecider.Known(batch, "aa").ShouldBe(new ImportResult.AlreadyImported());
        BatchDecider.Known(batch, "bb").ShouldBe(new ImportResult.FileDiffers("aa"));
        BatchDecider.Known(Batch.None, "aa").ShouldBeNull();
        var read = new ReportReading.Read([Line(1)], [], PayoutOf(Line(1)));
        BatchDecider.Decide(batch, Header(read.Payout), read).Item2.ShouldBeEmpty();
    }

    [Fact]
    public void A_report_that_ties_out_is_reconciled_and_told_to_finance()
    {
        var batch = Judged(Imported(Line(1), Line(2, -500, LineType.Refund)), Exact);
        BatchDecider.StatusOf(batch).ShouldBe("reconciled");
        Owes(batch).ShouldBe(["tell", "bank", "watch"]);
        var told = Run(batch, new BatchEvent.Told([BatchDecider.WholePart], Now));
        Owes(told).ShouldBe(["ledger", "bank", "watch"]);
    }

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        var lines = new[] { Line(1), Line(2) };
        var (payout, read) = (PayoutOf(lines), new ReportReading.Read([.. lines], [], PayoutOf(lines)));
        BatchEvent[] imported = BatchDecider.Decide(Batch.None, Header(payout), read).Item2;
        Judgement[] exact = [.. lines.Select(l => new Judgement(l.Number, LineStatus.Matched, MismatchClass.None))];
        Judgement odd = new(1, LineStatus.Unexpected, MismatchClass.UnexpectedLine);
        BatchEvent[] Then(BatchEvent[] before, Func<Batch, BatchEvent[]> decide) =>
            [.. before, .. decide(Run(Batch.None, before))];
        BatchEvent[] judged = Then(imported, b => BatchDecider.Judge(b, exact, Now));
        BatchEvent[] reconciled = Then(judged, b => BatchDecider.Reconcile(b, Now));
        BatchEvent[] differs = Then(
            Then(imported, b => BatchDecider.Judge(b, [odd, exact[1]], Now)), b => BatchDecider.Reconcile(b, Now));
        BatchEvent[] told = [.. reconciled, new BatchEvent.Told([BatchDecider.WholePart], Now)];
        var bank = new BankLine(payout.Reference, payout.Amount, Now, By);
        Func<Batch, (string, BatchEvent[])> Does(Func<Batch, BatchEvent[]> decide) => b => ("-", decide(b));
        Func<Batch, (string, BatchEvent[])> Banks(BankLine line) =>
            b => BatchDecider.Decide(b, line, Now) is var (result, events) ? ($"{result}", events) : default;
        Func<Batch, (string, BatchEvent[])> Imports(string hash) => b =>
            BatchDecider.Decide(b, Header(payout, hash), read) is var (r, e) ? (r.GetType().Name, e) : default;
        SpecTable.Matches("batch-table.txt", BatchDecider.Fold,
        [
            ("none", []), ("imported", imported), ("judged", judged), ("reconciled", reconciled),
            ("reconciled, a line unexpected", differs), ("told", told),
            ("told, at the bank", [.. told, new BatchEvent.BankMatched(bank, Now)]),
            ("told, in the ledger", [.. told, new BatchEvent.LedgerMatched("JE-1", Now)]),
        ],
        [
            ("import", Imports("aa")), ("import another file", Imports("bb")),
            ("judge", Does(b => BatchDecider.Judge(b, exact, Now))),
            ("reconcile", Does(b => BatchDecider.Reconcile(b, Now))),
            ("bank", Banks(bank)), ("bank, another amount", Banks(bank with { Amount = Usd(1) })),
            ("bank, another payout", Banks(bank with { Reference = "x" })),
            ("bank is late", Does(b => BatchDecider.MissBank(b, Now.AddDays(9)))),
            ("watch", Does(b => BatchDecider.Watch(b, 7, Now.AddDays(9)))),
            ("look at the ledger, nothing there", Does(b => BatchDecider.LookAtLedger(b, null, Now))),
            ("write off line 1",
                Does(b => BatchDecider.Decide(b, new PartDecision("1", LineStatus.WrittenOff, By), Now))),
        ]);
    }

    [Fact]
    public void Lines_wait_until_all_of_them_are_judged()
    {
        var batch = Imported(Line(1), Line(2));
        Owes(batch).ShouldBe(["match"]);
        BatchDecider.Unmatched(batch, 1).Select(l => l.Number).ShouldBe([1]);
        BatchDecider.Reconcile(batch, Now).ShouldBeEmpty();
        var one = Run(batch, BatchDecider.Judge(batch, [new(1, LineStatus.Matched, MismatchClass.None)], Now));
        BatchDecider.Unmatched(one, 9).Select(l => l.Number).ShouldBe([2]);
        BatchDecider.Judge(one, [new(1, LineStatus.Unexpected, MismatchClass.UnexpectedLine)], Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_payout_that_the_lines_do_not_add_up_to_is_an_issue_of_the_whole()
    {
        var read = new ReportReading.Read([Line(1)], [], PayoutOf(Line(1)) with { Amount = Usd(1) });
        var batch = Judged(Run(Batch.None, BatchDecider.Decide(Batch.None, Header(read.Payout), read).Item2), Exact);
        batch.Issues.Single().Class.ShouldBe(MismatchClass.BatchSum);
        Owes(batch).ShouldBe(["raise", "tell", "bank", "watch"]);
        BatchDecider.CaseOf(batch, Key, BatchDecider.SumPart)!.Entry.ShouldBeNull();
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_a_case_and_the_others_go_on()
    {
        var read = new ReportReading.Read([Line(1)], [new BadRow(2, "Gross is no amount")], PayoutOf(Line(1)));
        var batch = Judged(Run(Batch.None, BatchDecider.Decide(Batch.None, Header(read.Payout), read).Item2), Exact);
        batch.Lines.Single().Status.ShouldBe(LineStatus.Matched);
        BatchDecider.CaseOf(batch, Key, "row-2")!.Class.ShouldBe(MismatchClass.BadRow);
    }

    [Fact]
    public void The_bank_confirms_differs_or_is_missed()
    {
        var batch = Judged(Imported(Line(1)), Exact);
        var payout = batch.Header.Payout;
        BankLine Says(long more) => new("payout_1", payout.Amount + Usd(more), Now, By);
        BatchDecider.Decide(batch, Says(0) with { Reference = "x" }, Now).Item1.ShouldBe(BankResult.OtherPayout);
        BatchDecider.Decide(Batch.None, Says(0), Now).Item1.ShouldBe(BankResult.NotFound);
        var (result, events) = BatchDecider.Decide(batch, Says(0), Now);
        var matched = (Batch.Imported)Run(batch, events);
        (result, matched.Bank).ShouldBe((BankResult.Recorded, BankStanding.Matched));
        BatchDecider.Decide(matched, Says(0), Now).ShouldBe((BankResult.Recorded, []));
        BatchDecider.Decide(matched, Says(1), Now).Item1.ShouldBe(BankResult.RecordedDifferently);
        var off = (Batch.Imported)Run(batch, BatchDecider.Decide(batch, Says(-100), Now).Item2);
        off.Issues.Single().Class.ShouldBe(MismatchClass.PayoutBank);
        BatchDecider.MissBank(batch, batch.Header.BankDue.AddSeconds(-1)).ShouldBeEmpty();
        var missed = (Batch.Imported)Run(batch, BatchDecider.MissBank(batch, batch.Header.BankDue));
        (missed.Bank, missed.Issues.Single().Part).ShouldBe((BankStanding.Missing, BatchDecider.BankPart));
        ((Batch.Imported)Run(missed, BatchDecider.Decide(missed, Says(0), Now).Item2)).Issues.ShouldBeEmpty();
    }

    [Fact]
    public void The_ledger_confirms_differs_or_is_not_asked()
    {
        var batch = Run(Judged(Imported(Line(1)), Exact), new BatchEvent.Told([BatchDecider.WholePart], Now));
        DocumentView Document(DocumentStatus status, params ImmutableArray<Correction> corrections) => new(
            "k", "finance", DocumentKind.JournalEntry, "reconciled", status, "JE-1", 1, Now, null, null, null,
            corrections);
        Batch.Imported After(params ImmutableArray<DocumentView> documents) => (Batch.Imported)Run(
            batch, BatchDecider.LookAtLedger(batch, new PostingView("settlement:set_1", documents, 1, []), Now));
        After().Ledger.ShouldBe(LedgerStanding.None);
        After(Document(DocumentStatus.Submitted, [])).Ledger.ShouldBe(LedgerStanding.Pending);
        After(Document(DocumentStatus.Posted, [])).Ledger.ShouldBe(LedgerStanding.Posted);
        After(Document(DocumentStatus.Rejected, [])).Issues.Single().Class.ShouldBe(MismatchClass.Gl);
        After(Document(DocumentStatus.Posted, new Correction("cash", "1", "2"))).Ledger
            .ShouldBe(LedgerStanding.Mismatched);
    }

    [Fact]
    public void A_decision_moves_a_line_out_of_the_unidentified_receipts_and_is_taken_once()
    {
        var batch = Judged(Imported(Line(1)), l => new SettlementVerdict(
            SettlementFit.AmountDiffers, new OperationId("c"), Usd(9_900)));
        var decision = new PartDecision("1", LineStatus.WrittenOff, By);
        var decided = (Batch.Imported)Run(batch, BatchDecider.Decide(batch, decision, Now));
        decided.Lines[0].Status.ShouldBe(LineStatus.WrittenOff);
        BatchDecider.Decide(decided, decision, Now).ShouldBeEmpty();
        var books = Balances.Of(new Step?[]
        {
            BatchDecider.StepOf(batch, Key, BatchDecider.WholePart), BatchDecider.StepOf(decided, Key, "1"),
        }.Select(s => Bookings.Of(s!)!));
        books[(Account.ClearingOf("sandbox"), new Currency("USD"))].ShouldBe(-9_900);
        books[(Account.UnidentifiedReceipts, new Currency("USD"))].ShouldBe(0);
        books[(Account.WriteOffs, new Currency("USD"))].ShouldBe(-100);
    }

    [Fact]
    public void Entries_of_a_later_decision_are_looked_at_in_the_ledger_too()
    {
        var posted = Run(
            Judged(Imported(Line(1)), l => new SettlementVerdict(SettlementFit.NoOperation)),
            new BatchEvent.Told([BatchDecider.WholePart], Now), new BatchEvent.LedgerMatched("JE-1", Now));
        var decided = Run(posted, BatchDecider.Decide(posted, new PartDecision("1", LineStatus.WrittenOff, By), Now));
        BatchDecider.View(decided, Key, 1, 0, 0, null)!.Ledger.ShouldBe("pending");
        Owes(decided).ShouldContain("tell");
        Owes(Run(decided, new BatchEvent.Told(["1"], Now))).ShouldContain("ledger");
    }

    [Theory]
    [InlineData(LineStatus.Matched, 0, -10_000)]
    [InlineData(LineStatus.WrittenOff, -10_000, 0)]
    public void A_suggestion_clears_the_account_only_when_it_is_accepted(
        LineStatus decided, long writtenOff, long cleared)
    {
        var batch = Judged(Imported(Line(1)), l => new SettlementVerdict(
            SettlementFit.Suggested, new OperationId("c"), l.Gross, "same amount"));
        var after = (Batch.Imported)Run(
            batch, BatchDecider.Decide(batch, new PartDecision("1", decided, By), Now));
        var amounts = SettledAmounts.OfDecision(after.Lines[0]).ToDictionary(a => a.Purpose, a => a.Amount.Minor);
        amounts.GetValueOrDefault(SettledPurpose.WrittenOff).ShouldBe(writtenOff);
        amounts.GetValueOrDefault(SettledPurpose.Cleared).ShouldBe(cleared);
        CaseDecider.PaysBy(new Case.Deciding(
            BatchDecider.CaseOf(batch, Key, "1")!, Now, "d", decided, By)).ShouldBe(cleared != 0);
    }

    [Fact]
    public void Whatever_a_report_says_its_entries_balance_in_every_currency()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var types = Enum.GetValues<LineType>()[1..];
        var fits = Enum.GetValues<SettlementFit>();
        for (var run = 0; run < 500; run++)
        {
            Money Any() => (random.Next(4) == 0 ? Eur(1) : Usd(1)) * random.Next(-50_000, 50_000);
            var lines = Enumerable.Range(1, random.Next(1, 20)).Select(i => Line(i) with
            {
                Type = types[random.Next(types.Length)],
                Gross = Any(),
                Fee = Any(),
                Net = Any(),
                Rate = new ExchangeRate(random.NextInt64(0, 3_000_000_000)),
            }).ToArray();
            var payout = new Payout("payout_1", Usd(random.Next(0, 100_000)), Now);
            var batch = Judged(
                Run(Batch.None, BatchDecider.Decide(
                    Batch.None, Header(payout), new ReportReading.Read([.. lines], [], payout)).Item2),
                l => new SettlementVerdict(
                    fits[random.Next(fits.Length)], new OperationId("c"), Usd(random.Next(1, 50_000)), "e"));
            foreach (var line in batch.Lines)
            {
                var amounts = SettledAmounts.OfDecision(line);
                amounts.GroupBy(a => a.Amount.Currency).ShouldAllBe(g => g.Sum(a => a.Amount.Minor) == 0,
                    $"seed {seed}, run {run}");
            }
            SettledAmounts.Of(batch).GroupBy(a => a.Amount.Currency).ShouldAllBe(
                g => g.Sum(a => a.Amount.Minor) == 0, $"seed {seed}, run {run}");
        }
    }
}
