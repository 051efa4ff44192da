using System.Collections.Immutable;
using System.Text;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Payments;
using RetailActors.Settlement;
using static RetailActors.Tests.Settlement.BatchSpec;
using Case = RetailActors.Settlement.Case;

namespace RetailActors.Tests.Settlement;

/// <summary>What stands in journals today must be readable for ever; the cases of the desk as a table.</summary>
public sealed class SettlementGolden
{
    private static readonly BankLine _bank = new("payout_1", Usd(9_835), Now, By);

    private static readonly BatchEvent[] _batch =
    [
        new BatchEvent.Imported(Header(PayoutOf(Line(1)))),
        new BatchEvent.LinesRead([Line(1) with
        {
            Other = ImmutableDictionary<string, string>.Empty.Add("Reserved4", "=1+1"),
        }]),
        new BatchEvent.RowsRefused([new BadRow(2, "Gross is no amount")]),
        new BatchEvent.LinesJudged(
            [1], [new Judgement(2, LineStatus.Mismatched, MismatchClass.Gross, "expected 1", Usd(1))], Now),
        new BatchEvent.Reconciled(
            [new Issue("batch-sum", MismatchClass.BatchSum, LineStatus.Mismatched, "off by 1")], Now),
        new BatchEvent.CasesRaised(["2"]),
        new BatchEvent.Told(["reconciled"], Now),
        new BatchEvent.BankMatched(_bank, Now),
        new BatchEvent.BankDiffered(_bank, "off by 1", Now),
        new BatchEvent.BankMissed("9835 expected", Now),
        new BatchEvent.LedgerMatched("JE-0000001", Now),
        new BatchEvent.LedgerDiffered("refused", Now),
        new BatchEvent.Watched(Now.AddDays(8), Now),
        new BatchEvent.PartDecided("2", LineStatus.WrittenOff, Now, By),
    ];

    private static readonly LineCase _case = new(
        MismatchClass.Gross, LineStatus.Mismatched, "sandbox", "set_1", "2", new PaymentId("pay-2"),
        new SettlementEntry("set_1:2", OperationKind.Capture, "psp_2", "psp_2c", Usd(10_000)), "expected 9900");

    private static readonly CaseEvent[] _cases =
    [
        new CaseEvent.Raised(_case, Now),
        new CaseEvent.PutOnDesk(Now),
        new CaseEvent.RetryAsked("d1", Now, By),
        new CaseEvent.RetryFailed("as before", Now),
        new CaseEvent.Decided("d2", ResolutionKind.Waive, LineStatus.WrittenOff, Now, By),
        new CaseEvent.Withdrawn("a report has brought it", Now),
        new CaseEvent.Closed(Now),
    ];

    [Fact]
    public void Every_event_of_a_settlement_is_written_and_read_as_in_its_golden_file() =>
        Holds(BatchDecider.Codec, _batch, "batch-");

    [Fact]
    public void Every_event_of_a_case_is_written_and_read_as_in_its_golden_file() =>
        Holds(CaseDecider.Codec, _cases, "case-");

    [Fact]
    public void The_table_of_cases_and_decisions_is_as_checked_in()
    {
        var missing = _case with { Entry = null, Settlement = null, Class = MismatchClass.MissingSettlement };
        (string Name, Case State)[] states =
        [
            ("absent", Case.None), ("raised", new Case.Raised(_case, Now)), ("open", new Case.Open(_case, Now)),
            ("open, nothing to ask", new Case.Open(missing, Now)),
            ("open, suggested", new Case.Open(_case with { Status = LineStatus.Suggested }, Now)),
            ("retrying", new Case.Retrying(_case, Now, "d0", By)),
            ("deciding", new Case.Deciding(_case, Now, "d0", LineStatus.WrittenOff, By)),
            ("withdrawing", new Case.Withdrawing(_case, Now, "came")),
            ("closed, written off", new Case.Closed(_case, Now, "d0", LineStatus.WrittenOff)),
            ("closed, void", new Case.Closed(_case, Now, "", LineStatus.Void)),
        ];
        (string Name, Func<Case, (object Result, CaseEvent[])> Do)[] commands =
        [
            ("raise", s => ("-", CaseDecider.Raise(s, _case, Now))),
            ("withdraw", s => ("-", CaseDecider.Withdraw(s, "came", Now))),
            ("retry", s => Decide(s, ResolutionKind.Retry, By)),
            ("edit accept", s => Decide(s, ResolutionKind.Edit, By, ("accept", "true"))),
            ("edit amount", s => Decide(s, ResolutionKind.Edit, By, ("amount", "1"))),
            ("waive with a reason", s => Decide(s, ResolutionKind.Waive, By)),
            ("waive without one", s => Decide(s, ResolutionKind.Waive, new Origin("finance"))),
            ("payment says exact", s => ("-", CaseDecider.Decide(s, new SettlementVerdict(SettlementFit.Exact), Now))),
            ("payment says duplicate",
                s => ("-", CaseDecider.Decide(s, new SettlementVerdict(SettlementFit.Duplicate), Now))),
        ];
        var text = new StringBuilder("state | command | result | events | status after | owes\n");
        foreach (var (state, before) in states)
        {
            foreach (var (command, run) in commands)
            {
                var (result, events) = run(before);
                var after = events.Aggregate(before, CaseDecider.Evolve);
                var names = events.Length == 0 ? "-" : string.Join(", ", events.Select(CaseDecider.Codec.NameOf));
                var owes = CaseDecider.Outbox(after) is [var owed] ? owed.Call : "-";
                text.Append($"{state} | {command} | {result} | {names} | {CaseDecider.Index(after)?.Status ?? "-"}")
                    .Append($" | {owes}\n");
            }
        }
        SpecFile.Matches("case-table.txt", text.ToString());
    }

    private static (object, CaseEvent[]) Decide(
        Case state, ResolutionKind kind, Origin by, params (string Field, string Value)[] edits) =>
        CaseDecider.Decide(state, new Resolution(
            "d1", "2", kind, edits.ToImmutableDictionary(e => e.Field, e => e.Value), by), Now);

    /// <summary>As SpecGolden, for events with lists, which are not equal by their items.</summary>
    private static void Holds<TEvent>(EventCodec<TEvent> codec, TEvent[] samples, string prefix) where TEvent : class
    {
        samples.Select(codec.NameOf).Order().ShouldBe(codec.Names.Order());
        foreach (var sample in samples)
        {
            var path = Path.Combine("golden", $"{prefix}{codec.NameOf(sample)}.json");
            SpecFile.Matches(path, codec.Write([sample]) + "\n");
            var stored = SpecFile.Read(path).TrimEnd();
            codec.Write([codec.Read(stored).ShouldHaveSingleItem()]).ShouldBe(stored);
        }
    }
}
