using RetailActors.Retail;
using RetailActors.Retail.Drills;

namespace RetailActors.Tests.Retail;

/// <summary>What decides whether a drill was passed, has failed or is not done; no cluster is needed for it.</summary>
public sealed class Drill_specs
{
    private static readonly DrillMeans _everything = new("postgresql", IsRoot: true, HasOldSilo: true);

    [Fact]
    public void Names_are_unique_and_each_drill_is_told_about_in_the_document()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "RetailActors.sln")))
            root = root.Parent!;
        var text = File.ReadAllText(Path.Combine(root.FullName, "docs", "drills.md"));
        var names = DrillBook.All.Select(d => d.Name).ToList();
        names.ShouldBeUnique();
        names.ShouldNotContain(DrillBook.Everything);
        names.Where(n => !text.Contains($"`{n}`", StringComparison.Ordinal))
            .ShouldBeEmpty("docs/drills.md lacks a drill");
    }

    [Fact]
    public void All_is_every_drill_once_and_those_on_one_cluster_stand_together()
    {
        var options = Options();
        var all = DrillBook.Choose(DrillBook.Everything, smoke: false);
        all.Select(d => d.Name).ShouldBe(DrillBook.All.Select(d => d.Name), ignoreOrder: true);
        var shapes = all.Select(d => d.Shape(options)).ToList();
        shapes.Where((shape, i) => i == 0 || shape != shapes[i - 1]).ShouldBeUnique();
        shapes[0].ShouldBe(new ClusterShape(1, 0, false));
        all.Single(d => d.Name == "shard-stop").Shape(options).Shards.ShouldBe(2);
        all.Single(d => d.Name == "gateway-kill").Shape(options).Gateways.ShouldBe(2);
        all.Single(d => d.Name == "mixed-versions").Shape(options).IsOld.ShouldBeTrue();
    }

    [Fact]
    public void The_short_set_is_six_drills_on_one_cluster_that_need_neither_root_nor_an_earlier_release()
    {
        var smoke = DrillBook.Choose(DrillBook.Everything, smoke: true);
        smoke.Count.ShouldBe(6);
        smoke.Select(d => d.Shape(Options())).Distinct().Count().ShouldBe(1);
        var bare = new DrillMeans("postgresql", IsRoot: false, HasOldSilo: false);
        smoke.Select(bare.Lacking).ShouldAllBe(lacking => lacking == null);
    }

    [Fact]
    public void A_fault_that_nothing_felt_has_failed()
    {
        var record = new DrillRecord();
        record.Bit(false, "nobody noticed");
        record.Violations(0.2).ShouldBe(["nothing shows that the fault was felt"]);
        record.Bit(true, "one request was sent again");
        record.Violations(0.2).ShouldBeEmpty();
        record.Bite.ShouldBe("one request was sent again");
    }

    [Fact]
    public void What_does_not_hold_a_limit_that_is_not_kept_and_an_actor_that_stays_silent_are_each_told()
    {
        var record = new DrillRecord();
        record.Bit(true, "felt");
        record.Require(true, "kept");
        record.Require(false, "an order was lost");
        record.Measure(new Figure("recovery", 5.1, "s", 5));
        record.Measure(new Figure("goodput", 69.9, "%", 70, IsFloor: true));
        record.Measure(new Figure("goodput", 70, "%", 70, IsFloor: true));
        record.Violations(double.PositiveInfinity).ShouldBe([
            "an order was lost", "recovery is 5.1 s, the limit is 5", "goodput is 69.9 %, the limit is 70",
            "not every actor answered again in time",
        ]);
        record.Figures.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("kill-one", "sqlite", false, false, null)]
    [InlineData("erp-lost-reply", "sqlite", false, false, null)]
    [InlineData("database-slow", "sqlite", true, true, "it needs PostgreSQL")]
    [InlineData("database-lost-reply", "sqlite", true, true, "it needs PostgreSQL")]
    [InlineData("sweeper-kill", "sqlite", true, true, "it needs PostgreSQL")]
    [InlineData("clock", "sqlite", true, true, "it needs PostgreSQL")]
    [InlineData("gateway-kill", "sqlite", true, true, "it needs PostgreSQL")]
    [InlineData("database-slow", "Host=db;Database=shop", false, false, null)]
    [InlineData("database-stop", "Host=db;Database=shop", true, true, "a server, so it needs one of its own")]
    [InlineData("shard-stop", "Host=db;Database=shop", true, true, "a server, so it needs one of its own")]
    [InlineData("shard-stop", "postgresql", false, false, null)]
    [InlineData("disk-full", "postgresql", false, true, "it needs root")]
    [InlineData("disk-full", "postgresql", true, false, null)]
    [InlineData("mixed-versions", "postgresql", true, false, "--old-silo")]
    [InlineData("mixed-versions", "postgresql", false, true, null)]
    public void What_is_not_here_for_a_drill_is_said(string name, string database, bool root, bool old, string? lacking)
    {
        var drill = DrillBook.All.Single(d => d.Name == name);
        var said = new DrillMeans(database, root, old).Lacking(drill);
        if (lacking is null)
            said.ShouldBeNull();
        else
            said.ShouldNotBeNull().ShouldContain(lacking);
    }

    [Fact]
    public async Task A_skipped_drill_and_one_that_throws_do_not_keep_the_rest_from_being_done()
    {
        Drill[] drills = [Named("first"), Named("disk", DrillNeeds.Root), Named("throws"), Named("last")];
        List<string> said = [];
        var results = await DrillSequence.Run(
            drills, _everything with { IsRoot = false },
            drill => drill.Name == "throws"
                ? throw new InvalidOperationException("Odd.") : Task.FromResult(Passed(drill)),
            result => said.Add(result.Name), TestContext.Current.CancellationToken);
        said.ShouldBe(["first", "disk", "throws", "last"]);
        results.Select(r => (r.IsPassed, r.HasFailed, r.Skipped is not null)).ShouldBe(
            [(true, false, false), (false, false, true), (false, true, false), (true, false, false)]);
        results[2].Violations.ShouldBe(["InvalidOperationException: Odd."]);
    }

    [Fact]
    public async Task Whoever_breaks_the_run_off_ends_it()
    {
        using var end = new CancellationTokenSource();
        var done = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => DrillSequence.Run(
            [Named("first"), Named("second")], _everything,
            async drill =>
            {
                done++;
                await end.CancelAsync();
                end.Token.ThrowIfCancellationRequested();
                return Passed(drill);
            },
            _ => { }, end.Token));
        done.ShouldBe(1);
    }

    [Fact]
    public void Metrics_are_added_up_over_their_series()
    {
        var metrics = SiloMetrics.Read(
            "# TYPE heap gauge\nheap 5 1700000000\nheaps 100\n"
            + "collections_total{gen=\"gen0\",scope=\"a b\"} 7 17\ncollections_total{gen=\"gen2\"} 2\nodd{ 3\n\n");
        metrics.Sum("heap").ShouldBe(5);
        metrics.Sum("collections_total").ShouldBe(9);
        metrics.Sum("collections_total", "gen=\"gen2\"").ShouldBe(2);
        metrics.Sum("nothing").ShouldBe(0);
    }

    internal static DrillOptions Options(string folder = "data", FileInfo? key = null) =>
        new([], "postgresql", folder, 25, IsSmoke: false, key, []);

    internal static DrillResult Passed(Drill drill) =>
        new(drill.Name, drill.Does, "felt", 1.5, 1_234, 5, [new Figure("failed requests", 0, "requests", 0)], [], 30);

    internal static Drill Named(string name, DrillNeeds needs = DrillNeeds.None) =>
        new(name, $"what {name} does", false, _ => Task.CompletedTask) { Needs = needs };
}
