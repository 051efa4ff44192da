using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Actors;

/// <summary>What is stored of one entity is damaged: it is parked, somebody is told, and the others go on.</summary>
public sealed class UnreadableRecordTests(PostgreSqlFixture postgres) : IDisposable
{
    private static readonly Origin _by = new("test");

    private readonly string _folder = Directory.CreateTempSubdirectory("retail-unreadable-").FullName;
    private string? _connection;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task One_damaged_record_parks_one_entity_until_it_is_restored_on_SQLite() => Parks();

    [Fact]
    public async Task One_damaged_record_parks_one_entity_until_it_is_restored_on_PostgreSQL()
    {
        _connection = await postgres.CreateDatabase();
        await Parks();
    }

    private async Task Parks()
    {
        await using var silo = await Start();
        var (damaged, sound) = (await Stocked(silo, "DAMAGED"), await Stocked(silo, "SOUND"));
        var entry = Entry("stock/demo/DAMAGED/store-12", 1);
        var kept = await entry.Read();
        await entry.Write(kept[..20]);
        await Forget(silo);

        foreach (var _ in Enumerable.Range(0, 20))
        {
            var told = await Should.ThrowAsync<RecordUnreadableException>(damaged.Read());
            (told.Stream, told.Version).ShouldBe(("stock/demo/DAMAGED/store-12", 1));
            told.Message.ShouldNotContain("receive", Case.Insensitive);
        }
        (await sound.Read()).Levels.OnHand.ShouldBe(10);
        var desk = OnDesk(silo, "stock/demo/DAMAGED/store-12");
        await Eventually(async () => await desk.Read() is { Status: "open" });
        var open = (await desk.Read())!;
        (open.Report.Kind, open.Report.Owner, open.History.Length).ShouldBe(("record-unreadable", Role.It, 1));
        open.Report.Evidence.ShouldContain("at version 1");

        (await Retry(desk, "too-early")).ShouldBe(ResolutionResult.Resolved);
        (await desk.Read())!.Status.ShouldBe("open", "it cannot be read yet");
        await SweeperBacksOff(silo);

        await entry.Write(kept);
        (await Retry(desk, "restored")).ShouldBe(ResolutionResult.Resolved);
        (await desk.Read())!.Status.ShouldBe("resolved");
        (await damaged.Read()).Levels.OnHand.ShouldBe(10);
        await Eventually(async () => (await damaged.Read()).Levels.Reserved == 0);
    }

    /// <summary>The hold of the sound one has ended; that of the damaged one is left alone for longer and longer.
    /// </summary>
    private static async Task SweeperBacksOff(SiloInProcess silo)
    {
        async Task<IReadOnlyList<OwedCall>> Owed() =>
            [.. (await silo.Service<IJournalStore>().Owed("demo", 1_000, default)).Rows
                .Where(r => r.Call == StockDecider.ExpireCall)];
        await Eventually(async () => await Owed() is [{ Attempts: > 0 }]);
        var left = (await Owed())[0];
        left.Stream.ShouldBe("stock/demo/DAMAGED/store-12");
        (left.DueAt - DateTimeOffset.UtcNow).ShouldBeGreaterThan(Sweeper.Lease / 2);
    }

    [Fact]
    public async Task A_damaged_record_of_the_desk_is_logged_and_never_told_to_the_desk()
    {
        await using var silo = await Start();
        var damaged = await Stocked(silo, "DAMAGED");
        await Entry("stock/demo/DAMAGED/store-12", 1).Write("{");
        await Forget(silo);
        var desk = OnDesk(silo, "stock/demo/DAMAGED/store-12");
        await Should.ThrowAsync<RecordUnreadableException>(damaged.Read());
        await Eventually(async () => await desk.Read() is not null);

        await Entry($"exception/{desk.GetPrimaryKeyString()}", 1).Write("[");
        await Forget(silo);
        for (var i = 0; i < 20; i++)
        {
            await Should.ThrowAsync<RecordUnreadableException>(desk.Read());
            await Should.ThrowAsync<RecordUnreadableException>(damaged.Read());
        }
        var list = new DirectoryQuery("exception", null, null, null, 10);
        (await silo.Service<IJournalStore>().List("demo", list, default)).Rows.Length
            .ShouldBe(1, "the one about the stock, from before");
        (await silo.Service<IJournal>().Read(new StreamPosition($"exception/{desk.GetPrimaryKeyString()}", 0)))
            .Count.ShouldBe(1);
    }

    [Fact]
    public async Task So_many_damaged_records_are_told_of_at_once_and_no_more()
    {
        await using var silo = await Start();
        var records = silo.Service<UnreadableRecords>();
        bool Tell(int i) => records.Tell(UnreadableRecord.At($"sample/demo/{i}", 1, "a test says so"));
        Enumerable.Range(0, UnreadableRecords.MaxTold).Where(i => !Tell(i)).ShouldBeEmpty();
        Tell(0).ShouldBeFalse("it was told just now");
        Tell(UnreadableRecords.MaxTold).ShouldBeFalse("too many were");
        await Eventually(async () => (await silo.Service<IJournalStore>().List(
            "demo", new DirectoryQuery("exception", "open", "sample", null, 1_000), default)).Rows.Length
            == UnreadableRecords.MaxTold);
    }

    private Task<SiloInProcess> Start() => SiloInProcess.Start(_connection, _folder, builder =>
        builder.Services.AddSingleton(new JournalBounds
        {
            Parked = TimeSpan.FromMilliseconds(200), Grace = TimeSpan.FromSeconds(1),
        }));

    private StoredEntry Entry(string stream, long version) => new(_connection, _folder, stream, version);

    /// <summary>Ten units, one of them held for some seconds.</summary>
    private static async Task<IStock> Stocked(SiloInProcess silo, string sku)
    {
        var stock = silo.Grains.GetGrain<IStock>(new StockKey(new("demo"), new(sku), new("store-12")).ToString());
        await stock.RecordMovement(new Movement(
            new("m"), MovementKind.Receive, 10, DateTimeOffset.UtcNow, null, null, null, _by));
        await stock.Reserve(new Reserve(new("h"), 1, DateTimeOffset.UtcNow.AddSeconds(8)));
        return stock;
    }

    /// <summary>All activations end.</summary>
    private static Task Forget(SiloInProcess silo) =>
        silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private static IExceptionCase OnDesk(SiloInProcess silo, string stream) => silo.Grains.GetGrain<IExceptionCase>(
        ExceptionKey.For(new("demo"), UnreadableRecord.ExceptionKind, stream, UnreadableRecord.Part).ToString());

    private static Task<ResolutionResult> Retry(IExceptionCase desk, string id) =>
        desk.Decide(id, ResolutionKind.Retry, ImmutableDictionary<string, string>.Empty, _by);

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
            await Task.Delay(50, limit.Token);
    }
}
