namespace RetailActors.Tests.Inventory;

/// <summary>Seeds of <see cref="StockSimulation"/>. SIMULATION_SEED runs one, SIMULATION_SEEDS that many.</summary>
public sealed class StockSimulationSpecs
{
    private const int Seeds = 400;
    private const int SeedsToFindAPlantedBug = 200;

    [Fact]
    public void No_fault_of_the_network_and_no_crash_oversells_undersells_or_does_anything_twice()
    {
        var (lost, doubled, crashes) = (0, 0, 0);
        foreach (var seed in ChosenSeeds())
        {
            var simulation = Simulate(seed, rush: false, Planted.Nothing);
            lost += simulation.Lost;
            doubled += simulation.Doubled;
            crashes += simulation.Crashes;
        }
        Math.Min(lost, Math.Min(doubled, crashes)).ShouldBeGreaterThan(0, "a fault never bit");
    }

    [Fact]
    public void In_a_rush_exactly_as_many_are_served_as_there_are_units()
    {
        foreach (var seed in ChosenSeeds())
        {
            Simulate(seed, rush: true, Planted.Nothing);
        }
    }

    [Theory]
    [InlineData(nameof(Planted.ReplyBeforeCommit))]
    [InlineData(nameof(Planted.MemoryOutlivesTheCrash))]
    [InlineData(nameof(Planted.NewIdPerRetry))]
    public void A_planted_bug_is_found(string bug)
    {
        var planted = Enum.Parse<Planted>(bug);
        Should.Throw<Exception>(() =>
        {
            for (var seed = 1; seed <= SeedsToFindAPlantedBug; seed++)
            {
                Simulate(seed, rush: false, planted);
            }
        });
    }

    private static IEnumerable<int> ChosenSeeds() =>
        int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEED"), out var one)
            ? [one]
            : Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("SIMULATION_SEEDS"), out var many)
                ? many
                : Seeds);

    private static StockSimulation Simulate(int seed, bool rush, Planted planted)
    {
        var simulation = new StockSimulation(seed, rush, planted);
        var (units, buyers) = (seed % 13, 2 + seed % 11);
        try
        {
            simulation.Run(units + 1, buyers);
            if (rush)
            {
                simulation.Served.ShouldBe(Math.Min(units + 1, buyers), "undersold");
            }
            return simulation;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"SIMULATION_SEED={seed} with rush={rush}: {e.Message}", e);
        }
    }
}
