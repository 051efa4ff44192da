using RetailActors.Operations;

namespace RetailActors.Tests.Actors;

/// <summary>Work that nobody waits for.</summary>
public sealed class UnawaitedSpecs
{
    [Fact]
    public async Task A_failure_is_seen_once_and_by_its_cause()
    {
        var seen = new TaskCompletionSource<Exception>();
        var cause = new InvalidOperationException("gone");
        Fail(cause).Watched(seen.SetResult);
        (await seen.Task).ShouldBeSameAs(cause);

        static async Task Fail(Exception e)
        {
            await Task.Yield();
            throw e;
        }
    }

    [Fact]
    public async Task What_succeeds_says_nothing_and_what_fails_or_is_cancelled_is_told_on_the_callers_turns()
    {
        var told = new List<string>();
        var turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        Task Turn(Action act) => Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.None, turns);
        await Turn(() =>
        {
            Task.CompletedTask.Watched(e => told.Add($"done: {e.Message}"));
            Task.FromCanceled(new CancellationToken(true)).Watched(
                e => told.Add($"cancelled {TaskScheduler.Current == turns}"));
            Task.FromException(new InvalidOperationException("nobody asks")).Watched();
            Task.FromException(new InvalidOperationException("gone")).Watched(
                e => told.Add($"{e.Message} {TaskScheduler.Current == turns}"));
        });
        await Turn(() => told.ShouldBe(["cancelled True", "gone True"]));
    }
}
