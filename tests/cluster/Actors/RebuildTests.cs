using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using RetailActors.Inventory;
using RetailActors.Journal;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Actors;

/// <summary>A long seeded history through the actors: the journal alone gives back what they say.</summary>
public sealed class RebuildTests(PostgreSqlFixture postgres, ITestOutputHelper output)
{
    private const int Seed = 20261127;
    private const int Steps = 1_500;

    private static readonly Tenant _tenant = new("demo");
    private static readonly LocationId _store = new("store-12");
    private static readonly string[] _skus = ["TEE-BLK-S", "TEE-BLK-M", "TEE-BLK-L"];
    private static readonly Origin _by = new("test");

    [Fact]
    public Task Rebuilding_from_the_journal_equals_live_state_on_SQLite() => Check(null);

    [Fact]
    public async Task Rebuilding_from_the_journal_equals_live_state_on_PostgreSQL() =>
        await Check(await postgres.CreateDatabase());

    private async Task Check(string? connection)
    {
        output.WriteLine($"seed {Seed}");
        await using var silo = await SiloInProcess.Start(connection, also: builder =>
            builder.Services.AddSingleton(new JournalBounds { SnapshotEvery = 40 }));
        var history = new History(silo.Grains, Seed);
        await history.Play(Steps);
        await Settled(silo);

        var live = await StockNow(silo);
        await RebuiltStockEquals(silo, live);
        await RebuiltOrdersEqual(silo, history.Orders);

        // The next activations start from a snapshot and the tail behind it; they must not know anything else.
        await silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        (await StockNow(silo)).ShouldBe(live);
    }

    private static async Task Settled(SiloInProcess silo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        // Holds of an hour owe their expiry all the time.
        while ((await silo.Service<IJournalStore>().Owed(_tenant.Value, 1_000, limit.Token)).Rows
            .Any(row => row.Call != StockDecider.ExpireCall))
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<List<(StockLevels, long)>> StockNow(SiloInProcess silo)
    {
        var levels = new List<(StockLevels, long)>();
        foreach (var sku in _skus)
        {
            var view = await silo.Grains.GetGrain<IStock>(Key(sku).ToString()).Read();
            levels.Add((view.Levels, view.Version));
        }
        return levels;
    }

    private static async Task RebuiltStockEquals(SiloInProcess silo, List<(StockLevels Levels, long Version)> live)
    {
        for (var i = 0; i < _skus.Length; i++)
        {
            var (state, version) = await Rebuild(silo, StockDecider.FoldFor(Key(_skus[i])), Key(_skus[i]).ToString());
            state.Levels.ShouldBe(live[i].Levels);
            version.ShouldBe(live[i].Version);
            var form = new SnapshotForm<Stock, StockMemento>(
                StockSnapshot.Write, memento => StockSnapshot.Read(state.Key, memento),
                StockSnapshotJson.Default.StockMemento);
            form.Unpack(form.Pack(state)).Levels.ShouldBe(state.Levels);
        }
    }

    private static async Task RebuiltOrdersEqual(SiloInProcess silo, IEnumerable<OrderKey> orders)
    {
        foreach (var key in orders)
        {
            var (order, _) = await Rebuild(silo, OrderDecider.Fold, key.ToString());
            var view = (await silo.Grains.GetGrain<IOrder>(key.ToString()).Read())!;
            Text(OrderDecider.View(order)).ShouldBe(Text(view));
            foreach (var payment in view.Payments)
            {
                var id = new PaymentKey(_tenant, payment.Id);
                var (paid, appends) = await Rebuild(silo, PaymentDecider.Fold, id.ToString());
                Text(PaymentDecider.View(paid, id, appends))
                    .ShouldBe(Text(await silo.Grains.GetGrain<IPayment>(id.ToString()).Read()));
            }
        }
    }

    private static string Text<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);

    private static async Task<(TState, long)> Rebuild<TState, TEvent>(
        SiloInProcess silo, Fold<TState, TEvent> fold, string key) where TState : class where TEvent : class
    {
        var (state, version) = (fold.Initial, 0L);
        foreach (var entry in await silo.Service<IJournal>().Read(new StreamPosition($"{fold.Kind}/{key}", 0)))
        {
            entry.Version.ShouldBe(version + 1);
            version = entry.Version;
            state = fold.Codec.Read(entry.Events).Aggregate(state, fold.Evolve);
        }
        return (state, version);
    }

    private static StockKey Key(string sku) => new(_tenant, new Sku(sku), _store);
}
