using RetailActors.Bench.Seed;

namespace RetailActors.Tests.Scale;

/// <summary>What a real order has written becomes what another one would have written.</summary>
public sealed class SeedTextTests
{
    private static readonly SeedNames _from = new("ord_aaaa", "web-1", "SKU-1", "store-12");
    private static readonly SeedNames _to = new("ord_bbbb", "web-2", "SKU-9", "store-7");

    [Fact]
    public void Every_name_is_replaced_wherever_it_stands() =>
        new SeedText("""{"id":"ord_aaaa","payment":"ord_aaaa.p1","x":"web-1","at":"SKU-1/store-12"}""", _from)
            .With(_to, TimeSpan.Zero)
            .ShouldBe("""{"id":"ord_bbbb","payment":"ord_bbbb.p1","x":"web-2","at":"SKU-9/store-7"}""");

    [Fact]
    public void Times_move_and_keep_their_distance() =>
        new SeedText("2026-11-26T23:59:59.5+00:00 2026-11-27T00:00:00Z", _from).With(_to, TimeSpan.FromDays(-1))
            .ShouldBe("2026-11-25T23:59:59.5000000+00:00 2026-11-26T00:00:00.0000000+00:00");

    [Fact]
    public void What_is_neither_a_name_nor_a_time_stays() =>
        new SeedText("payment/demo: 1999 USD, 2026-11-26", _from).With(_to, TimeSpan.FromDays(1))
            .ShouldBe("payment/demo: 1999 USD, 2026-11-26");

    [Fact]
    public void The_same_names_give_the_same_text()
    {
        const string text = """["ord_aaaa","2026-11-26T10:00:00.1234567+00:00"]""";
        new SeedText(text, _from).With(_from, TimeSpan.Zero).ShouldBe(text);
    }
}
