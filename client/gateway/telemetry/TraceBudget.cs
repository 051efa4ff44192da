using System.Diagnostics;
using OpenTelemetry.Trace;

namespace RetailActors.Gateway;

/// <summary>
/// Decides which traces are kept where they begin: all of them until there are too many in a second, then the first of
/// each second. A quiet night is seen whole and a peak costs no more than its budget. Trace ids exist all the same:
/// lineage and logs name them.
/// </summary>
/// <remarks>What a request or message causes has a budget of its own: statements of the journal's writer, which belong
/// to many requests at once and to none, would use it up.</remarks>
public sealed class TraceBudget : Sampler
{
    private static readonly SamplingResult _kept = new(SamplingDecision.RecordAndSample);
    private static readonly SamplingResult _left = new(SamplingDecision.Drop);

    private readonly int _perSecond;
    private readonly TimeProvider _time;
    private readonly Second _caused = new();
    private readonly Second _other = new();

    /// <summary>With a number of traces a second.</summary>
    public TraceBudget(int perSecond, TimeProvider time) => (_perSecond, _time) = (perSecond, time);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        (samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer ? _caused : _other)
            .Take(_time.GetUtcNow().ToUnixTimeSeconds(), _perSecond)
            ? _kept
            : _left;

    private sealed class Second
    {
        private readonly Lock _lock = new();
        private long _second;
        private int _taken;

        public bool Take(long second, int most)
        {
            lock (_lock)
            {
                if (second != _second)
                {
                    (_second, _taken) = (second, 0);
                }
                return _taken < most && ++_taken > 0;
            }
        }
    }
}
