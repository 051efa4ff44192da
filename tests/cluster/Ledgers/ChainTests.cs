using RetailActors.Inventory;
using RetailActors.Journal;

namespace RetailActors.Tests.Ledgers;

/// <summary>The hash chain that a ledger writes, whatever it starts from.</summary>
public sealed class ChainTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    private static (AllocateResult, StockEvent[]) Allocate(Stock s, string id) =>
        StockDecider.Decide(s, new Allocate(new(id), new("o"), 1), _now);

    private static void Holds(IEnumerable<JournalEntry> entries, ChainHash before)
    {
        foreach (var e in entries)
        {
            var hash = JournalChain.Next(before, e.Stream, e.Version, e.At, e.TraceParent, e.Events);
            e.Hash.ShouldBe(hash, $"version {e.Version}");
            before = hash;
        }
    }

    [Fact]
    public Task It_goes_on_in_the_next_activation_and_after_a_version_that_somebody_else_wrote() =>
        Bench.Run(async b =>
        {
            var first = await b.Stocked(10);
            await first.Commit(s => Allocate(s, "a"));
            var second = b.Activate();
            await second.Commit(s => Allocate(s, "b"));
            second.Head.ShouldBe(b.Store.Entries[^1].Hash!.Value);
            await Should.ThrowAsync<OutcomeUnknownException>(async () => await first.Commit(s => Allocate(s, "c")));
            await b.Activate().Commit(s => Allocate(s, "c"));
            b.Store.Entries.Count.ShouldBe(4);
            Holds(b.Store.Entries, ChainHash.Zero);
        });

    [Fact]
    public Task A_guess_that_a_stream_is_new_does_not_break_it() => Bench.Run(async b =>
    {
        await b.Stocked(10);
        await b.Activate().Open(s => Allocate(s, "a"));
        b.Store.Entries.Count.ShouldBe(2);
        Holds(b.Store.Entries, ChainHash.Zero);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task It_goes_on_from_a_snapshot_whether_or_not_that_knows_the_hash(bool known) => Bench.Run(async b =>
    {
        var first = await b.Stocked(10);
        await first.Commit(s => Allocate(s, "a"));
        var next = b.Activate();
        next.StartFrom(first.Durable, first.Version, known ? first.Head : null);
        await next.Commit(s => Allocate(s, "b"));
        next.Durable.Levels.Committed.ShouldBe(2);
        b.Store.Entries.Count.ShouldBe(3);
        Holds(b.Store.Entries, ChainHash.Zero);
    });

    [Fact]
    public Task It_begins_after_appends_from_before_there_was_one() => Bench.Run(async b =>
    {
        await (await b.Stocked(10)).Commit(s => Allocate(s, "a"));
        b.Store.ForgetHashes();
        var next = b.Activate();
        await next.Commit(s => Allocate(s, "b"));
        await next.Commit(s => Allocate(s, "c"));
        b.Store.Entries.Take(2).ShouldAllBe(e => e.Hash == null);
        Holds(b.Store.Entries.Skip(2), ChainHash.Zero);
    });

    [Fact]
    public Task A_busy_store_leaves_no_trace_in_it() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Next = Fault.Busy;
        await Should.ThrowAsync<BusyException>(async () => await ledger.Commit(s => Allocate(s, "a")));
        await ledger.Commit(s => Allocate(s, "b"));
        b.Store.Entries.Count.ShouldBe(2);
        Holds(b.Store.Entries, ChainHash.Zero);
    });
}
