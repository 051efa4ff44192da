using CsCheck;
using RetailActors.Operations;

namespace RetailActors.Tests.Operations;

public sealed class LaneScheduleSpecs
{
    private static readonly DateTimeOffset _now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_idle_account_is_called_at_once() =>
        LaneSchedule.Empty.Enter(false, 20, _now).Turn.ShouldBe(new LaneTurn(TimeSpan.Zero, true));

    [Fact]
    public void A_burst_is_spread_evenly_and_those_far_behind_come_back_for_their_turn()
    {
        var schedule = LaneSchedule.Empty;
        var turns = new List<LaneTurn>();
        for (var i = 0; i < 600; i++)
        {
            (var turn, schedule) = schedule.Enter(false, 20, _now);
            turns.Add(turn);
        }
        turns.TakeWhile(t => t.IsCall).Count().ShouldBe(turns.Count(t => t.IsCall));
        turns.Zip(turns.Skip(1)).ShouldAllBe(pair => pair.Second.Wait - pair.First.Wait > TimeSpan.FromSeconds(0.05));
        turns[^1].Wait.ShouldBeLessThan(TimeSpan.FromSeconds(30 * 1.1));
    }

    [Fact]
    public void Whoever_comes_when_never_more_calls_within_a_second_than_the_limit() =>
        Gen.Select(Gen.Int[1, 50], Gen.Select(Gen.Int[0, 300], Gen.Bool).Array[1, 200]).Sample((rate, callers) =>
        {
            var (schedule, now, calls) = (LaneSchedule.Empty, _now, new List<DateTimeOffset>());
            foreach (var (pause, returning) in callers)
            {
                now = now.AddMilliseconds(pause);
                (var turn, schedule) = schedule.Enter(returning, rate, now);
                if (turn.IsCall)
                {
                    calls.Add(now + turn.Wait);
                }
            }
            calls.Sort();
            for (var i = rate; i < calls.Count; i++)
            {
                (calls[i] - calls[i - rate]).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
            }
        }, iter: 500);
}
