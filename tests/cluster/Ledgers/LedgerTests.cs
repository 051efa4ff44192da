using Orleans.Runtime;
using RetailActors.Inventory;
using RetailActors.Journal;

namespace RetailActors.Tests.Ledgers;

/// <summary>What a ledger promises, over a store whose faults the test chooses.</summary>
public sealed class LedgerTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    private static (AllocateResult, StockEvent[]) Allocate(Stock s, string id, int quantity = 1) =>
        StockDecider.Decide(s, new Allocate(new(id), new("o"), quantity), _now);

    [Fact]
    public Task A_reply_comes_after_the_append() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Hold();
        var reply = ledger.Commit(s => Allocate(s, "a")).AsTask();
        await b.Store.Arrived();
        reply.IsCompleted.ShouldBeFalse();
        b.Store.Release();
        (await reply).ShouldBeOfType<AllocateResult.Allocated>();
    });

    [Fact]
    public Task Whoever_goes_on_with_an_entity_in_another_activation_goes_on_with_its_trace() => Bench.Run(async b =>
    {
        const string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        RequestContext.Set(ActorReferences.TraceParent, trace);
        await (await b.Stocked(10)).Commit(s => Allocate(s, "a"));
        RequestContext.Remove(ActorReferences.TraceParent);
        var next = b.Activate();
        await next.Load();
        next.TraceParent.ShouldBe(trace);
        next.ContinueTrace();
        RequestContext.Get(ActorReferences.TraceParent).ShouldBe(trace);
    });

    [Fact]
    public Task Commands_that_arrive_during_an_append_go_out_together_as_the_next_one() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Hold();
        var replies = Enumerable.Range(0, 6).Select(i => ledger.Commit(s => Allocate(s, $"a{i}")).AsTask()).ToList();
        await b.Store.Arrived();
        b.Store.Release();
        await Task.WhenAll(replies);
        ledger.Version.ShouldBe(3);
        ledger.Durable.Levels.Committed.ShouldBe(6);
    });

    [Fact]
    public Task A_refusal_waits_for_the_appends_it_could_have_seen() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(1);
        b.Store.Hold();
        var taken = ledger.Commit(s => Allocate(s, "a")).AsTask();
        var refused = ledger.Commit(s => Allocate(s, "b")).AsTask();
        await b.Store.Arrived();
        refused.IsCompleted.ShouldBeFalse();
        b.Store.Release();
        (await taken).ShouldBeOfType<AllocateResult.Allocated>();
        (await refused).ShouldBeOfType<AllocateResult.OutOfStock>();
    });

    [Fact]
    public Task A_refusal_from_durable_state_does_not_touch_the_database() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(0);
        var before = b.Store.Batches;
        (await ledger.Commit(s => Allocate(s, "a"))).ShouldBeOfType<AllocateResult.OutOfStock>();
        b.Store.Batches.ShouldBe(before);
    });

    [Fact]
    public Task Readers_see_durable_state_only() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Hold();
        var reply = ledger.Commit(s => Allocate(s, "a")).AsTask();
        await b.Store.Arrived();
        (await ledger.Read(s => s.Levels.Committed)).ShouldBe(0);
        b.Store.Release();
        await reply;
        (await ledger.Read(s => s.Levels.Committed)).ShouldBe(1);
    });

    [Theory, InlineData(Fault.Before), InlineData(Fault.AfterCommit)]
    public Task A_failed_append_is_answered_as_unknown_and_its_activation_ends(Fault fault) => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Next = fault;
        await Should.ThrowAsync<OutcomeUnknownException>(async () => await ledger.Commit(s => Allocate(s, "a")));
        b.Ended.ShouldBe(1);
        await Should.ThrowAsync<OutcomeUnknownException>(async () => await ledger.Read(s => s.Levels));
    });

    [Theory, InlineData(Fault.Before), InlineData(Fault.AfterCommit)]
    public Task A_retry_after_an_unknown_outcome_finds_out(Fault fault) => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Next = fault;
        await Should.ThrowAsync<OutcomeUnknownException>(async () => await ledger.Commit(s => Allocate(s, "a")));
        var next = b.Activate();
        var again = await next.Commit(s => Allocate(s, "a"));
        if (fault == Fault.AfterCommit)
            again.ShouldBeOfType<AllocateResult.AlreadyAllocated>();
        else
            again.ShouldBeOfType<AllocateResult.Allocated>();
        next.Durable.Levels.Committed.ShouldBe(1);
    });

    [Fact]
    public Task Everybody_who_waits_behind_a_failed_append_hears_of_it() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Hold();
        b.Store.Next = Fault.Before;
        var replies = Enumerable.Range(0, 3).Select(i => ledger.Commit(s => Allocate(s, $"a{i}")).AsTask()).ToList();
        await b.Store.Arrived();
        b.Store.Release();
        foreach (var reply in replies)
            await Should.ThrowAsync<OutcomeUnknownException>(reply);
        (await b.Activate().Read(s => s.Levels.Committed)).ShouldBe(0);
    });

    [Fact]
    public Task A_stale_activation_loses_against_the_journal() => Bench.Run(async b =>
    {
        var stale = await b.Stocked(1);
        var fresh = b.Activate();
        (await fresh.Commit(s => Allocate(s, "a"))).ShouldBeOfType<AllocateResult.Allocated>();
        await Should.ThrowAsync<OutcomeUnknownException>(async () => await stale.Commit(s => Allocate(s, "b")));
        (await b.Activate().Commit(s => Allocate(s, "b"))).ShouldBeOfType<AllocateResult.OutOfStock>();
    });

    [Fact]
    public Task A_full_queue_refuses_without_ending_the_activation() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        b.Store.Next = Fault.Busy;
        await Should.ThrowAsync<BusyException>(async () => await ledger.Commit(s => Allocate(s, "a")));
        b.Ended.ShouldBe(0);
        (await ledger.Commit(s => Allocate(s, "a"))).ShouldBeOfType<AllocateResult.Allocated>();
        ledger.Durable.Levels.Committed.ShouldBe(1);
    });

    [Fact]
    public Task Too_many_waiting_changes_are_refused_and_leave_nothing() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10, new JournalBounds { WaitingEvents = 2 });
        b.Store.Hold();
        var replies = Enumerable.Range(0, 3).Select(i => ledger.Commit(s => Allocate(s, $"a{i}")).AsTask()).ToList();
        await b.Store.Arrived();
        await Should.ThrowAsync<BusyException>(async () => await ledger.Commit(s => Allocate(s, "z")));
        b.Store.Release();
        await Task.WhenAll(replies);
        ledger.Durable.Levels.Committed.ShouldBe(3);
    });

    [Fact]
    public Task A_gap_in_the_stream_is_never_read_over() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        await ledger.Commit(s => Allocate(s, "a"));
        b.Store.Lose(version: 1);
        (await Unreadable(b.Activate())).Version.ShouldBe(1);
    });

    [Theory, InlineData(""), InlineData("[{"), InlineData("{}"), InlineData("[{\"d\":{}}]"), InlineData("[null]"),
     InlineData("[{\"e\":\"teleported\",\"d\":{}}]"), InlineData("[{\"e\":\"allocated\",\"d\":null}]"),
     InlineData("[{\"e\":\"allocated\",\"d\":{\"quantity\":\"pii@example.com\"}}]")]
    public Task What_cannot_be_read_is_named_without_its_content_and_no_attempt_of_the_same_activation_helps(
        string events) => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        await ledger.Commit(s => Allocate(s, "a"));
        b.Store.Damage(version: 2, events);
        var next = b.Activate();
        var told = await Unreadable(next);
        (told.Stream, told.Version).ShouldBe((b.Store.Last.Stream, 2));
        told.Message.ShouldNotContain("pii");
        told.Message.ShouldNotContain("teleported");
        told.InnerException.ShouldBeNull();
        (await Unreadable(next)).ShouldBeSameAs(told);
        b.Ended.ShouldBe(1);
        await Should.ThrowAsync<RecordUnreadableException>(async () => await next.Open(s => Allocate(s, "b")));
    });

    [Fact]
    public Task A_database_that_cannot_be_read_now_is_no_damage() => Bench.Run(async b =>
    {
        await b.Stocked(10);
        b.Store.IsAway = true;
        await Should.ThrowAsync<BusyException>(async () => await b.Activate().Load());
        b.Store.IsAway = false;
        await b.Activate().Load();
    });

    private static Task<RecordUnreadableException> Unreadable(Ledger<Stock, StockEvent> ledger) =>
        Should.ThrowAsync<RecordUnreadableException>(async () => await ledger.Load());

    [Fact]
    public Task Owed_calls_come_and_go_with_the_append_that_causes_them() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        await ledger.Commit(s => StockDecider.Decide(s, new Reserve(new("h"), 1, _now.AddMinutes(5)), _now));
        b.Store.Last.Put.Single().ShouldBe(new OutboxPut("expire", _now.AddMinutes(5)));
        await ledger.Commit(s => StockDecider.Decide(s, new Release(new("h"), "r", null, new("t")), _now));
        b.Store.Last.Removed.Single().ShouldBe("expire");
        b.Store.Last.Index.ShouldBeNull("the directory row did not change");
    });

    [Fact]
    public Task What_the_sweeper_has_taken_up_starts_anew_once_the_entity_moves() => Bench.Run(async b =>
    {
        var ledger = await b.Stocked(10);
        await ledger.Commit(s => StockDecider.Decide(s, new Reserve(new("h"), 1, _now.AddMinutes(5)), _now));
        await ledger.Commit(s => Allocate(s, "a"));
        b.Store.Last.Put.ShouldBeEmpty("what is owed has not changed");
        await ledger.TakeUp();
        await ledger.Commit(s => Allocate(s, "b"));
        b.Store.Last.Put.Single().ShouldBe(new OutboxPut("expire", _now.AddMinutes(5)));
        await ledger.Commit(s => Allocate(s, "c"));
        b.Store.Last.Put.ShouldBeEmpty();
    });
}
