using RetailActors.Retail;
using RetailActors.Retail.Load;
using Endings = RetailActors.Retail.Load.Reply;

namespace RetailActors.Tests.Retail;

/// <summary>What a load says when the system stands still. The clock is its own: nothing is measured here.</summary>
public sealed class Omission_specs
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    /// <summary>100 requests per second for ten seconds, answered in a millisecond; the 200th in two seconds.</summary>
    private static async Task<Findings> Stalled(TimeSpan patience, TimeSpan warmUp = default)
    {
        var pace = new SteppedPace();
        var recorder = new Recorder(warmUp);
        var loops = new Loops(new StallingShopper(pace, 200, 2 * _second), Mix.Parse("order=1")!, recorder, pace, 1);
        await loops.Open(
            new Arrivals(Ramp.Parse("0:100")!, 10 * _second, 0, 1, null), 1, patience,
            TestContext.Current.CancellationToken);
        return recorder.Take();
    }

    [Fact]
    public async Task A_receiver_that_stands_still_shows_in_the_percentiles()
    {
        var found = (await Stalled(60 * _second)).Of(Act.Order);
        found.Answers["201"].ShouldBe(1_000);
        // Who measures from sending sees one slow answer in a thousand, and calls the system fast.
        Histograms.Millis(found.SinceSending, 99)!.Value.ShouldBe(1, 0.01);
        // 200 people came while it stood still and waited, the first of them two seconds.
        Histograms.Millis(found.SinceArrival, 100)!.Value.ShouldBe(2_000, 5);
        Histograms.Millis(found.SinceArrival, 99)!.Value.ShouldBeInRange(1_850, 1_950);
        Histograms.Millis(found.SinceArrival, 90)!.Value.ShouldBeInRange(1_000, 1_250);
        Histograms.Millis(found.SinceArrival, 50)!.Value.ShouldBe(1, 0.01);
    }

    [Fact]
    public async Task The_seconds_in_which_nothing_was_answered_are_seen()
    {
        var found = await Stalled(60 * _second);
        found.Slices[1].Answered.ShouldBe(99);
        found.Slices.ContainsKey(2).ShouldBeTrue();
        found.Slices[2].Answered.ShouldBe(0);
        found.Slices[2].Answers.Values.Sum().ShouldBe(100, "they were due in that second and answered later");
        found.Slices.Values.Sum(s => s.Answered).ShouldBe(1_000);
    }

    [Fact]
    public async Task What_waited_longer_than_the_patience_is_not_sent_and_not_hidden()
    {
        var found = (await Stalled(TimeSpan.FromMilliseconds(500))).Of(Act.Order);
        var notSent = found.Answers[Endings.NotSent];
        notSent.ShouldBeInRange(145, 155, "those who came in the first one and a half of two seconds");
        found.Answers.Values.Sum().ShouldBe(1_000);
        found.SinceArrival.TotalCount.ShouldBe(1_000, "they are in the percentiles with what they waited in vain");
        found.SinceSending.TotalCount.ShouldBe(1_000 - notSent);
        Histograms.Millis(found.SinceArrival, 95)!.Value.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task The_warm_up_is_in_the_seconds_and_not_in_the_totals()
    {
        var found = await Stalled(60 * _second, warmUp: 5 * _second);
        found.Slices.Values.Sum(s => s.Answers.Values.Sum()).ShouldBe(1_000);
        found.Of(Act.Order).Answers.Values.Sum().ShouldBe(500);
        Histograms.Millis(found.Of(Act.Order).SinceArrival, 100)!.Value.ShouldBe(1, 0.01);
    }

    [Fact]
    public async Task Callers_who_wait_send_nothing_while_it_stands_still()
    {
        var pace = new SteppedPace();
        var recorder = new Recorder(TimeSpan.Zero);
        var loops = new Loops(new StallingShopper(pace, 200, 2 * _second), Mix.Parse("order=1")!, recorder, pace, 1);
        await loops.Closed(1, 9 * TimeSpan.FromMilliseconds(1), 10 * _second, TestContext.Current.CancellationToken);
        recorder.Take().Of(Act.Order).Answers["201"].ShouldBe(801);
    }

    [Fact]
    public async Task Findings_of_several_processes_are_those_of_one_process_that_saw_everything()
    {
        var whole = new Recorder(_second);
        var parts = Enumerable.Range(0, 3).Select(_ => new Recorder(_second)).ToArray();
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var due = TimeSpan.FromSeconds(random.NextDouble() * 5);
            var now = due + TimeSpan.FromMicroseconds(Math.Exp(random.NextDouble() * 16));
            var (act, answer) = ((Act)random.Next(5), random.Next(9) == 0 ? "503 overloaded" : "200");
            foreach (var recorder in (Recorder[])[whole, parts[random.Next(3)]])
            {
                recorder.Sending();
                recorder.Answered(act, answer, 0, due, due, now);
            }
        }
        var merged = new Findings();
        foreach (var part in parts)
            merged.Add(Wire.Findings(Wire.Read(Wire.Write(part.Take(), false, false, 0, default))));
        var one = whole.Take();
        Said(merged).ShouldBe(Said(one));
        one.Answers().Values.Sum().ShouldBeGreaterThan(3_500);
    }

    [Fact]
    public void What_a_timer_sent_a_moment_early_counts_where_it_was_due_and_from_when_it_was_sent()
    {
        var recorder = new Recorder(TimeSpan.Zero);
        var early = TimeSpan.FromMicroseconds(-400);
        foreach (var due in (TimeSpan[])[TimeSpan.Zero, _second])
        {
            recorder.Sending();
            recorder.Answered(Act.Order, "201", 0, due, due + early, due + TimeSpan.FromMicroseconds(600));
        }
        var found = recorder.Take();
        found.Of(Act.Order).Answers["201"].ShouldBe(2);
        found.Slices[0].Answers["201"].ShouldBe(1);
        found.Slices[1].Answers["201"].ShouldBe(1);
        Histograms.Millis(found.Of(Act.Order).SinceArrival, 100)!.Value.ShouldBe(1, 0.001);
    }

    [Fact]
    public void Answers_that_nobody_has_seen_before_are_bounded()
    {
        var recorder = new Recorder(TimeSpan.Zero);
        for (var i = 0; i < 100; i++)
        {
            recorder.Sending();
            recorder.Answered(Act.Order, $"500 surprise-{i}", 0, default, default, _second);
        }
        var answers = recorder.Take().Answers();
        answers.Count.ShouldBe(41);
        answers[Endings.Other].ShouldBe(60);
    }

    private static string Said(Findings findings) => Wire.Write(findings, false, false, 0, default);

    /// <summary>Time goes on only when somebody waits for it.</summary>
    private sealed class SteppedPace : IPace
    {
        public TimeSpan Now { get; private set; }

        public ValueTask Until(TimeSpan at, CancellationToken cancellation)
        {
            Now = at > Now ? at : Now;
            return ValueTask.CompletedTask;
        }

        public void Pass(TimeSpan time) => Now += time;
    }

    private sealed class StallingShopper(SteppedPace pace, int which, TimeSpan stall) : IShopper
    {
        private int _done;

        public Act Instead(Act act) => act;

        public Task<(string Answer, int Retries)> Do(Act act, Random random, CancellationToken cancellation)
        {
            pace.Pass(++_done == which ? stall : TimeSpan.FromMilliseconds(1));
            return Task.FromResult(("201", 0));
        }
    }
}
