using System.Reflection;
using RetailActors.Journal;

namespace RetailActors.Tests.Permutations;

/// <summary>An actor's interface before its decider: a call is a decision, made at once.</summary>
/// <remarks>No class may implement the interface here: Orleans would take it for the actor.</remarks>
public class Shell : DispatchProxy
{
    private Func<string, object?[], object> _answer = static (name, _) => throw new NotSupportedException(name);

    /// <summary>An actor that answers with the result of a call, without the task around it.</summary>
    public static T Of<T>(Func<string, object?[], object?> answer) where T : class
    {
        var shell = Create<T, Shell>();
        ((Shell)(object)shell)._answer = (name, arguments) =>
        {
            var type = typeof(T).GetMethod(name)!.ReturnType;
            var result = answer(name, arguments);
            return type == typeof(Task)
                ? Task.CompletedTask
                : typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(type.GetGenericArguments())
                    .Invoke(null, [result])!;
        };
        return shell;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer(targetMethod!.Name, args ?? []);
}

/// <summary>The state of an actor, by its decider and nothing else.</summary>
internal sealed class Folded<TState, TEvent>(Fold<TState, TEvent> fold)
    where TState : class
    where TEvent : class
{
    public TState State { get; private set; } = fold.Initial;

    public TResult Commit<TResult>(Func<TState, (TResult, TEvent[])> decide)
    {
        var (result, events) = decide(State);
        State = events.Aggregate(State, fold.Evolve);
        return result;
    }

    /// <summary>Commits and tells whether anything has changed.</summary>
    public bool Commit(Func<TState, TEvent[]> decide)
    {
        var events = decide(State);
        State = events.Aggregate(State, fold.Evolve);
        return events.Length > 0;
    }
}
