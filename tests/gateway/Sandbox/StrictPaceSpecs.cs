using Microsoft.Extensions.Time.Testing;
using RetailActors.Adapters.Resilience;

namespace RetailActors.Tests.Sandbox;

/// <summary>A burst at an account with a limit, by a clock of its own, on one thread: every run is the same.</summary>
public sealed class StrictPaceSpecs
{
    private const int Rate = 20;
    private const int Burst = 10 * Rate;
    private const int Concurrency = 16;

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(1);

    /// <summary>As long as the account can do them side by side, its answers take as long as they like.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(400)]
    [InlineData(700)]
    public void A_burst_drains_in_the_time_that_the_limit_implies_and_never_exceeds_it(int answerMs)
    {
        var account = Drain(TimeSpan.FromMilliseconds(answerMs));
        account.MostWithinASecond.ShouldBeLessThanOrEqualTo(Rate);
        account.MostInFlight.ShouldBeLessThanOrEqualTo(Concurrency);
        account.Arrivals.Count.ShouldBe(Burst);
        account.Arrivals[^1].ShouldBeLessThan(TimeSpan.FromSeconds(Burst / Rate * 1.1));
    }

    [Fact]
    public void An_account_that_is_slower_than_its_limit_gets_what_it_can_do()
    {
        var account = Drain(TimeSpan.FromSeconds(2));
        account.MostInFlight.ShouldBe(Concurrency);
        account.Arrivals[^1].ShouldBeLessThan(TimeSpan.FromSeconds(2.0 * Burst / Concurrency * 1.1));
    }

    [Fact]
    public void A_call_that_is_held_up_on_its_way_is_counted_from_when_it_has_left()
    {
        var pump = new Pump();
        var arrivals = new List<DateTimeOffset>();
        using var pace = new StrictPace(1, pump.Time);
        Task<int>[] calls = [];
        pump.Run(() => calls = [pace.Run(Take, 60, default).AsTask(), pace.Run(Take, 0, default).AsTask()]);
        pump.RunUntil(() => calls[1].IsCompleted, _step);
        (arrivals[1] - arrivals[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));

        ValueTask<int> Take(int heldUpMs)
        {
            pump.Time.Advance(TimeSpan.FromMilliseconds(heldUpMs));
            arrivals.Add(pump.Time.GetUtcNow());
            return new(heldUpMs);
        }
    }

    [Fact]
    public void A_caller_that_gives_up_takes_nobodys_place()
    {
        var pump = new Pump();
        var account = new Account(pump.Time, TimeSpan.FromMilliseconds(10));
        using var pace = new StrictPace(1, pump.Time);
        using var gone = new CancellationTokenSource();
        Task<int>[] calls = [];
        pump.Run(() => calls =
        [
            pace.Run(account.Take, 1, default).AsTask(), pace.Run(account.Take, 2, gone.Token).AsTask(),
            pace.Run(account.Take, 3, default).AsTask(),
        ]);
        pump.Run(gone.Cancel);
        pump.RunUntil(() => calls[2].IsCompleted, _step);
        calls[1].IsCanceled.ShouldBeTrue();
        account.Arrivals[^1].ShouldBeLessThan(TimeSpan.FromSeconds(1.1));
    }

    private static Account Drain(TimeSpan answer)
    {
        var pump = new Pump();
        var account = new Account(pump.Time, answer);
        using var pace = new StrictPace(Rate, pump.Time);
        using var places = new SemaphoreSlim(Concurrency, Concurrency);
        Task[] calls = [];
        pump.Run(() => calls = [.. Enumerable.Range(0, Burst).Select(InTurn)]);
        pump.RunUntil(() => calls.All(c => c.IsCompleted), _step);
        calls.ShouldAllBe(c => c.IsCompletedSuccessfully);
        return account;

        // As in a lane: first a place, then the pace.
        async Task InTurn(int number)
        {
            await places.WaitAsync();
            await pace.Run(account.Take, number, default);
            places.Release();
        }
    }

    /// <summary>The other system, with its own count.</summary>
    private sealed class Account(FakeTimeProvider time, TimeSpan answer)
    {
        private readonly long _start = time.GetTimestamp();
        private int _inFlight;

        public List<TimeSpan> Arrivals { get; } = [];

        public int MostInFlight { get; private set; }

        public int MostWithinASecond => Arrivals.Max(
            a => Arrivals.Count(other => other >= a && other < a + TimeSpan.FromSeconds(1)));

        public async ValueTask<int> Take(int number)
        {
            Arrivals.Add(time.GetElapsedTime(_start));
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
            await Task.Delay(answer, time);
            _inFlight--;
            return number;
        }
    }

    /// <summary>Everything that waits goes on here, one after the other, before the clock moves.</summary>
    private sealed class Pump : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Work, object? State)> _posted = [];

        public FakeTimeProvider Time { get; } = new();

        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (_posted)
            {
                _posted.Enqueue((d, state));
            }
        }

        public void Run(Action work)
        {
            var outer = Current;
            SetSynchronizationContext(this);
            try
            {
                work();
                while (Next() is var (posted, state))
                {
                    posted(state);
                }
            }
            finally
            {
                SetSynchronizationContext(outer);
            }
        }

        public void RunUntil(Func<bool> isDone, TimeSpan step)
        {
            for (var i = 0; !isDone(); i++)
            {
                i.ShouldBeLessThan(60_000, "a minute has passed");
                Run(() => Time.Advance(step));
            }
        }

        private (SendOrPostCallback Work, object? State)? Next()
        {
            lock (_posted)
            {
                return _posted.TryDequeue(out var next) ? next : null;
            }
        }
    }
}
