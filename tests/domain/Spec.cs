using RetailActors.Journal;

namespace RetailActors.Tests;

/// <summary>Given events, when a command, then a result and events. Time stands still at what the spec says.</summary>
public sealed class Spec<TState, TEvent>(Fold<TState, TEvent> fold, DateTimeOffset now)
    where TState : class
    where TEvent : class
{
    /// <summary>Of what kind of entity this is a spec.</summary>
    public Fold<TState, TEvent> Fold { get; } = fold;

    /// <summary>The state after the events given so far.</summary>
    public TState State { get; private set; } = fold.Initial;

    /// <summary>The time at which the next command arrives.</summary>
    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>What has happened before.</summary>
    public Spec<TState, TEvent> Given(params IEnumerable<TEvent> events)
    {
        State = events.Aggregate(State, Fold.Evolve);
        return this;
    }

    /// <summary>The time goes on.</summary>
    public Spec<TState, TEvent> At(DateTimeOffset time)
    {
        Now = time;
        return this;
    }

    /// <summary>A command arrives.</summary>
    public Outcome<TResult> When<TResult>(Func<TState, DateTimeOffset, (TResult, TEvent[])> decide) =>
        new(this, decide);

    /// <summary>What came of a command.</summary>
    public sealed class Outcome<TResult>(
        Spec<TState, TEvent> spec, Func<TState, DateTimeOffset, (TResult, TEvent[])> decide)
    {
        /// <summary>The result and exactly these events in this order; their JSON reads back as the same.</summary>
        public Spec<TState, TEvent> Then(TResult expected, params TEvent[] events)
        {
            var (result, happened) = decide(spec.State, spec.Now);
            result.ShouldBe(expected);
            var json = spec.Fold.Codec.Write(happened);
            json.ShouldBe(spec.Fold.Codec.Write(events));
            spec.Fold.Codec.Write(spec.Fold.Codec.Read(json)).ShouldBe(json);
            return spec.Given(happened);
        }

        /// <summary>Throws because no boundary should have let it through.</summary>
        public void ThenIsABug<TException>() where TException : Exception =>
            Should.Throw<TException>(() => decide(spec.State, spec.Now));
    }
}
