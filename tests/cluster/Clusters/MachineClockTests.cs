using RetailActors.Hosting;

namespace RetailActors.Tests.Clusters;

/// <summary>A machine that differs from the database is told so in one line; a slow answer is no difference.</summary>
public sealed class MachineClockTests
{
    private static readonly DateTimeOffset _database = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3600, 3600, "3600 s ahead of")]
    [InlineData(61, 90, "61 s ahead of")]
    [InlineData(-3600, -3600, "3600 s behind")]
    [InlineData(-90, -61, "61 s behind")]
    public void More_than_a_minute_is_refused(int before, int after, string how)
    {
        var wrong = Should.Throw<ClockException>(() => Compare(before, after));
        wrong.Message.ShouldContain(how);
        wrong.Message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 60)]
    [InlineData(-60, -60)]
    [InlineData(-90, 5)]
    public void A_minute_and_a_slow_answer_are_not(int before, int after) =>
        Should.NotThrow(() => Compare(before, after));

    private static void Compare(int before, int after) => MachineClock.Compare(
        _database.AddSeconds(before), _database, _database.AddSeconds(after));
}
