using System.Diagnostics;
using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using RetailActors.Operations;

namespace RetailActors.Adapters.Resilience;

/// <summary>What a lane looks like from outside.</summary>
/// <param name="Name">The account.</param>
/// <param name="InFlight">Calls at the provider now.</param>
/// <param name="Queued">Calls waiting for their turn.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c>, <c>half-open</c> or <c>isolated</c>.</param>
/// <param name="Completed">Calls that came back since the start, with whatever answer.</param>
/// <param name="TurnedAway">Calls that never left: no room, over the rate, breaker open.</param>
public sealed record LaneView(
    string Name, int InFlight, int Queued, string Breaker, long Completed, long TurnedAway);

/// <summary>
/// The one valve before an external account: bounded queue, concurrency, rate, circuit breaker, time-out per attempt.
/// It never retries: the outbox does, so that a retry survives the process.
/// </summary>
/// <typeparam name="TAnswer">What the account's port answers.</typeparam>
public sealed class Lane<TAnswer> : IDisposable
{
    private readonly ConcurrencyLimiter _concurrency;
    private readonly RateLimiter? _rate;
    private readonly StrictPace? _pace;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline<TAnswer> _pipeline;
    private readonly LaneAnswers<TAnswer> _answers;
    private readonly int _limit;
    private readonly string _account;
    private long _completed;
    private long _turnedAway;

    /// <summary>A lane with these bounds.</summary>
    internal Lane(string name, LaneOptions options, LaneAnswers<TAnswer> answers, TimeProvider time)
    {
        (Name, _answers, _account) = (name, answers, answers.Prefix + name);
        _limit = options.Concurrency;
        _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.QueueLimit,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _rate = options.RatePerSecond == 0 || options.Strict ? null : Bucket(options);
        _pace = options.RatePerSecond > 0 && options.Strict ? new StrictPace(options.RatePerSecond, time) : null;
        _pipeline = Build(options, time);
    }

    /// <summary>The account.</summary>
    public string Name { get; }


    /// <summary>How the lane stands now.</summary>
    public LaneView View()
    {
        var statistics = _concurrency.GetStatistics()!;
        var breaker = _breaker.CircuitState switch
        {
            CircuitState.Closed => "closed",
            CircuitState.Open => "open",
            CircuitState.HalfOpen => "half-open",
            _ => "isolated",
        };
        return new LaneView(
            Name, _limit - (int)statistics.CurrentAvailablePermits, (int)statistics.CurrentQueuedCount, breaker,
            Interlocked.Read(ref _completed), Interlocked.Read(ref _turnedAway));
    }

    /// <summary>Runs one attempt in its turn. The attempt must not throw for anything that the provider does.</summary>
    public async ValueTask<TAnswer> Run<TState>(
        Func<TState, CancellationToken, ValueTask<TAnswer>> attempt, TState state,
        CancellationToken cancellation)
    {
        var (context, began) = (ResilienceContextPool.Shared.Get(cancellation), Stopwatch.GetTimestamp());
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, s) =>
                    Outcome.FromResult(await s.attempt(s.state, context.CancellationToken)),
                context, (attempt, state));
            Signals.AccountCalls.Took(
                Stopwatch.GetElapsedTime(began), ("account", _account), ("outcome", NameOf(outcome)));
            if (outcome.Exception is null)
            {
                Interlocked.Increment(ref _completed);
                return outcome.Result!;
            }
            return Translate(outcome.Exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private string NameOf(Outcome<TAnswer> outcome) => outcome.Exception switch
    {
        RateLimiterRejectedException or BrokenCircuitException => "turned-away",
        not null => "unknown",
        null => _answers.IsFailure(outcome.Result!) ? "failed" : "answered",
    };

    private TAnswer Translate(Exception e)
    {
        if (e is RateLimiterRejectedException or BrokenCircuitException)
        {
            Interlocked.Increment(ref _turnedAway);
        }
        return e switch
        {
            RateLimiterRejectedException limited => _answers.NotDone("lane-full", limited.RetryAfter),
            BrokenCircuitException open => _answers.NotDone("breaker-open", open.RetryAfter),
            TimeoutRejectedException => _answers.Unknown("timeout"),
            OperationCanceledException => _answers.Unknown("cancelled"),
            _ => _answers.Unknown(e.GetType().Name),
        };
    }

    private ResiliencePipeline<TAnswer> Build(LaneOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<TAnswer> { Name = Name, TimeProvider = time };
        builder.AddRateLimiter(new RateLimiterStrategyOptions
        {
            RateLimiter = arguments => _concurrency.AcquireAsync(1, arguments.Context.CancellationToken),
        });
        if (_rate is { } rate)
        {
            builder.AddRateLimiter(new RateLimiterStrategyOptions
            {
                RateLimiter = arguments => rate.AcquireAsync(1, arguments.Context.CancellationToken),
            });
        }
        if (_pace is { } pace)
        {
            builder.AddStrategy(_ => new PaceStrategy<TAnswer>(pace), new PaceOptions());
        }
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TAnswer>
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumThroughput,
                SamplingDuration = options.BreakerSampling,
                BreakDuration = options.BreakerBreak,
                StateProvider = _breaker,
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    // A refusal is an answer of a healthy provider, and so is "too fast": neither may close the door to everybody.
    private bool IsFailure(Outcome<TAnswer> outcome) => outcome.Exception switch
    {
        TimeoutRejectedException => true,
        not null => false,
        null => _answers.IsFailure(outcome.Result!),
    };

    // Waiting for a token holds a place in flight, so the queue here never needs more room than that.
    private static TokenBucketRateLimiter Bucket(LaneOptions options)
    {
        var tokens = Math.Max(1, options.RatePerSecond / 100);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = tokens,
            TokenLimit = Math.Max(tokens, options.RatePerSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / options.RatePerSecond),
            QueueLimit = options.Concurrency,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            AutoReplenishment = true,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _concurrency.Dispose();
        _rate?.Dispose();
        _pace?.Dispose();
    }
}
