using RetailActors.Events;
using RetailActors.Tests.Actors;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Journal;

namespace RetailActors.Tests.Events;

/// <summary>What the stream provider promises over every kind of queue.</summary>
public abstract class StreamConformance(QueueSource source) : IAsyncLifetime
{
    private static int _names;

    private readonly string _cluster = $"t{Guid.NewGuid():n}";

    // Whoever waits in vain ends with the test, and after three minutes at the latest.
    private readonly CancellationTokenSource _limit = Limit();

    private CancellationToken Cancel => _limit.Token;

    public async ValueTask InitializeAsync() => await source.Create();

    public ValueTask DisposeAsync()
    {
        _limit.Dispose();
        return source.DisposeAsync();
    }

    [Fact]
    public async Task Every_event_arrives_and_those_of_one_subject_in_their_order()
    {
        await using var silo = await Silo();
        var events = Enumerable.Range(0, 60).Select(i => Event($"s{i % 3}", i)).ToList();
        foreach (var e in events)
            await silo.Service<IEventPublisher>().Publish(e);
        var taken = await Listener.Until([.. events.Select(e => e.Id)], Cancel);
        foreach (var subject in events.GroupBy(e => e.Subject))
        {
            taken.Where(e => e.Subject == subject.Key).Select(e => e.Id).Distinct()
                .ShouldBe(subject.Select(e => e.Id));
        }
        taken.DistinctBy(e => e.Id).OrderBy(e => e.Id).ShouldBe(events.OrderBy(e => e.Id));
    }

    [Fact]
    public async Task Events_that_were_queued_before_a_restart_arrive_after_it()
    {
        var events = Enumerable.Range(0, 20).Select(i => Event("s", i)).ToList();
        // No silo runs: what is queued now is there for whoever comes next.
        await SendUnread(source.Open(), events);
        await using var silo = await Silo();
        (await Listener.Until([.. events.Select(e => e.Id)], Cancel)).DistinctBy(e => e.Id).Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_message_that_nobody_can_read_is_a_dead_letter_and_the_next_one_arrives()
    {
        await using var silo = await Silo();
        var queue = silo.Service<IEventQueue>();
        var good = Event("after-poison", 1);
        for (var i = 0; i < EventStreams.Queues; i++)
            await queue.Send(QueueName(i), "this is no event", Cancel);
        await silo.Service<IEventPublisher>().Publish(good);
        await Listener.Until([good.Id], Cancel);
        for (var i = 0; i < EventStreams.Queues; i++)
        {
            IReadOnlyList<DeadMessage> dead;
            while ((dead = await queue.Dead(QueueName(i), 10, Cancel)).Count == 0)
                await Task.Delay(50, Cancel);
            dead.ShouldHaveSingleItem().Body.ShouldBe("this is no event");
        }
    }

    [Fact]
    public async Task A_subscriber_that_fails_costs_its_event_and_no_other()
    {
        await using var silo = await Silo();
        var (bad, good) = (Event("failing", 1), Event("healthy", 1));
        Listener.Failing[bad.Subject] = true;
        await silo.Service<IEventPublisher>().Publish(bad);
        await silo.Service<IEventPublisher>().Publish(good);
        await Listener.Until([good.Id], Cancel);
        List<DeadMessage> dead = [];
        while (dead.Count == 0)
        {
            await Task.Delay(100, Cancel);
            for (var i = 0; i < EventStreams.Queues; i++)
                dead.AddRange(await silo.Service<IEventQueue>().Dead(QueueName(i), 10, Cancel));
        }
        var letter = dead.ShouldHaveSingleItem();
        EventEnvelope.Read(letter.Body).Events.ShouldBe([bad]);
        letter.Reason.ShouldContain(bad.Subject);
        // The stream of the failing subject goes on with the next event.
        Listener.Failing.TryRemove(bad.Subject, out _);
        var next = bad with { Id = bad.Id + "-next" };
        await silo.Service<IEventPublisher>().Publish(next);
        await Listener.Until([next.Id], Cancel);
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        return limit;
    }

    private string QueueName(int queue) => $"{_cluster}-events-{queue}";

    private async Task SendUnread(IEventQueue queue, IReadOnlyList<BusinessEvent> events)
    {
        await queue.Create(QueueName(0), Cancel);
        foreach (var e in events)
        {
            var body = EventEnvelope.Write(StreamId.Create(EventType.SettlementFamily, $"demo/{e.Subject}"), [e]);
            await queue.Send(QueueName(0), body, Cancel);
        }
    }

    private Task<SiloInProcess> Silo() => SiloInProcess.Start(
        source.Database.Options.ConnectionString, source.Database.Options.DataDirectory,
        settings: [.. source.Settings, $"--Cluster:Id={_cluster}", "--Demo:Enabled=false"]);

    private BusinessEvent Event(string subject, int i)
    {
        var id = $"e{Interlocked.Increment(ref _names):00000}-{i}";
        return BusinessEvent.Of(
            EventType.SettlementMismatched, new("demo"), id, "/settlements", $"{subject}-{_cluster}",
            new(2026, 3, 14, 12, 0, i, TimeSpan.Zero), """{"n":1}""", null);
    }
}

public sealed class StreamsOnSqlite() : StreamConformance(new EmbeddedSource(new SqliteDatabase()));

public sealed class StreamsOnPostgreSql(PostgreSqlFixture fixture)
    : StreamConformance(new EmbeddedSource(new PostgreSqlDatabase(fixture)));

public sealed class StreamsOnAzureStorage(AzuriteServer azurite) : StreamConformance(new AzureSource(azurite));
