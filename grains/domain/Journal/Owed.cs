namespace RetailActors.Journal;

/// <summary>A call that an entity still owes to another actor or to the outside.</summary>
/// <param name="Call">Derived id, unique within the entity; never generated, so a repetition is recognised.</param>
/// <param name="NotBefore">The earliest time to make it (UTC), or null for at once.</param>
public readonly record struct Owed(string Call, DateTimeOffset? NotBefore = null);

/// <summary>How an entity shows up in lists and worklists.</summary>
/// <param name="Status">Kebab-case.</param>
/// <param name="Group">What lists group by: a SKU, a channel, an order.</param>
/// <param name="Data">JSON of what a list shows; never personal data.</param>
/// <param name="Since">Since when it waits for something (UTC), or null when it does not. Worklists go by it.</param>
public sealed record IndexRow(string Status, string Group, string Data, DateTimeOffset? Since = null);

/// <summary>All that a journal needs to know of one kind of entity. Every function is pure.</summary>
/// <param name="Kind">First part of the stream's name: <c>stock</c>, <c>order</c>.</param>
/// <param name="Initial">The state before the first event.</param>
/// <param name="Evolve">The state after an event; total.</param>
/// <param name="Outbox">The calls owed in a state; bounded.</param>
/// <param name="Index">The row in the directory, or null for none.</param>
/// <param name="Codec">The events as JSON.</param>
public sealed record Fold<TState, TEvent>(
    string Kind,
    TState Initial,
    Func<TState, TEvent, TState> Evolve,
    Func<TState, IReadOnlyList<Owed>> Outbox,
    Func<TState, IndexRow?> Index,
    EventCodec<TEvent> Codec)
    where TState : class
    where TEvent : class;
