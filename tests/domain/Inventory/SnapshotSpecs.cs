using CsCheck;
using RetailActors.Inventory;
using RetailActors.Operations;
using static RetailActors.Inventory.MovementKind;
using static RetailActors.Tests.Inventory.StockWords;

namespace RetailActors.Tests.Inventory;

/// <summary>What the ERP says about our stock: compared, never obeyed.</summary>
public sealed class SnapshotSpecs
{
    private static readonly DateTimeOffset _cut = Noon.AddMinutes(5);

    [Fact]
    public void Where_nothing_is_known_the_ERPs_quantity_is_the_start() =>
        Given().When(Snapshot(12)).Then(new SnapshotResult.Adopted(12), Snapped(12, adopted: 12)).Leaves(available: 12);

    [Fact]
    public void Our_movements_since_the_cut_explain_the_difference() =>
        Given(Counted(10), Moved(Sale, 2, "m-2", at: Soon) with { OccurredAt = Soon }).At(Later)
            .When(Snapshot(10, _cut))
            .Then(new SnapshotResult.Agreed(true), Snapped(10, asOf: _cut, at: Later)).Leaves(available: 8);

    [Fact]
    public void A_gap_that_nothing_explains_is_kept_and_changes_nothing() =>
        Given(Counted(10), Reserved("h1", 2), Allocated("o1/1", 3)).At(_cut).When(Snapshot(4, _cut))
            .Then(new SnapshotResult.Gap(-6), Snapped(4, gap: -6, asOf: _cut, at: _cut))
            .Leaves(available: 5, reserved: 2, committed: 3)
            .State.Cases[DiscrepancyParts.ErpGap].Evidence.ShouldContain("6 fewer");

    [Fact]
    public void As_long_as_movements_shortly_before_the_cut_can_explain_the_difference_there_is_no_gap()
    {
        var counted = Moved(Count, 10, "m-0", at: Noon.AddHours(-1)) with { OccurredAt = Noon.AddHours(-1) };
        Given(counted, Moved(Sale, 2, "m-2"), Moved(Receive, 1, "m-3")).At(_cut).When(Snapshot(10, _cut, 10))
            .Then(new SnapshotResult.Agreed(false), Snapped(10, 0, _cut, 10, at: _cut)).Leaves(available: 9);
        Given(counted, Moved(Sale, 2, "m-2"), Moved(Receive, 1, "m-3")).At(_cut).When(Snapshot(12, _cut, 10))
            .Then(new SnapshotResult.Gap(1), Snapped(12, 1, _cut, 10, at: _cut));
    }

    [Fact]
    public void The_ERP_may_say_which_of_them_it_knows()
    {
        var counted = Moved(Count, 10, "m-0", at: Noon.AddHours(-1)) with { OccurredAt = Noon.AddHours(-1) };
        Given(counted, Moved(Sale, 2, "m-2"), Moved(Receive, 1, "m-3")).At(_cut)
            .When(Snapshot(8, _cut, 10, "m-2", "m-99"))
            .Then(new SnapshotResult.Agreed(true), Snapped(8, 0, _cut, 10, 0, _cut, "m-2"))
            .State.Changes.Items.Select(c => c.Key).ShouldBe(["m-3"]);
    }

    [Fact]
    public void What_an_offline_till_tells_late_is_not_yet_on_its_books() =>
        Given(Moved(Count, 10, "m-0", at: Noon.AddHours(-9)) with { OccurredAt = Noon.AddHours(-9) },
                Moved(Sale, 2, "m-2", at: _cut) with { OccurredAt = Noon.AddHours(-8) }).At(_cut)
            .When(Snapshot(10, Noon, 10)).Then(new SnapshotResult.Agreed(false), Snapped(10, 0, Noon, 10, at: _cut));

