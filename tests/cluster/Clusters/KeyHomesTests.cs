using System.Net;
using System.Reflection;
using Orleans.Metadata;
using Orleans.Runtime;
using RetailActors.Operations;
using RetailActors.Orders;

namespace RetailActors.Tests.Clusters;

/// <summary>Where actors are whose silo is computed.</summary>
public sealed class KeyHomesTests
{
    private const int Keys = 10_000;

    private static readonly SiloAddress[] _four = [.. Enumerable.Range(1, 4).Select(
        i => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_110 + i), 1_000 + i))];

    [Fact]
    public void Every_silo_gets_its_share()
    {
        var homes = Enumerable.Range(0, Keys).CountBy(i => KeyHomes.Choose(_four, Order(i))).ToDictionary();
        homes.Count.ShouldBe(4);
        homes.Values.ShouldAllBe(n => n > Keys / 5 && n < Keys * 3 / 10);
    }

    [Fact]
    public void The_order_in_which_silos_are_known_does_not_matter()
    {
        SiloAddress[] otherwise = [_four[2], _four[0], _four[3], _four[1]];
        Enumerable.Range(0, Keys).ShouldAllBe(
            i => KeyHomes.Choose(_four, Order(i)).Equals(KeyHomes.Choose(otherwise, Order(i))));
    }

    [Fact]
    public void A_silo_that_leaves_moves_only_the_actors_that_were_on_it()
    {
        var three = _four[..3];
        Enumerable.Range(0, Keys).Select(Order).Where(o => !KeyHomes.Choose(_four, o).Equals(_four[3]))
            .ShouldAllBe(o => KeyHomes.Choose(three, o).Equals(KeyHomes.Choose(_four, o)));
    }

    [Fact]
    public void The_payments_of_an_order_are_where_it_is() => Enumerable.Range(0, Keys).ShouldAllBe(
        i => KeyHomes.Choose(_four, Payment($"{Order(i).Key}.p1")).Equals(KeyHomes.Choose(_four, Order(i)))
            && KeyHomes.Choose(_four, Payment($"{Order(i).Key}.p2:exchange"))
                .Equals(KeyHomes.Choose(_four, Order(i))));

    [Fact]
    public void A_dot_in_the_name_of_a_tenant_does_not_put_all_its_payments_together() =>
        Enumerable.Range(0, 100).Select(i => KeyHomes.Choose(_four, Payment($"a.b/ord_{i}.p1"))).Distinct().Count()
            .ShouldBe(4);

    [Fact]
    public void The_kinds_are_those_whose_shells_say_so() =>
        typeof(OrderGrain).Assembly.GetTypes()
            .Where(t => t.IsDefined(typeof(PlacedByKeyAttribute)) || t.IsDefined(typeof(PlacedWhereCalledAttribute)))
            .Select(t => t.GetCustomAttribute<GrainTypeAttribute>()!.GetGrainType(null!, t))
            .ShouldBe(KeyHomes.Kinds, ignoreOrder: true);

    private static GrainId Order(int i) => GrainId.Create(
        "order", OrderKey.For(new("demo"), new("web"), new($"w-{i}")).ToString());

    private static GrainId Payment(string key) => GrainId.Create("payment", key);
}
