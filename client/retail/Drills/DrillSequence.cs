namespace RetailActors.Retail.Drills;

/// <summary>Drills one after the other. What cannot be done here is skipped with its reason, and whatever one of them
/// throws is its own failure: the rest go on.</summary>
internal static class DrillSequence
{
    /// <summary>The results in the order of the drills.</summary>
    /// <param name="drills">What is to be done.</param>
    /// <param name="means">What there is for it.</param>
    /// <param name="play">Does one.</param>
    /// <param name="say">Is told each result as it comes.</param>
    /// <param name="cancellation">Ends it between or within drills.</param>
    public static async Task<IReadOnlyList<DrillResult>> Run(
        IEnumerable<Drill> drills, DrillMeans means, Func<Drill, Task<DrillResult>> play, Action<DrillResult> say,
        CancellationToken cancellation)
    {
        var results = new List<DrillResult>();
        foreach (var drill in drills)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = means.Lacking(drill) is { } lacking
                ? DrillResult.NotDone(drill, lacking)
                : await Guarded(drill, play, cancellation);
            results.Add(result);
            say(result);
        }
        return results;
    }

    private static async Task<DrillResult> Guarded(
        Drill drill, Func<Drill, Task<DrillResult>> play, CancellationToken cancellation)
    {
        try
        {
            return await play(drill);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return DrillResult.Broken(drill, e);
        }
    }
}
