using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Configuration;
using RetailActors.Adapters.Shopify;
using RetailActors.Channels;
using RetailActors.Orders;
using RetailActors.Payments;
using RetailActors.Postings;
using RetailActors.Reference;

namespace RetailActors.Tests.Permutations;

/// <summary>
/// Any permutation and duplication of an order's external events gives the same final state: shop, stores, warehouse
/// and both payment providers, by the real translators and deciders.
/// </summary>
public sealed class PermutationTests
{
    private const int Orders = 1_500;
    private const int Shuffles = 4;

    private static readonly ShopifySettings _shop = ShopifySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(
    [
        KeyValuePair.Create("Channels:shopify:Locations:7", (string?)"store-7"),
        KeyValuePair.Create("Channels:shopify:Gateways:other", (string?)"sandbox2/tok_visa"),
    ]).Build());

    private int _messages;
    private int _returned;
    private int _captured;
    private int _disputed;

    [Fact]
    public async Task Any_permutation_and_duplication_of_an_orders_external_events_gives_the_same_final_state()
    {
        await Gen.Int[0, int.MaxValue - 1].SampleAsync(async seed =>
        {
            var history = new OrderHistory(seed, _shop);
            var expected = await Run(history, seed, shuffle: null);
            for (var i = 1; i <= Shuffles; i++)
            {
                var found = await Run(history, seed, new Random(seed + i));
                if (found != expected)
                {
                    throw new InvalidOperationException(
                        $"seed {seed}, shuffle {i}:\n{Difference(expected, found)}");
                }
            }
        }, iter: Orders);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Orders * (Shuffles + 1)} runs, {_messages} messages, {_captured} captures, {_returned} returns, "
            + $"{_disputed} disputes"));
        _returned.ShouldBeGreaterThan(1_000, "a return that never happens proves nothing");
        _disputed.ShouldBeGreaterThan(500);
    }

    /// <summary>Two cancellations of one line of the shop, both before the order was decided.</summary>
    [Theory]
    [InlineData(1_366_880_351, 4)]
    public async Task What_was_once_found_stays_mended(int seed, int shuffle)
    {
        var history = new OrderHistory(seed, _shop);
        (await Run(history, seed, new Random(seed + shuffle))).ShouldBe(await Run(history, seed, shuffle: null));
    }

    private async Task<string> Run(OrderHistory history, int seed, Random? shuffle)
    {
        var world = new EventWorld(_shop, shuffle?.Next() ?? seed);
        foreach (var sku in new[] { "TEE", "CAP" })
        {
            world.Products[sku] = new Product(sku, "apparel", true);
            foreach (var place in new[] { "store-12", "store-7", "dc-1" })
            {
                world.Stock(new Sku(sku), new LocationId(place), 1_000);
            }
        }
        var waiting = history.Events.ToList();
        var number = 0;
        world.Said = (payment, kind, key, done) =>
        {
            waiting.Add(Psp($"evt_{key}", payment, TypeOf(kind), key, done.Reference, done.Amount, 0));
            if (kind == OperationKind.Capture && seed % 3 == 0 && number++ == 0)
            {
                // The customer disputes a cent, and we win.
                var cent = done.Amount with { Minor = 1 };
                waiting.Add(Psp("evt_d1", payment, "dispute-chargeback", null, "dp_1", cent, 5));
                waiting.Add(Psp("evt_d2", payment, "dispute-under-review", null, "dp_1", cent, 6));
                waiting.Add(Psp("evt_d3", payment, "dispute-won", null, "dp_1", cent, 7));
            }
        };
        do
        {
            while (waiting.Count > 0)
            {
                var next = shuffle?.Next(waiting.Count) ?? 0;
                var delivery = waiting[next];
                if (shuffle is null || shuffle.Next(100) < 65)
                {
                    waiting.RemoveAt(next);
                }
                await world.Receive(delivery.Key, delivery.Message(world.Now));
                _messages++;
            }
            // What is done only now has an echo of its own.
            await world.Settle();
        }
        while (waiting.Count > 0);
        return Told(world);
    }

    private static string TypeOf(OperationKind kind) => kind switch
    {
        OperationKind.Authorise => "psp.authorised",
        OperationKind.Capture => "psp2.captured",
        OperationKind.Void => "psp.voided",
        _ => "psp2.refunded",
    };

    private static Delivery Psp(
        string id, PaymentId payment, string type, string? key, string reference, Money amount, int minute) => new(
        "psp", type, id, $$"""
            {"specversion":"1.0","id":"{{id}}","source":"/psp","type":"{{type}}","time":"2026-03-05T10:0{{minute}}:00Z",
             "data":{"payment":"{{payment}}","key":{{(key is null ? "null" : $"\"{key}\"")}},
              "reference":"{{reference}}","amount":{"minor":{{amount.Minor}},"currency":"{{amount.Currency}}"} } }
            """);

    /// <summary>All that anybody can ask about, without times, numbers and the order of things.</summary>
    private string Told(EventWorld world)
    {
        var told = new StringBuilder();
        foreach (var (key, view) in world.Inboxes.OrderBy(i => i.Key.Id, StringComparer.Ordinal))
        {
            // Which capture or refund comes first, and so what it is called, is nothing that anybody cares about.
            if (key.Source != "psp" || view.Status != "done")
            {
                var end = view.Status is "done" or "ignored" ? "taken" : $"{view.Status} {view.Reason}";
                told.AppendLine($"{key.Source} {key.Id}: {end}");
            }
        }
        foreach (var order in world.Orders.Select(OrderDecider.View))
        {
            told.AppendLine($"{order.Id} {order.Status} {order.ChargeStatus}");
            foreach (var line in order.Lines)
            {
                told.AppendLine($"  {line.LineId}: {line.Ordered} = {line.Open} + {line.Allocated} ({line.Ready} ready)"
                    + $" + {line.Fulfilled} + {line.Cancelled}, {line.Returned} back");
            }
        }
        foreach (var p in world.Payments)
        {
            told.AppendLine($"{p.Id} {p.Status} {p.Authorised} {p.Captured} {p.Voided} {p.Refunded} {p.RefundPending} "
                + $"{p.Disputed} {string.Join(',', p.Disputes.Select(d => d.Stage))}");
            _captured += p.Captured.Minor > 0 ? 1 : 0;
            _disputed += p.Disputes.Length;
        }
        foreach (var back in world.Returns.OrderBy(r => r.Id.Value, StringComparer.Ordinal))
        {
            told.AppendLine($"{back.Id} {back.Status} {back.Location}");
            _returned++;
        }
        foreach (var (key, stock) in world.Stocks.OrderBy(s => s.Key.ToString(), StringComparer.Ordinal))
        {
            told.AppendLine($"{key} {stock.Levels}");
        }
        foreach (var (sku, product) in world.Products.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            told.AppendLine($"{sku} {product}");
        }
        // Nobody is told that goods wait when they have been collected already.
        foreach (var kind in world.Steps.Values.SelectMany(s => s).Where(s => s is not Step.ReadyForPickup)
            .GroupBy(s => s.GetType().Name)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            told.AppendLine($"{kind.Key}: {kind.Sum(Amount)}");
        }
        return told.ToString();
    }

    private static string Difference(string expected, string found)
    {
        var (ours, theirs) = (expected.Split('\n'), found.Split('\n'));
        return string.Join('\n', ours.Except(theirs).Select(l => $"- {l}").Concat(theirs.Except(ours)
            .Select(l => $"+ {l}")));
    }

    private static long Amount(Step step) => step switch
    {
        Step.Cancelled s => s.Lines.Sum(l => l.Quantity),
        Step.HandedOver s => s.Lines.Sum(l => l.Gross.Minor),
        Step.Captured s => s.Amount.Minor,
        Step.Returned s => s.Lines.Sum(l => l.Gross.Minor),
        Step.Refunded s => s.Amount.Minor,
        _ => 1,
    };
}
