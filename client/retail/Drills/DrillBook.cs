namespace RetailActors.Retail.Drills;

/// <summary>Every drill there is.</summary>
internal static class DrillBook
{
    /// <summary>Name of all drills together.</summary>
    public const string Everything = "all";

    public static IReadOnlyList<Drill> All { get; } =
    [
        .. SiloDrills.All, .. ChangeDrills.All, .. ResourceDrills.All, .. DatabaseDrills.All, .. OutsideDrills.All,
        .. InputDrills.All,
    ];

    /// <summary>How many servers the cluster needs: a drill that stops one of several gets two.</summary>
    public static int ShardsFor(string name, int asked) =>
        name == DatabaseDrills.ShardStop ? Math.Max(asked, 2) : asked;

    /// <summary>One drill by its name, all of them, or of all the short set.</summary>
    public static IReadOnlyList<Drill> Choose(string name, bool smoke, bool hasOldSilo) => name == Everything
        ? [
            .. All.Where(d => d.Name != DatabaseDrills.ShardStop && (!smoke || d.IsSmoke)
                && (hasOldSilo || !d.NeedsOldSilo)),
        ]
        : [.. All.Where(d => d.Name == name)];
}
