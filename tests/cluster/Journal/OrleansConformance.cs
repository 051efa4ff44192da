using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>What a test keeps in Orleans' grain storage.</summary>
[GenerateSerializer, Alias("Note")]
public sealed record Note
{
    [Id(0)] public string Text { get; init; } = "";
}

public interface INotebook : IGrainWithStringKey
{
    Task Write(string text);
    Task<string> Read();
    Task<string> Silo();
    Task Remind(string name);
    Task<int> Forget(string name);
}

public sealed class Notebook([PersistentState("note")] IPersistentState<Note> note, ILocalSiloDetails silo)
    : Grain, INotebook, IRemindable
{
    public async Task Write(string text)
    {
        note.State = new() { Text = text };
        await note.WriteStateAsync();
    }

    public Task<string> Read() => Task.FromResult(note.State.Text);

    public Task<string> Silo() => Task.FromResult(silo.Name);

    public Task Remind(string name) =>
        this.RegisterOrUpdateReminder(name, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

    public async Task<int> Forget(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
            await this.UnregisterReminder(reminder);
        return (await this.GetReminders()).Count;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}

/// <summary>Orleans' own providers on the tables and statements of ours, with two silos.</summary>
public abstract class OrleansConformance(TestDatabase database) : StoreTests(database)
{
    private static GrainId Id(string key) => GrainId.Create("notebook", key);

    [Fact]
    public async Task Two_silos_find_each_other_and_share_state_and_reminders()
    {
        await using var cluster = await TestCluster.Start(Database.Options, 2);
        (await Database.Count("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3")).ShouldBe(2);
        var names = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var notebook = cluster.Client.GetGrain<INotebook>($"n{i}");
            await notebook.Write($"text {i}");
            names.Add(await notebook.Silo());
        }
        names.Count.ShouldBe(2);
        var reminded = cluster.Client.GetGrain<INotebook>("n1");
        await reminded.Remind("one");
        await reminded.Remind("one");
        await reminded.Remind("two");
        (await Database.Count("SELECT count(*) FROM OrleansRemindersTable")).ShouldBe(2);
        (await reminded.Forget("one")).ShouldBe(1);

        await cluster.Silos[1].StopAsync(Cancel);
        (await Database.Count("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3")).ShouldBe(1);
        for (var i = 0; i < 20; i++)
            (await cluster.Client.GetGrain<INotebook>($"n{i}").Read()).ShouldBe($"text {i}");
    }

    [Fact]
    public async Task State_is_written_read_and_cleared()
    {
        await using var cluster = await TestCluster.Start(Database.Options, 1);
        var storage = Storage(cluster);
        var state = new GrainState<Note>(new() { Text = "one" });
        await storage.WriteStateAsync("note", Id("a"), state);
        state.State = new Note() { Text = "two" };
        await storage.WriteStateAsync("note", Id("a"), state);
        var read = new GrainState<Note>(new());
        await storage.ReadStateAsync("note", Id("a"), read);
        (read.State!.Text, read.ETag, read.RecordExists).ShouldBe(("two", "2", true));

        await storage.ClearStateAsync("note", Id("a"), read);
        var cleared = new GrainState<Note>(new());
        await storage.ReadStateAsync("note", Id("a"), cleared);
        (cleared.State!.Text, cleared.RecordExists).ShouldBe(("", false));
        cleared.State = new Note() { Text = "three" };
        await storage.WriteStateAsync("note", Id("a"), cleared);
        cleared.RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_first_writes_at_once_exactly_one_wins()
    {
        await using var cluster = await TestCluster.Start(Database.Options, 1);
        var storage = Storage(cluster);
        for (var round = 0; round < 20; round++)
        {
            var id = Id($"r{round}");
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
                Outcome(() => storage.WriteStateAsync("note", id, new GrainState<Note>(new() { Text = $"{i}" }))))));
            outcomes.Count(o => o is null).ShouldBe(1);
            outcomes.Where(o => o is not null).ShouldAllBe(o => o is InconsistentStateException);
        }
        (await Database.Count("SELECT count(*) FROM OrleansStorage")).ShouldBe(20);
    }

    [Fact]
    public async Task A_write_or_clear_from_an_old_state_is_refused()
    {
        await using var cluster = await TestCluster.Start(Database.Options, 1);
        var storage = Storage(cluster);
        var current = new GrainState<Note>(new() { Text = "one" });
        await storage.WriteStateAsync("note", Id("a"), current);
        var stale = new GrainState<Note>(new());
        await storage.ReadStateAsync("note", Id("a"), stale);
        current.State = new Note() { Text = "two" };
        await storage.WriteStateAsync("note", Id("a"), current);

        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", Id("a"), stale));
        await Should.ThrowAsync<InconsistentStateException>(() => storage.ClearStateAsync("note", Id("a"), stale));
        var missing = new GrainState<Note>(new()) { ETag = "7" };
        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", Id("b"), missing));
        var read = new GrainState<Note>(new());
        await storage.ReadStateAsync("note", Id("a"), read);
        read.State!.Text.ShouldBe("two");
        (await Database.Count("SELECT count(*) FROM OrleansStorage")).ShouldBe(1);
    }

    private static IGrainStorage Storage(TestCluster cluster) =>
        cluster.Silos[0].Services.GetRequiredKeyedService<IGrainStorage>("Default");

    private static async Task<Exception?> Outcome(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (InconsistentStateException e)
        {
            return e;
        }
    }
}

public sealed class OrleansOnPostgreSql(PostgreSqlFixture fixture)
    : OrleansConformance(new PostgreSqlDatabase(fixture));

public sealed class OrleansOnSqlite() : OrleansConformance(new SqliteDatabase());
