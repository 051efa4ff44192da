using RetailActors.Retail.Cluster;

namespace RetailActors.Retail.Drills;

/// <summary>A cluster of an earlier release, with its schema, becomes one of this release under load.</summary>
internal static class UpgradeDrill
{
    private const string Schema = "SELECT max(version) FROM schema_version";

    /// <summary>What a silo ends with that must not start.</summary>
    private const int Refused = 2;

    /// <summary>The first new silo brings the schema of this release; the old ones that run go on with it, and one that
    /// starts later is refused.</summary>
    public static async Task Upgrade(Stage stage)
    {
        var (failed, before) = (stage.Load.Failed, await stage.Membership.Scalar(Schema));
        var silos = stage.Ready;
        stage.CountFromNow();
        await Replace(silos[0]);
        var after = await stage.Membership.Scalar(Schema);
        var (oldBefore, newBefore) = (stage.Load.AcceptedBy(silos[2]), stage.Load.AcceptedBy(silos[0]));
        stage.Tell($"schema version {before} is now {after}");
        await Task.Delay(stage.Span(10, 5));
        stage.Require(Array.TrueForAll(silos[1..], s => s.IsReady), "an old silo did not go on with the new schema");
        await LocalCluster.Leave(silos[1]);
        if (after > before)
            await MustBeRefused(stage, silos[1]);
        await Replace(silos[1]);
        await Task.Delay(stage.Span(10, 5));
        var (byOld, byNew) = (
            stage.Load.AcceptedBy(silos[2]) - oldBefore, stage.Load.AcceptedBy(silos[0]) - newBefore);
        await Replace(silos[2]);
        stage.CountFromNow();
        stage.Bit(before > 0 && byOld > 0 && byNew > 0,
            $"schema version {before} became {after} under load; while both versions served, the last old silo took "
            + $"{byOld} orders and the first new one {byNew}");
        stage.Measure(new Figure("failed requests", stage.Load.Failed - failed, "requests", 0));
    }

    private static async Task Replace(SiloNode silo)
    {
        if (silo.IsReady)
            await LocalCluster.Leave(silo);
        silo.Program = ServerPrograms.Silo;
        silo.Start();
        await LocalCluster.Ready([silo], SiloDrills.LongestStart, default);
    }

    private static async Task MustBeRefused(Stage stage, SiloNode silo)
    {
        silo.Start();
        var code = await silo.Exit(SiloDrills.LongestStart);
        stage.Require(code == Refused, $"an old silo that started after the schema ended with {code}");
        if (code is null)
            silo.Kill();
    }
}