    [Fact]
    public void An_older_cut_is_ignored_and_the_same_cut_has_one_effect() =>
        Given(Counted(10), Snapped(10, asOf: _cut))
            .When(Snapshot(7, Noon)).Then(new SnapshotResult.Older(_cut))
            .When(Snapshot(10, _cut)).Then(new SnapshotResult.AlreadyRecorded())
            .When(Snapshot(9, _cut)).Then(new SnapshotResult.RecordedDifferently(10)).Leaves(available: 10);

    [Fact]
    public void A_later_snapshot_without_the_gap_settles_it()
    {
        var stock = Given(Counted(10), Snapped(8, gap: -2), new StockEvent.DiscrepancyReported("erp-gap", 1)).At(Later)
            .When(Snapshot(10, Soon)).Then(new SnapshotResult.Agreed(true), Snapped(10, asOf: Soon, at: Later)).State;
        StockDecider.Calls(stock).ShouldBe([new StockCall.Clear(DiscrepancyParts.ErpGap, 2)]);
        StockDecider.Outbox(stock).Select(o => o.Call).ShouldBe(["clear/erp-gap"]);
        Given(Counted(10), Snapped(8, gap: -2), new StockEvent.DiscrepancyReported("erp-gap", 1),
            Snapped(10, asOf: Soon), new StockEvent.DiscrepancyCleared("erp-gap", 2)).State.Cases.ShouldBeEmpty();
    }

    [Fact]
    public void The_desk_hears_of_a_gap_once_and_again_when_it_changes()
    {
        var told = Given(Counted(10), Snapped(8, gap: -2), new StockEvent.DiscrepancyReported("erp-gap", 1));
        StockDecider.Calls(told.State).ShouldBeEmpty();
        StockDecider.Calls(told.Given(Snapped(8, gap: -2, asOf: Soon)).State).ShouldBeEmpty();
        StockDecider.Calls(told.Given(Snapped(7, gap: -3, asOf: Later)).State).ShouldHaveSingleItem()
            .ShouldBeOfType<StockCall.Report>().Number.ShouldBe(2);
    }

    [Fact]
    public void Somebody_takes_over_the_ERPs_quantity() =>
        Given(Counted(10), Allocated("o1/1", 3), Snapped(8, gap: -2)).At(Later)
            .When(Decision(ResolutionKind.Edit, DiscrepancyParts.ErpGap, "erp")).Then(ResolutionResult.Resolved,
                new StockEvent.DiscrepancyResolved("erp-gap", "d-1", -2, Later, Till))
            .Leaves(available: 5, committed: 3)
            .When(Snapshot(8, Soon)).Then(new SnapshotResult.Agreed(true), Snapped(8, asOf: Soon, at: Later))
            .When(Decision(ResolutionKind.Waive, DiscrepancyParts.ErpGap)).Then(ResolutionResult.AlreadyResolved);

    [Fact]
    public void A_gap_that_somebody_leaves_is_not_raised_again()
    {
        var left = Given(Counted(10), Snapped(8, gap: -2)).At(Later)
            .When(Decision(ResolutionKind.Waive, DiscrepancyParts.ErpGap)).Then(ResolutionResult.Resolved,
                new StockEvent.DiscrepancyResolved("erp-gap", "d-1", 0, Later, Till))
            .When(Snapshot(8, Soon)).Then(new SnapshotResult.Gap(-2), Snapped(8, -2, Soon, at: Later));
        left.State.Cases.ShouldBeEmpty();
        left.State.Erp!.Tolerated.ShouldBe(-2);
    }

    [Fact]
    public void What_left_without_being_there_is_reported_and_a_count_settles_it()
    {
        var sold = Given(Counted(1), Moved(Sale, 2), Discrepancy("m-1", 0, -1));
        var report = StockDecider.Calls(sold.State).ShouldHaveSingleItem().ShouldBeOfType<StockCall.Report>();
        report.Evidence.ShouldContain("m-1");
        sold.Given(StockDecider.Made(sold.State, report)).State.Cases["oversold"].Reported.ShouldBeTrue();
        StockDecider.Made(sold.State, report).ShouldBeEmpty();
        sold.When(Move(Count, 0, "m-5")).Then(new MovementResult.Recorded(false), Moved(Count, 0, "m-5"));
        StockDecider.Calls(sold.State).ShouldBe([new StockCall.Clear("oversold", 2)]);
    }

