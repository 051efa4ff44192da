using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Journal;

namespace RetailActors.Tests.Events;

/// <summary>Opens queues of one kind, several times over if need be: as another silo, or after a restart.</summary>
public abstract class QueueSource(TestDatabase database) : IAsyncDisposable
{
    /// <summary>Where a silo that uses these queues has its journal.</summary>
    public TestDatabase Database => database;

    public abstract Task Create();

    public abstract IEventQueue Open();

    /// <summary>What a silo is told on its command line to use these queues.</summary>
    public abstract string[] Settings { get; }

    public abstract ValueTask DisposeAsync();
}

public sealed class EmbeddedSource(TestDatabase database) : QueueSource(database)
{
    private readonly List<IAsyncDisposable> _opened = [];

    public override async Task Create()
    {
        await Database.Create();
        var journal = Database.Options.Open();
        _opened.Add((IAsyncDisposable)journal);
        await journal.Migrate(CancellationToken.None);
    }

    public override IEventQueue Open()
    {
        var journal = Database.Options.Open();
        var store = Database.Options.OpenQueues(journal);
        var queue = new EmbeddedEventQueue(store, new JournalBounds(), TimeProvider.System);
        _opened.AddRange([queue, (IAsyncDisposable)store, (IAsyncDisposable)journal]);
        return queue;
    }

    public override string[] Settings => ["--Queues:Provider=Embedded"];

    public override async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
            await opened.DisposeAsync();
        await Database.DisposeAsync();
    }
}

public sealed class AzureSource(AzuriteServer azurite) : QueueSource(new SqliteDatabase())
{
    private string _connection = "";

    public override async Task Create()
    {
        _connection = await azurite.ConnectionString();
        await Database.Create();
    }

    public override IEventQueue Open() => new AzureEventQueue(_connection);

    public override string[] Settings => ["--Queues:Provider=AzureStorage", $"--Queues:ConnectionString={_connection}"];

    public override ValueTask DisposeAsync() =>
        _connection.Length == 0 ? ValueTask.CompletedTask : Database.DisposeAsync();
}

/// <summary>What every kind of queue promises.</summary>
public abstract class QueueConformance(QueueSource source) : IAsyncLifetime
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(5);

    private readonly string _name = $"q-{Guid.NewGuid():n}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEventQueue Queue { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await source.Create();
        Queue = source.Open();
        await Queue.Create(_name, Cancel);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task Messages_come_in_their_order_and_only_to_one_receiver_at_a_time()
    {
        for (var i = 0; i < 5; i++)
            await Queue.Send(_name, $"m{i}", Cancel);
        var first = await Queue.Receive(_name, 3, _long, Cancel);
        var rest = await source.Open().Receive(_name, 10, _long, Cancel);
        first.Concat(rest).Select(m => (m.Body, m.Deliveries)).ShouldBe(
            [("m0", 1), ("m1", 1), ("m2", 1), ("m3", 1), ("m4", 1)]);
        (await Queue.Receive(_name, 10, _long, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_deleted_does_not_come_back_and_what_was_not_does_when_its_lease_ends()
    {
        await Queue.Send(_name, "taken", Cancel);
        await Queue.Send(_name, "left", Cancel);
        var leased = await Queue.Receive(_name, 10, TimeSpan.FromSeconds(1), Cancel);
        await Queue.Delete(_name, [leased.Single(m => m.Body == "taken")], Cancel);
        // A receiver that died: only another one, after a restart, sees the message again.
        var again = await Eventually(source.Open());
        (again.Body, again.Deliveries, again.Id).ShouldBe(("left", 2, leased.Single(m => m.Body == "left").Id));
    }

    [Fact]
    public async Task A_receiver_whose_lease_has_gone_to_somebody_else_cannot_delete()
    {
        await Queue.Send(_name, "m", Cancel);
        var stale = await Queue.Receive(_name, 1, TimeSpan.FromSeconds(1), Cancel);
        var current = await Eventually(Queue);
        await Queue.Delete(_name, stale, Cancel);
        await Queue.Bury(_name, current, "too late", Cancel);
        (await Queue.Dead(_name, 10, Cancel)).ShouldHaveSingleItem().Body.ShouldBe("m");
    }

    [Fact]
    public async Task Deleting_twice_is_deleting_once()
    {
        await Queue.Send(_name, "m", Cancel);
        var leased = await Queue.Receive(_name, 1, _long, Cancel);
        await Queue.Delete(_name, leased, Cancel);
        await Queue.Delete(_name, leased, Cancel);
        (await Queue.Receive(_name, 1, _long, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_buried_message_is_a_dead_letter_with_its_evidence()
    {
        var body = "line one\nline two \"quoted\" & <angled>";
        await Queue.Send(_name, body, Cancel);
        var message = (await Queue.Receive(_name, 1, _long, Cancel)).ShouldHaveSingleItem();
        await Queue.Bury(_name, message, "nobody can read it", Cancel);
        (await source.Open().Dead(_name, 10, Cancel)).ShouldBe([new DeadMessage("nobody can read it", 1, body)]);
        (await Queue.Receive(_name, 1, _long, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_longest_message_goes_through()
    {
        var body = new string('<', EventEnvelope.MaxCharacters / 2) + new string('x', EventEnvelope.MaxCharacters / 2);
        await Queue.Send(_name, body, Cancel);
        (await Queue.Receive(_name, 1, _long, Cancel)).ShouldHaveSingleItem().Body.ShouldBe(body);
    }

    [Fact]
    public async Task Many_senders_and_receivers_at_once_lose_nothing_and_share_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Queue.Send(_name, $"m{i}", Cancel)));
        var other = source.Open();
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Drain(i % 2 == 0 ? Queue : other)));
        taken.SelectMany(t => t).Order().ShouldBe(Enumerable.Range(0, 120).Select(i => $"m{i}").Order());
    }

    private async Task<List<string>> Drain(IEventQueue queue)
    {
        List<string> bodies = [];
        for (var more = await queue.Receive(_name, 10, _long, Cancel); more.Count > 0;
            more = await queue.Receive(_name, 10, _long, Cancel))
        {
            await queue.Delete(_name, more, Cancel);
            bodies.AddRange(more.Select(m => m.Body));
        }
        return bodies;
    }

    /// <summary>The next message, as soon as a lease has ended.</summary>
    private async Task<QueuedMessage> Eventually(IEventQueue queue)
    {
        while (true)
        {
            if (await queue.Receive(_name, 1, _long, Cancel) is [var message])
                return message;
            await Task.Delay(50, Cancel);
        }
    }
}

public sealed class QueuesOnPostgreSql(PostgreSqlFixture fixture)
    : QueueConformance(new EmbeddedSource(new PostgreSqlDatabase(fixture)));

public sealed class QueuesOnSqlite() : QueueConformance(new EmbeddedSource(new SqliteDatabase()));

public sealed class QueuesOnAzureStorage(AzuriteServer azurite) : QueueConformance(new AzureSource(azurite));
