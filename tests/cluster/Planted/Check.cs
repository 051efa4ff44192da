using RetailActors.Tests.Simulation;

namespace RetailActors.Tests.Planted;

/// <summary>One check of the suite, run here with a bug and without.</summary>
internal sealed record Check(string Name, Func<SimFlaw, Task> Run)
{
    private const int Worlds = 60;

    /// <summary>The simulation of orders, stock, payments and returns.</summary>
    public static Check Simulation { get; } = new("simulation", flaw => Task.Run(() =>
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var world = new SimWorld(seed, flaw);
            world.Run();
            SimChecks.Check(world);
        }
    }));

    /// <summary>A test of the suite.</summary>
    public static Check Test<T>(string name, Func<T> open, Func<T, Task> test) where T : class =>
        new($"{typeof(T).Name}: {name.Replace('_', ' ').ToLowerInvariant()}", async _ =>
        {
            var suite = open();
            if (suite is IAsyncLifetime lifetime)
                await lifetime.InitializeAsync();
            try
            {
                await test(suite);
            }
            finally
            {
                if (suite is IAsyncDisposable used)
                    await used.DisposeAsync();
            }
        });

    /// <summary>What it says, or null when it finds nothing.</summary>
    public async Task<string?> Finds(SimFlaw flaw)
    {
        try
        {
            await Run(flaw);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
