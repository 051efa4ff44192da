using RetailActors.Journal;

namespace RetailActors.Tests.Ledgers;

/// <summary>What the shared writer promises.</summary>
public sealed class GroupCommitTests
{
    private readonly List<string[]> _batches = [];
    private readonly SemaphoreSlim _go = new(0);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GroupCommit<string, int> Writer(int queue = 100, int items = 10, long weight = 1_000, int loops = 1) => new(
        new(queue, items, weight, loops, s => s.Length, s => s[..1]),
        async (batch, _) =>
        {
            string[] items = [.. batch];
            _begun.TrySetResult();
            await _go.WaitAsync();
            lock (_batches)
                _batches.Add(items);
            return items.Any(s => s.EndsWith('!')) ? throw new IOException("told to")
                : [.. items.Select(s => s.Length)];
        });

    private async Task<Task<int>> Busy(GroupCommit<string, int> writer)
    {
        var first = writer.Do("zz");
        // An empty queue is not enough: the writer may still be filling the batch that has taken the item.
        await _begun.Task;
        return first;
    }

    [Fact]
    public async Task Whatever_is_waiting_goes_out_together()
    {
        await using var writer = Writer();
        var first = await Busy(writer);
        Task<int>[] rest = [writer.Do("a1"), writer.Do("b22"), writer.Do("c333")];
        _go.Release(2);
        (await first).ShouldBe(2);
        (await Task.WhenAll(rest)).ShouldBe([2, 3, 4]);
        _batches.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_items_with_one_key_never_share_a_batch()
    {
        await using var writer = Writer();
        var first = await Busy(writer);
        Task<int>[] rest = [writer.Do("a1"), writer.Do("a2"), writer.Do("b")];
        _go.Release(4);
        await Task.WhenAll([first, .. rest]);
        _batches.Select(b => string.Join(' ', b)).ShouldBe(["zz", "a1", "a2 b"]);
    }

    [Fact]
    public async Task A_batch_has_a_bound_in_items_and_in_weight()
    {
        await using var writer = Writer(items: 2, weight: 6);
        var first = await Busy(writer);
        string[] items = ["a", "b", "c9999", "d99", "e99999999"];
        Task<int>[] rest = [.. items.Select(writer.Do)];
        _go.Release(10);
        await Task.WhenAll([first, .. rest]);
        _batches.Select(b => string.Join(' ', b)).ShouldBe(["zz", "a b", "c9999", "d99", "e99999999"]);
    }

    [Fact]
    public async Task A_full_queue_answers_busy_and_recovers()
    {
        await using var writer = Writer(queue: 2);
        var first = await Busy(writer);
        Task<int>[] waiting = [writer.Do("a"), writer.Do("b")];
        await Should.ThrowAsync<BusyException>(() => writer.Do("c"));
        _go.Release(3);
        await Task.WhenAll([first, .. waiting]);
        _go.Release();
        (await writer.Do("c")).ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_batch_fails_all_of_its_items_and_no_other()
    {
        await using var writer = Writer();
        var first = await Busy(writer);
        Task<int>[] rest = [writer.Do("a!"), writer.Do("b")];
        _go.Release(2);
        await first;
        foreach (var item in rest)
            await Should.ThrowAsync<IOException>(item);
        _go.Release();
        (await writer.Do("c")).ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_at_the_end_is_still_done()
    {
        var writer = Writer();
        var first = await Busy(writer);
        var last = writer.Do("a");
        var end = writer.DisposeAsync();
        _go.Release(2);
        await end;
        (await first).ShouldBe(2);
        (await last).ShouldBe(1);
    }
}
