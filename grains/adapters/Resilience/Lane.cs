using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;
using RetailActors.Payments;

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
public sealed class Lane : IDisposable
{
    private readonly ConcurrencyLimiter _concurrency;
    private readonly RateLimiter? _rate;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline<ProviderAnswer> _pipeline;
    private readonly int _limit;
    private long _completed;
    private long _turnedAway;

    /// <summary>A lane with these bounds.</summary>
    public Lane(string name, LaneOptions options, TimeProvider? time = null)
    {
        Name = name;
        _limit = options.Concurrency;
        _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Concurrency,
            QueueLimit = options.QueueLimit,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _rate = options.RatePerSecond == 0 ? null : Bucket(options);
        _pipeline = Build(options, time ?? TimeProvider.System);
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
    public async ValueTask<ProviderAnswer> Run<TState>(
        Func<TState, CancellationToken, ValueTask<ProviderAnswer>> attempt, TState state,
        CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(
                static async (context, s) =>
                    Outcome.FromResult(await s.attempt(s.state, context.CancellationToken)),
                context, (attempt, state));
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

    private ProviderAnswer Translate(Exception e)
    {
        if (e is RateLimiterRejectedException or BrokenCircuitException)
        {
            Interlocked.Increment(ref _turnedAway);
        }
        return e switch
        {
            RateLimiterRejectedException limited => new ProviderAnswer.Unavailable("lane-full", limited.RetryAfter),
            BrokenCircuitException open => new ProviderAnswer.Unavailable("breaker-open", open.RetryAfter),
            TimeoutRejectedException => new ProviderAnswer.Unknown("timeout"),
            OperationCanceledException => new ProviderAnswer.Unknown("cancelled"),
            _ => new ProviderAnswer.Unknown(e.GetType().Name),
        };
    }

    private ResiliencePipeline<ProviderAnswer> Build(LaneOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<ProviderAnswer> { Name = Name, TimeProvider = time };
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
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ProviderAnswer>
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumThroughput,
                SamplingDuration = options.BreakerSampling,
                BreakDuration = options.BreakerBreak,
                StateProvider = _breaker,
                ShouldHandle = static arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
    }

    // A refusal is an answer of a healthy provider, and so is "too fast": neither may close the door to everybody.
    private static bool IsFailure(Outcome<ProviderAnswer> outcome) => outcome.Exception switch
    {
        TimeoutRejectedException => true,
        not null => false,
        null => outcome.Result is ProviderAnswer.Unknown or ProviderAnswer.Unavailable { RetryAfter: null },
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
    }
}