    [Theory, InlineData("nine"), InlineData("-1"), InlineData("erp")]
    public void Not_every_decision_is_one(string onHand) =>
        Given(Counted(1), Moved(Sale, 2), Discrepancy("m-1", 0, -1))
            .When(Decision(ResolutionKind.Edit, DiscrepancyParts.Oversold, onHand)).Then(ResolutionResult.NotAllowed)
            .When(Decision(ResolutionKind.Retry, DiscrepancyParts.Oversold)).Then(ResolutionResult.NotAllowed)
            .When(Decision(ResolutionKind.Waive, "nothing")).Then(ResolutionResult.NotFound);

    [Fact]
    public void More_changes_than_are_remembered_are_not_judged()
    {
        var stock = Given(Counted(10_000)).Given(Enumerable.Range(0, ChangeLog.Capacity + 1)
            .Select(i => Moved(Sale, 1, $"s{i}", at: _cut.AddMinutes(i)) with { OccurredAt = _cut.AddMinutes(i) }));
        stock.State.Changes.Count.ShouldBe(ChangeLog.Capacity);
        stock.When(Snapshot(1, Noon)).Then(new SnapshotResult.Agreed(false), Snapped(1));
    }

    /// <summary>An ERP that books each change within the lag, and whose snapshots come late and in any order.</summary>
    [Fact]
    public void An_ERP_that_is_right_never_has_a_gap_and_one_that_is_wrong_always_has() =>
        Gen.Select(
            Gen.Select(Gen.Int[-3, 3].Where(n => n != 0), Gen.Int[0, 9], Gen.Int[1, 9]).Array[1, 30],
            Gen.Select(Gen.Int[0, 300], Gen.Bool).Array[1, 8], Gen.Int[1, 5]).Sample((changes, cuts, wrong) =>
        {
            var stock = Given(
                Moved(Count, 1_000, "m-0", at: Noon.AddDays(-1)) with { OccurredAt = Noon.AddDays(-1) }).State;
            var books = new List<(DateTimeOffset Booked, string Key, int Units)>();
            var now = Noon;
            foreach (var ((units, pause, delay), i) in changes.Select((c, i) => (c, i)))
            {
                now = now.AddMinutes(pause);
                var id = $"c{i}";
                var moved = StockDecider.Decide(stock, Move(Adjust, units, id) with { OccurredAt = now }, now).Item2;
                stock = moved.Aggregate(stock, StockDecider.Evolve);
                books.Add((now.AddMinutes(delay), id, units));
            }
            foreach (var (minutes, keys) in cuts)
            {
                var cut = Noon.AddMinutes(minutes) > now ? now : Noon.AddMinutes(minutes);
                var known = books.Where(b => b.Booked <= cut).ToArray();
                var snapshot = Snapshot(1_000 + known.Sum(b => b.Units), cut, 9) with
                {
                    Acknowledged = keys ? [.. known.Select(b => b.Key)] : [],
                    Complete = keys,
                };
                var before = stock.Levels;
                var (result, events) = StockDecider.Decide(stock, snapshot, now);
                result.ShouldNotBeOfType<SnapshotResult.Gap>();
                if (result is SnapshotResult.Agreed { Certain: true })
                {
                    StockDecider.Decide(stock, snapshot with { OnHand = snapshot.OnHand + wrong }, now).Item1
                        .ShouldBe(new SnapshotResult.Gap(wrong));
                }
                stock = events.Aggregate(stock, StockDecider.Evolve);
                stock.Levels.ShouldBe(before);
            }
        }, iter: 1_000);
}
