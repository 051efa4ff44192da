using Microsoft.Extensions.Time.Testing;
using RetailActors.Operations;

namespace RetailActors.Tests.Journal;

/// <summary>Large sums over what waits are remembered for a moment, small ones never.</summary>
public sealed class WaitingSumsSpecs
{
    private static readonly WaitingQuery _asked = new("exception", ["open"], 5);

    private readonly FakeTimeProvider _clock = new();
    private readonly WaitingSums _sums;

    public WaitingSumsSpecs() => _sums = new WaitingSums(_clock);

    [Fact]
    public void Small_sums_are_always_read()
    {
        _sums.Learn("t", _asked, Sum(WaitingSums.Large - 1));
        _sums.Of("t", _asked).ShouldBeNull();
    }

    [Fact]
    public void Large_sums_are_those_of_all_groups_of_the_tenant_for_a_moment()
    {
        _sums.Learn("t", _asked, Sum(WaitingSums.Large));
        _sums.Of("t", _asked with { Group = "web" }).ShouldNotBeNull().Total.ShouldBe(WaitingSums.Large);
        _sums.Of("t", _asked with { Until = _clock.GetUtcNow() }).ShouldBeNull("of a part of them nothing is known");
        _sums.Of("other", _asked).ShouldBeNull();
        _clock.Advance(WaitingSums.Fresh);
        _sums.Of("t", _asked).ShouldBeNull("three seconds have gone");
    }

    [Fact]
    public void A_sum_that_is_small_by_now_is_forgotten()
    {
        _sums.Learn("t", _asked, Sum(WaitingSums.Large));
        _sums.Learn("t", _asked, Sum(1));
        _sums.Of("t", _asked).ShouldBeNull();
    }

    [Fact]
    public void No_more_sums_are_remembered_than_the_bound()
    {
        for (var i = 0; i <= WaitingSums.Most; i++)
            _sums.Learn($"t{i}", _asked, Sum(WaitingSums.Large));
        _sums.Of($"t{WaitingSums.Most - 1}", _asked).ShouldNotBeNull();
        _sums.Of($"t{WaitingSums.Most}", _asked).ShouldBeNull("the others have the places");
        _sums.Learn("t0", _asked, Sum(WaitingSums.Large + 1));
        _sums.Of("t0", _asked)!.Total.ShouldBe(WaitingSums.Large + 1);
    }

    private static WaitingSummary Sum(long total) => new(total, null, [], []);
}
