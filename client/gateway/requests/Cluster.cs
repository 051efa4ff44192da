using Orleans.Runtime;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace RetailActors.Gateway;

/// <summary>
/// Calls grains. When nobody knows whether a call took effect it is made again, a few times and for a bounded time:
/// every command is idempotent, so that finds it out.
/// </summary>
public sealed class Cluster(IGrainFactory grains, GatewayOptions options, TimeProvider time)
{
    private readonly ResiliencePipeline _pipeline = Build(options, time);

    /// <summary>Makes a call.</summary>
    public ValueTask<T> Ask<TGrain, T>(string key, Func<TGrain, Task<T>> call)
        where TGrain : class, IGrainWithStringKey =>
        _pipeline.ExecuteAsync(
            static async (state, cancellation) => await state.call(state.grain).WaitAsync(cancellation),
            (call, grain: grains.Actor<TGrain>(key)), CancellationToken.None);

    /// <summary>Makes a call without a result.</summary>
    public ValueTask Tell<TGrain>(string key, Func<TGrain, Task> call) where TGrain : class, IGrainWithStringKey =>
        _pipeline.ExecuteAsync(
            static async (state, cancellation) => await state.call(state.grain).WaitAsync(cancellation),
            (call, grain: grains.Actor<TGrain>(key)), CancellationToken.None);

    /// <summary>Makes one attempt only, for callers that look again by themselves.</summary>
    public Task<T> Try<TGrain, T>(string key, Func<TGrain, Task<T>> call, TimeSpan patience)
        where TGrain : class, IGrainWithStringKey => call(grains.Actor<TGrain>(key)).WaitAsync(patience, time);

    /// <summary>True when the call may or may not have taken effect, or did not reach anybody.</summary>
    /// <remarks>Nobody here cancels a call: a cancellation is Orleans', whose directory was on a silo that has just
    /// died.
    /// </remarks>
    public static bool IsUnknown(Exception e) => e is OutcomeUnknownException or OrleansException or TimeoutException
        or TimeoutRejectedException or OperationCanceledException;

    private static ResiliencePipeline Build(GatewayOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(options.RetryBudgetSeconds));
        if (options.RetryAttempts > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.RetryAttempts,
                Delay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential, UseJitter = true,
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is { } e && IsUnknown(e)),
            });
        }
        return builder.Build();
    }
}
