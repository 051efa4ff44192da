using Orleans.Runtime;
using Orleans.Serialization;
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
    /// <summary>Further attempts after an answer that nobody is there: it comes at once and costs little, and it lasts
    /// until the actors of a silo that leaves have come up elsewhere. The budget ends them too.</summary>
    public const int QuickAttempts = 20;

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
    /// died. An answer that could not be written or read is none.
    /// </remarks>
    public static bool IsUnknown(Exception e) => e is OutcomeUnknownException or OrleansException or TimeoutException
        or TimeoutRejectedException or OperationCanceledException or SerializerException;

    /// <summary>True when there is no answer now and the same call may be made again: too busy, or
    /// <see cref="IsUnknown"/>.</summary>
    public static bool IsUnavailable(Exception e) => e is BusyException || IsUnknown(e);

    /// <summary>True when somebody has said that the actor could not be reached.</summary>
    /// <remarks>One that is an <see cref="OrleansException"/> and nothing more comes from finding a place for an actor:
    /// a silo that has not yet heard of a new one does not enter that one's actors in its part of the directory, and
    /// once it took 5 s to hear of it.</remarks>
    private static bool IsUnreached(Exception e) =>
        e is OrleansMessageRejectionException or SiloUnavailableException or OperationCanceledException
        || e.GetType() == typeof(OrleansException);

    private static ResiliencePipeline Build(GatewayOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(options.RetryBudgetSeconds));
        if (options.RetryAttempts > 0)
        {
            builder
                .AddRetry(Again(QuickAttempts, IsUnreached))
                .AddRetry(Again(options.RetryAttempts, static e => IsUnknown(e) && !IsUnreached(e)));
        }
        return builder.Build();
    }

    private static RetryStrategyOptions Again(int attempts, Func<Exception, bool> after) => new()
    {
        MaxRetryAttempts = attempts,
        Delay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(1),
        BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && after(e)),
    };
}
