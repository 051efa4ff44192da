using System.Text;

namespace RetailActors.Tests.Tour;

/// <summary>What the README shows is what happens.</summary>
public sealed class TourTests
{
    private static readonly TimeSpan _longestStep = TimeSpan.FromMinutes(2);

    [Fact]
    public void Every_step_of_the_tour_says_what_to_look_for()
    {
        var tour = ReadmeTour.Read();
        tour.Setup.ShouldContain("http://localhost:8080");
        tour.Steps.Count.ShouldBe(ReadmeTour.Announced());
        tour.Steps.Count.ShouldBeGreaterThan(10);
        tour.Steps.ShouldAllBe(step => step.Expected.Count > 0);
    }

    [Fact]
    public async Task A_stranger_who_follows_the_README_sees_what_it_says()
    {
        var tour = ReadmeTour.Read();
        await using var silo = await SiloProcess.Start();
        var seen = new StringBuilder();
        foreach (var step in tour.Steps)
        {
            var output = await silo.Bash(tour.Setup + "\n" + step.Script, _longestStep);
            seen.AppendLine(step.Title).AppendLine(output);
            foreach (var fragment in step.Expected)
            {
                output.Contains(fragment, StringComparison.Ordinal).ShouldBeTrue(
                    $"'{step.Title}' lacks {fragment}\n{seen}\n--- the silo ---\n{silo.Log}");
            }
        }
    }
}
