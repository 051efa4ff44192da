namespace RetailActors.Retail.Drills;

/// <summary>Every drill there is.</summary>
internal static class DrillBook
{
    /// <summary>Name of all drills together.</summary>
    public const string Everything = "all";

    public static IReadOnlyList<Drill> All { get; } =
    [
        .. SiloDrills.All, .. ChangeDrills.All, .. ResourceDrills.All, .. DatabaseDrills.All, .. OutsideDrills.All,
        .. InputDrills.All, .. GatewayDrills.All,
    ];

    /// <summary>One drill by its name, all of them, or of all the short set; those on one cluster stand together.
    /// </summary>
    public static IReadOnlyList<Drill> Choose(string name, bool smoke) => name == Everything
        ? [.. All.Where(d => !smoke || d.IsSmoke).OrderBy(d => d.Needs & OwnCluster)]
        : [.. All.Where(d => d.Name == name)];

    private const DrillNeeds OwnCluster = (DrillNeeds.SecondServer | DrillNeeds.Gateways | DrillNeeds.OldSilo)
        & ~DrillNeeds.OwnServer;
}
