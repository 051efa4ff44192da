using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests.Journal;

/// <summary>What a round of the archiver takes and leaves.</summary>
public sealed class ArchiverTests() : StoreTests(new SqliteDatabase())
{
    private static readonly DateTimeOffset _now = Noon.AddDays(30);

    private Archiver? _archiver;

    [Fact]
    public async Task Everything_closed_moves_and_what_lives_on_or_is_young_stays()
    {
        foreach (var (kind, status) in ArchiveOptions.Closed)
            await Close($"{kind}/acme/{status}", status);
        string[] living =
        [
            "order/acme/accepted", "order/acme/on-hold", "payment/acme/authorised", "payment/acme/disputed",
            "payment/acme/conflicted", "posting/acme/exception", "return/acme/requested", "stock/acme/stocked",
            "price/acme/active", "customer/acme/active", "exception/acme/resolved", "inbox/acme/done",
        ];
        foreach (var stream in living)
            await Close(stream, stream.Split('/')[2]);
        await Close("order/acme/young", "completed", _now.AddDays(-7).AddSeconds(1));
        (await Round()).Streams.ShouldBe(ArchiveOptions.Closed.Length);
        foreach (var stream in living.Append("order/acme/young"))
            (await Database.Count($"SELECT count(*) FROM journal WHERE stream = '{stream}'")).ShouldBe(5, stream);
        (await Round()).ShouldBe(default);
    }

    [Fact]
    public async Task A_stream_with_an_open_exception_stays_until_that_is_closed()
    {
        await Close("posting/acme/o1", "done");
        await Close("posting/acme/o2", "done");
        await Raise(1, "posting/acme/o1");
        (await Round()).Streams.ShouldBe(1);
        await Write(Append("exception/acme/e1", 2) with { Index = new("exception", "e1", "resolved", "erp", "{}") });
        (await Round()).Streams.ShouldBe(1);
    }

    [Fact]
    public async Task With_too_many_open_exceptions_nothing_of_the_tenant_moves()
    {
        await Close("order/acme/o1", "completed");
        await Close("order/other/o1", "completed");
        for (var i = 0; i < Archiver.MaxExceptions; i += 1_000)
            await Store.Append([.. Enumerable.Range(i, 1_000).Select(Raised)], Cancel);
        (await Round()).Streams.ShouldBe(1);
        (await Database.Count("SELECT count(*) FROM journal WHERE stream = 'order/acme/o1'")).ShouldBe(5);
    }

    [Fact]
    public async Task Another_holder_of_the_lease_keeps_a_round_from_moving()
    {
        await Close("order/acme/o1", "completed");
        await Store.Archives[0].Lease("another silo", TimeSpan.FromHours(1), Cancel);
        (await Round()).ShouldBe(default);
        await Store.Archives[0].Lease("another silo", TimeSpan.Zero, Cancel);
        (await Round()).Streams.ShouldBe(1);
    }

    [Fact]
    public async Task No_more_streams_move_in_a_second_than_it_was_told()
    {
        for (var i = 0; i < 45; i++)
            await Close($"order/acme/{i}", "completed");
        var clock = new FakeTimeProvider(_now);
        var round = Of(clock, 10).Round(Cancel);
        var passed = TimeSpan.Zero;
        while (!round.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            passed += TimeSpan.FromMilliseconds(100);
            await Task.Yield();
        }
        (await round).Streams.ShouldBe(45);
        passed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(4.5));
    }

    [Fact]
    public void Rounds_follow_each_other_sooner_the_younger_the_streams_that_move()
    {
        new ArchiveOptions(TimeSpan.Zero, 1).Pause.ShouldBe(TimeSpan.FromSeconds(1));
        new ArchiveOptions(TimeSpan.FromMinutes(50), 1).Pause.ShouldBe(TimeSpan.FromSeconds(30));
        new ArchiveOptions(TimeSpan.FromDays(365), 1).Pause.ShouldBe(TimeSpan.FromMinutes(10));
    }

    private Task<ArchiveMove> Round() => (_archiver ??= Of(new Now(), 1_000)).Round(Cancel);

    private Archiver Of(TimeProvider clock, int pace) =>
        new(Store, new ArchiveOptions(TimeSpan.FromDays(7), pace), clock, NullLogger<Archiver>.Instance);

    private async Task Close(string stream, string status, DateTimeOffset? at = null)
    {
        for (var version = 1; version <= 5; version++)
        {
            var parts = stream.Split('/');
            (await Write(Append(stream, version) with
            {
                At = at ?? Noon,
                Index = version < 5 ? null : new(parts[0], parts[2], status, "web", "{}"),
            })).ShouldBeTrue();
        }
    }

    private Task<bool> Raise(int i, string entity) => Write(Raised(i) with
    {
        Index = Raised(i).Index! with { Data = $$"""{"entity":"{{entity}}"}""" },
    });

    private static JournalAppend Raised(int i) => Append($"exception/acme/e{i}", 1) with
    {
        Index = new("exception", $"e{i}", "open", "erp", "{}", Noon),
    };

    /// <summary>Thirty days later, and its pauses pass.</summary>
    private sealed class Now : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}
