using RetailActors.Bench.Cluster;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Load;
using RetailActors.Bench.Report;

namespace RetailActors.Tests.Scale;

/// <summary>What the report of <c>bench cluster</c> says.</summary>
public sealed class ClusterReportTests
{
    private static readonly Machine _machine = new(2, "cpu", 4, "Linux", ".NET", "PostgreSQL 15", "Redis");

    [Fact]
    public void A_ratio_is_between_cells_of_one_round()
    {
        // The machine was twice as fast in the second round: that says nothing about silos.
        var results = Of(Cell(1, 1, 1_000), Cell(2, 1, 900), Cell(1, 2, 2_000), Cell(2, 2, 1_800), Cell(2, 3, 10));
        results.Loss(ClusterLoad.Orders, 2)!.Value.ShouldBe(0.1, 1e-9);
    }

    [Fact]
    public void The_loss_is_the_median_of_the_rounds()
    {
        var results = Of(
            Cell(1, 1, 1_000), Cell(2, 1, 900), Cell(1, 2, 1_000), Cell(2, 2, 800), Cell(1, 3, 1_000), Cell(2, 3, 100));
        results.Loss(ClusterLoad.Orders, 2)!.Value.ShouldBe(0.2, 1e-9);
        ClusterMarkdown.Target(results).ShouldBe(
            "Two silos have 80 % of the orders of one; at least 85 % wanted: **not reached.** "
            + "CPU of silos and database per order: 125 % of one silo's.");
    }

    [Fact]
    public void Without_a_round_that_has_both_there_is_no_loss()
    {
        var results = Of(Cell(1, 1, 1_000), Cell(2, 2, 900));
        results.Loss(ClusterLoad.Orders, 2).ShouldBeNull();
        ClusterMarkdown.Target(results).ShouldBe("Two silos were not measured beside one.");
    }

    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    public void The_median_is_the_middle_or_the_mean_of_both_middles(double[] values, double median) =>
        ClusterResults.Median(values).ShouldBe(median);

    [Fact]
    public void Nothing_has_no_median() => ClusterResults.Median([]).ShouldBeNull();

    [Fact]
    public void A_row_shows_every_round_and_costs_per_call()
    {
        var text = ClusterMarkdown.Of(Of(Cell(1, 1, 1_000), Cell(1, 2, 1_200)));
        text.ShouldContain("| 1 | 2 | **1,100**: 1,000, 1,200 | 100 % |");
        // 2 CPU seconds of silos in 10 s of 1,000 and of 1,200 calls a second.
        text.ShouldContain("| 183, 92, 0 | 4.00 |");
        text.ShouldContain("they agree everywhere");
    }

    [Fact]
    public void A_disagreement_is_named()
    {
        var results = Of(Cell(1, 1, 1_000) with { Faults = ["orders accepted: 9 found"] });
        results.Agrees.ShouldBeFalse();
        ClusterMarkdown.Of(results).ShouldContain("- disagreement, round 1, 1 silos: orders accepted: 9 found");
    }

    [Fact]
    public void Results_come_back_from_their_file_and_the_next_round_follows()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Of(Cell(1, 4, 1_000)).ToJson());
            var back = ClusterResults.Read(file);
            back.Cells.Single().Load.ShouldBe(ClusterLoad.Orders);
            back.Cells.Single().Result.Rate.ShouldBe(1_000);
            back.NextRound.ShouldBe(5);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static ClusterResults Of(params ClusterCell[] cells) => new(DateTimeOffset.UnixEpoch, _machine, cells);

    private static ClusterCell Cell(int silos, int round, double rate)
    {
        var counted = (long)rate * 10;
        var result = new LoadResult(rate, rate, rate, counted, 0, 0, new Latency(1, 2, 3, 4), []);
        var cost = new Cost(2, 1, counted * 4, counted * 9, counted * 5_000, counted / 100, counted, counted, 0);
        return new ClusterCell(ClusterLoad.Orders, silos, round, 10, 256, result, cost, 0, []);
    }
}
