using System.Runtime.CompilerServices;
using System.Text;
using RetailActors.Journal;

namespace RetailActors.Tests;

/// <summary>What each command does in each state, as a file that is checked in.</summary>
public static class SpecTable
{
    /// <summary>The table says exactly this; UPDATE_GOLDEN=1 rewrites it.</summary>
    /// <param name="path">Relative to the caller's folder.</param>
    /// <param name="fold">Of what kind of entity.</param>
    /// <param name="states">Each with the events that lead to it.</param>
    /// <param name="commands">Each with its result, in short, and its events.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static void Matches<TState, TEvent>(
        string path, Fold<TState, TEvent> fold, IEnumerable<(string Name, TEvent[] Events)> states,
        IReadOnlyList<(string Name, Func<TState, (string Result, TEvent[] Events)> Decide)> commands,
        [CallerFilePath] string caller = "")
        where TState : class
        where TEvent : class
    {
        var text = new StringBuilder("state | command | result | events | owes\n");
        foreach (var (name, events) in states)
        {
            var state = events.Aggregate(fold.Initial, fold.Evolve);
            foreach (var (command, decide) in commands)
            {
                var (result, happened) = decide(state);
                var owed = fold.Outbox(happened.Aggregate(state, fold.Evolve)).Select(o => o.Call);
                text.Append($"{name} | {command} | {result} | {Names(happened.Select(fold.Codec.NameOf))} | "
                    + $"{Names(owed)}\n");
            }
        }
        SpecFile.Matches(path, text.ToString(), caller);
    }

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } all ? all : "-";
}
