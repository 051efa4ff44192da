using RetailActors.Retail.Load;

namespace RetailActors.Tests.Retail;

/// <summary>When the requests of a load are due.</summary>
public sealed class Schedule_specs
{
    [Fact]
    public void A_constant_rate_is_evenly_spaced() =>
        All("0:4", 2).ShouldBe([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);

    [Fact]
    public void A_ramp_has_as_many_arrivals_as_the_area_below_it()
    {
        All("0:100,60s:500", 60).Count.ShouldBe(60 * (100 + 500) / 2);
        All("0:0,10s:100", 10).Count.ShouldBe(500);
        All("0:100,10s:0", 20).Count.ShouldBe(500, "nobody comes after the rate has fallen to zero");
        All("0:10,5s:10,5s:100,10s:100", 10).Count.ShouldBe((5 * 10) + (5 * 100));
        All("0:0,5s:0,5s:10", 10).ShouldAllBe(at => at >= 5_000);
    }

    [Fact]
    public void The_rate_between_two_points_is_on_the_line_between_them()
    {
        var ramp = Ramp.Parse("0:100,1m:500")!;
        ramp.RateAt(TimeSpan.FromSeconds(15)).ShouldBe(200);
        ramp.RateAt(TimeSpan.FromSeconds(90)).ShouldBe(500);
        ramp.End.ShouldBe(TimeSpan.FromMinutes(1));
        Ramp.Parse("0:1,5s:1,5s:9")!.RateAt(TimeSpan.FromSeconds(5)).ShouldBe(9);
        foreach (var n in new[] { 0.0, 17.5, 6_000, 17_999, 18_000, 20_000 })
            Area(ramp.When(n)!.Value.TotalSeconds).ShouldBe(n, 0.01);

        static double Area(double t) =>
            t <= 60 ? (100 * t) + (400 / 60.0 * t * t / 2) : 18_000 + (500 * (t - 60));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_parts_of_a_load_together_are_the_load(int parts) =>
        Enumerable.Range(0, parts).SelectMany(part => All("0:20,10s:90", 12, part, parts)).Order()
            .ShouldBe(All("0:20,10s:90", 12));

    [Fact]
    public void Poisson_arrivals_have_the_same_mean_and_no_even_spacing()
    {
        var random = Enumerable.Range(0, 4)
            .SelectMany(part => All("0:100", 100, part, 4, new Random(part))).Order().ToArray();
        random.Length.ShouldBeInRange(9_600, 10_400);
        var gaps = random.Zip(random.Skip(1), (a, b) => b - a).ToArray();
        var mean = gaps.Average();
        var spread = Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean;
        spread.ShouldBeInRange(0.9, 1.1, "the gaps of a Poisson process vary as much as they are long");
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("1s:100")]
    [InlineData("0:100,60s")]
    [InlineData("0:-1")]
    [InlineData("0:100,60s:500,30s:1")]
    [InlineData("0:1000000")]
    public void What_is_no_ramp_is_not_taken_for_one(string text) => Ramp.Parse(text).ShouldBeNull();

    [Fact]
    public void A_mix_is_drawn_by_weight()
    {
        var random = new Random(1);
        var mix = Mix.Parse("order=3, availability=1")!;
        var drawn = Enumerable.Range(0, 4_000).Select(_ => mix.Choose(random)).CountBy(a => a).ToDictionary();
        drawn.Keys.Order().ShouldBe([Act.Order, Act.Availability]);
        drawn[Act.Order].ShouldBeInRange(2_900, 3_100);
        foreach (var wrong in new[] { "", "order", "order=0", "buy=1", "order=-1" })
            Mix.Parse(wrong).ShouldBeNull();
    }

    private static List<double> All(string ramp, int seconds, int part = 0, int parts = 1, Random? random = null)
    {
        var arrivals = new Arrivals(Ramp.Parse(ramp)!, TimeSpan.FromSeconds(seconds), part, parts, random);
        var all = new List<double>();
        while (arrivals.Next() is { } at)
            all.Add(Math.Round(at.TotalMilliseconds, 3));
        return all;
    }
}
