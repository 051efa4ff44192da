using Microsoft.Extensions.DependencyInjection;
using RetailActors.Hosting;
using RetailActors.Journal;
using RetailActors.Operations;

namespace RetailActors.Tests;

/// <summary>When the database fails, nobody is told a lie, and a retry finds out.</summary>
public sealed class LostReplyTests
{
    private const string Path = "/v1/stock-movements";

    private const string Receipt =
        """{"movementId":"m-1","sku":"LOST","location":"store-12","kind":"receive","quantity":10}""";

    [Fact]
    public async Task A_lost_reply_is_found_out_by_the_gateway_and_an_unknown_outcome_by_the_client()
    {
        Store? store = null;
        await using var shop = await Shop.Open(builder => builder.Services.AddSingleton<IJournalStore>(
            s => store = new Store(s.GetRequiredService<SiloSettings>().Journal.Open())));

        store!.LoseReplies = 1;
        (await shop.Http.Post(Path, Receipt)).ShouldBe("200")["status"].ShouldBe("already-recorded");
        store.Lost.ShouldBe(1);

        store.Down = true;
        var (body, key) = (Receipt.Replace("m-1", "m-2"), Requests.NewId());
        var unknown = (await shop.Http.Post(Path, body, key)).ShouldBe("503 outcome-unknown");
        unknown.Headers.RetryAfter.ShouldNotBeNull();
        var batch = (await shop.Http.Post(Path, $$"""{"movements":[{{body}}]}""")).ShouldBe("503 outcome-unknown");
        batch["unknown"].ShouldBe("1");

        store.Down = false;
        var done = (await shop.Http.Post(Path, body, key)).ShouldBe("201");
        done.Replayed.ShouldBeFalse();
        (await shop.Http.Post(Path, body, key)).ShouldBe("201").Replayed.ShouldBeTrue();
        (await shop.Http.Get("/v1/inventory/LOST/store-12"))["onHand"].ShouldBe("20");
    }

    /// <summary>The real store, which can lose the reply after the commit, or fail before it.</summary>
    private sealed class Store(IJournalStore inner) : IJournalStore, IAnswerStore, IQueueStore
    {
        public int LoseReplies { get; set; }

        public int Lost { get; private set; }

        public bool Down { get; set; }

        public async Task<bool[]> Append(IReadOnlyList<JournalAppend> batch, CancellationToken cancellation)
        {
            if (Down)
            {
                throw new IOException("The database is away.");
            }
            var written = await inner.Append(batch, cancellation);
            if (LoseReplies > 0 && batch.Any(a => a.Stream.Contains("LOST")))
            {
                LoseReplies--;
                Lost++;
                throw new IOException("The reply was lost.");
            }
            return written;
        }

        public Task Migrate(CancellationToken cancellation) => inner.Migrate(cancellation);

        public Task<IReadOnlyList<JournalEntry>> Read(
            IReadOnlyList<StreamPosition> streams, CancellationToken cancellation) => inner.Read(streams, cancellation);

        public Task<IReadOnlyList<ClaimedStream>> Claim(
            DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation) =>
            inner.Claim(now, lease, limit, cancellation);

        public Task<DirectoryPage> List(string tenant, DirectoryQuery query, CancellationToken cancellation) =>
            inner.List(tenant, query, cancellation);

        public Task<OwedSummary> Owed(string tenant, int rows, CancellationToken cancellation) =>
            inner.Owed(tenant, rows, cancellation);

        public Task<WaitingSummary> Waiting(string tenant, WaitingQuery query, CancellationToken cancellation) =>
            inner.Waiting(tenant, query, cancellation);

        public Task<IReadOnlyList<string>> Tenants(int limit, CancellationToken cancellation) =>
            inner.Tenants(limit, cancellation);

        public Task Write(IReadOnlyList<AnswerRow> rows, CancellationToken cancellation) =>
            ((IAnswerStore)inner).Write(rows, cancellation);

        public Task<IReadOnlyList<AnswerRow>> Read(IReadOnlyList<string> keys, CancellationToken cancellation) =>
            ((IAnswerStore)inner).Read(keys, cancellation);

        public Task Enqueue(IReadOnlyList<QueueEntry> entries, CancellationToken cancellation) =>
            ((IQueueStore)inner).Enqueue(entries, cancellation);

        public Task<IReadOnlyList<LeasedEntry>> Lease(
            string queue, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellation) =>
            ((IQueueStore)inner).Lease(queue, now, lease, limit, cancellation);

        public Task Done(string queue, IReadOnlyList<LeasedEntry> entries, CancellationToken cancellation) =>
            ((IQueueStore)inner).Done(queue, entries, cancellation);

        public Task Bury(
            string queue, IReadOnlyList<LeasedEntry> entries, DateTimeOffset now, string reason,
            CancellationToken cancellation) => ((IQueueStore)inner).Bury(queue, entries, now, reason, cancellation);

        public Task<IReadOnlyList<DeadEntry>> Dead(string queue, int limit, CancellationToken cancellation) =>
            ((IQueueStore)inner).Dead(queue, limit, cancellation);

        public Task<int> Purge(DateTimeOffset before, int limit, CancellationToken cancellation) =>
            ((IAnswerStore)inner).Purge(before, limit, cancellation);
    }
}
