namespace RetailActors.Operations;

/// <summary>Work that nobody waits for, because what fails of it is owed and comes back by the sweeper.</summary>
public static class Unawaited
{
    /// <summary>Lets it go on, and sees its failure, so that it is not reported as one that nobody has seen.</summary>
    /// <param name="work">What was begun.</param>
    /// <param name="failed">Is told of the failure or cancellation, on the turns of the caller.</param>
    public static void Watched(this Task work, Action<Exception>? failed = null) => _ = Watch(work, failed);

    private static async Task Watch(Task work, Action<Exception>? failed)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            failed?.Invoke(e);
        }
    }
}
