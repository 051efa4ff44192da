using RetailActors.Journal;

namespace RetailActors.Tests.Simulation;

/// <summary>
/// An actor with its journal: decides on tentative state, answers when that is durable, and forgets what is not durable
/// when it is killed. It may be killed between any two steps, also between the append and the answer.
/// </summary>
internal sealed class SimActor<TState, TEvent>(SimClock clock, Fold<TState, TEvent> fold)
    where TState : class
    where TEvent : class
{
    private readonly List<TEvent> _journal = [];
    private readonly Queue<(TEvent[] Events, Action? Durable)> _pending = [];
    private bool _flushing;

    /// <summary>What is in the journal.</summary>
    public TState State { get; private set; } = fold.Initial;

    /// <summary>With what is on its way there.</summary>
    public TState Tentative { get; private set; } = fold.Initial;

    /// <summary>Which activation this is; a killed one's work is nobody's.</summary>
    public int Activation { get; private set; }

    public IReadOnlyList<TEvent> Journal => _journal;

    public bool Owes => fold.Outbox(State).Count > 0;

    /// <summary>Called when something has become durable, and when the sweeper comes by.</summary>
    public Action? Durable { get; set; }

    /// <summary>Called when the actor was killed.</summary>
    public Action? Killed { get; set; }

    public void Commit<TResult>(Func<TState, (TResult, TEvent[])> decide, Action<TResult>? reply)
    {
        var (result, events) = decide(Tentative);
        foreach (var e in events)
            Tentative = fold.Evolve(Tentative, e);
        if (clock.Flaw == SimFlaw.ReplyBeforeCommit)
            reply?.Invoke(result);
        var isAnswered = reply is null || clock.Flaw == SimFlaw.ReplyBeforeCommit;
        _pending.Enqueue((events, isAnswered ? null : () => reply!(result)));
        if (_flushing)
            return;
        _flushing = true;
        var activation = Activation;
        clock.After(clock.Fault(5) ? clock.Next(3_000) : 1 + clock.Next(5), () => Flush(activation));
    }

    public void Kill()
    {
        // The append may have reached the database although nobody lived to see it: all that was waiting, or nothing.
        var isWritten = clock.Chance(50);
        while (_pending.TryDequeue(out var append))
            if (isWritten)
                Write(append.Events);
            else if (clock.Flaw == SimFlaw.NoFence)
                clock.After(1 + clock.Next(3_000), () => Write(append.Events));
        State = Tentative = clock.Flaw == SimFlaw.MutateBeforeCommit ? Tentative : Replay();
        Activation++;
        _flushing = false;
        Killed?.Invoke();
    }

    public TState Replay() => _journal.Aggregate(fold.Initial, fold.Evolve);

    private void Write(TEvent[] events)
    {
        _journal.AddRange(events);
        if (clock.Flaw == SimFlaw.MissingUniqueIndex && clock.Fault(5))
            _journal.AddRange(events);
    }

    private void Flush(int activation)
    {
        if (activation != Activation)
            return;
        var replies = new List<Action>();
        while (_pending.TryDequeue(out var append))
        {
            Write(append.Events);
            foreach (var e in append.Events)
                State = fold.Evolve(State, e);
            if (append.Durable is not null)
                replies.Add(append.Durable);
        }
        _flushing = false;
        foreach (var reply in replies)
            reply();
        if (activation == Activation)
            Durable?.Invoke();
    }
}
