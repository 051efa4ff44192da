namespace RetailActors.Journal;

/// <summary>
/// The memory of one activation: decides on tentative state, writes one append at a time, answers when durable.
/// </summary>
/// <remarks>
/// While an append is in flight further commands are decided on the state that it will leave; their events wait and go
/// out together as the next append. A refusal waits too, for every append that it could have seen. When an append
/// fails, nobody knows what is durable: all waiters get <see cref="OutcomeUnknownException"/>, nothing is answered from
/// this memory again, and the activation ends; the next one reads the journal. Runs on the grain's turns only; no
/// locks.
/// </remarks>
public sealed partial class Ledger<TState, TEvent> where TState : class where TEvent : class
{
    private readonly Fold<TState, TEvent> _fold;
    private readonly LedgerHost _host;
    private readonly string _key;
    private readonly string _stream;
    private readonly string _tenant;
    private Task? _loading;
    private bool _loaded;
    private bool _broken;
    private RecordUnreadableException? _unreadable;
    private bool _takenUp;
    private TState _current;
    private TState _durable;
    private IReadOnlyList<Owed> _owed;
    private IndexRow? _index;
    private LedgerBatch<TState, TEvent>? _forming;
    private LedgerBatch<TState, TEvent>? _inFlight;

    /// <summary>A ledger that reads its stream at the first use.</summary>
    /// <param name="fold">What kind of entity this is.</param>
    /// <param name="key">Grain key; <c>tenant/…</c>.</param>
    /// <param name="host">Journal, clock, bounds and how to end the activation.</param>
    public Ledger(Fold<TState, TEvent> fold, string key, LedgerHost host)
    {
        (_fold, _key, _host) = (fold, key, host);
        _stream = string.Concat(fold.Kind, "/", key);
        _tenant = key[..key.IndexOf('/')];
        _current = _durable = fold.Initial;
        _owed = [];
    }

    /// <summary>Appends that are durable.</summary>
    public long Version { get; private set; }

    /// <summary>True when <see cref="Current"/> and <see cref="Durable"/> mean something.</summary>
    public bool IsLoaded => _loaded && !_broken;

    /// <summary>Hash of the latest durable append, zero before the first that has one. Load first.</summary>
    public ChainHash Head { get; private set; }

    /// <summary>Nothing is being written, or waits to be: what is durable is all that there is.</summary>
    public bool IsQuiet => _inFlight is null && _forming is null;

    /// <summary>Characters of events written by this activation.</summary>
    public long Written { get; private set; }

    /// <summary>W3C trace parent of the latest append that has one, or null.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>Whoever goes on with what is owed, maybe after days and in another process, goes on with the trace.
    /// Load first.</summary>
    public void ContinueTrace()
    {
        if (RequestContext.Get(ActorReferences.TraceParent) is not string { Length: > 0 } && TraceParent is { } trace)
        {
            RequestContext.Set(ActorReferences.TraceParent, trace);
        }
    }

    /// <summary>What is durable. Load first.</summary>
    public TState Durable => _durable;

    /// <summary>What will be durable when everything under way has been written. Load first.</summary>
    public TState Current => _current;

    /// <summary>Decides a command and replies when all that follows from it, or that it could have seen, is durable.
    /// </summary>
    public async ValueTask<TResult> Commit<TResult>(Func<TState, (TResult Result, TEvent[] Events)> decide)
    {
        await Load();
        var (result, events) = decide(_current);
        if (events.Length > 0)
        {
            var added = Add(events);
            await (_host.Flaw == LedgerFlaw.ReplyBeforeCommit ? Task.CompletedTask : added.Task);
        }
        else if ((_forming ?? _inFlight) is { } seen)
        {
            await seen.Task;
        }
        return result;
    }

    /// <summary>
    /// Commits to an entity that is most likely new, without reading its stream first: its first version fails when the
    /// stream exists, and only then is it read and the command decided again. Nothing but a success comes from the
    /// guess.
    /// </summary>
    public async ValueTask<TResult> Open<TResult>(Func<TState, (TResult Result, TEvent[] Events)> decide)
    {
        if (_broken || _loading is not null || Version > 0 || _loaded)
        {
            return await Commit(decide);
        }
        var (result, events) = decide(_fold.Initial);
        if (events.Length == 0)
        {
            return await Commit(decide);
        }
        var opening = OpenOnce(events);
        _loading = opening;
        return await opening ? result : await Commit(decide);
    }

    /// <summary>Answers from durable state.</summary>
    public async ValueTask<TResult> Read<TResult>(Func<TState, TResult> read)
    {
        await Load();
        return read(_durable);
    }

    private LedgerBatch<TState, TEvent> Add(TEvent[] events)
    {
        _forming ??= new LedgerBatch<TState, TEvent>();
        if (_forming.Events.Count + events.Length > _host.Bounds.WaitingEvents)
        {
            throw new BusyException($"{_stream} has too many changes waiting; nothing was done.");
        }
        foreach (var e in events)
        {
            _current = _fold.Evolve(_current, e);
            _forming.Events.Add(e);
        }
        var batch = _forming;
        if (_inFlight is null)
        {
            // Runs on this grain's scheduler; every outcome reaches the waiters through the batch.
            _ = Flush();
        }
        return batch;
    }

    private async Task Flush()
    {
        while (_forming is { } batch)
        {
            (_inFlight, _forming) = (batch, null);
            batch.StateAfter = _current;
            try
            {
                if (!await Write(batch))
                {
                    throw new OutcomeUnknownException($"{_stream} has moved on elsewhere; retry with the same id.");
                }
                _inFlight = null;
                batch.SetResult();
                _host.Appended?.Invoke();
            }
            catch (Exception e)
            {
                Break(e);
                return;
            }
        }
    }

    /// <summary>Writes a batch as the next version and makes what it leaves the durable state; false: the version
    /// exists.
    /// </summary>
    private async Task<bool> Write(LedgerBatch<TState, TEvent> batch)
    {
        var (owed, index) = (_fold.Outbox(batch.StateAfter), _fold.Index(batch.StateAfter));
        var append = Compose(batch, owed, index);
        _takenUp = false;
        if (!await _host.Journal.Append(append))
        {
            return _host.Flaw == LedgerFlaw.NoFence;
        }
        (_durable, _owed, _index) = (batch.StateAfter, owed, index);
        (Version, Head, Written, TraceParent) = (
            append.Version, append.Hash!.Value, Written + append.Events.Length, append.TraceParent ?? TraceParent);
        return true;
    }

    private JournalAppend Compose(LedgerBatch<TState, TEvent> batch, IReadOnlyList<Owed> owed, IndexRow? index)
    {
        var now = _host.Clock.GetUtcNow();
        var changed = index is not null && index != _index;
        var events = _fold.Codec.Write(batch.Events);
        return new JournalAppend(
            _stream, _tenant, Version + 1, now, events, batch.TraceParent,
            OutboxDifference.Put(_takenUp ? [] : _owed, owed, now + _host.Bounds.Grace),
            OutboxDifference.Removed(_owed, owed),
            changed
                ? new IndexPut(
                    _fold.Kind, _key[(_tenant.Length + 1)..], index!.Status, index.Group, index.Data, index.Since)
                : null)
        {
            Hash = JournalChain.Next(Head, _stream, Version + 1, now, batch.TraceParent, events),
        };
    }

    private void Break(Exception cause)
    {
        var (inFlight, forming) = (_inFlight, _forming);
        (_inFlight, _forming) = (null, null);
        // Busy means that nothing was written: the durable state still holds and the activation may go on from it.
        _broken = cause is not BusyException && _host.Flaw != LedgerFlaw.MutateBeforeCommit;
        _current = _host.Flaw == LedgerFlaw.MutateBeforeCommit ? _current : _durable;
        var failure = _broken ? Unknown() : cause;
        inFlight?.TrySetException(failure);
        forming?.TrySetException(failure);
        if (_broken)
        {
            _host.Deactivate(cause);
        }
    }

    private OutcomeUnknownException Unknown() =>
        new($"{_stream} is being read again after a failed write; retry with the same id.");

    private async Task<bool> OpenOnce(TEvent[] events)
    {
        var batch = new LedgerBatch<TState, TEvent>();
        batch.Events.AddRange(events);
        batch.StateAfter = events.Aggregate(_fold.Initial, _fold.Evolve);
        try
        {
            if (!await Write(batch))
            {
                await LoadOnce();
                return false;
            }
            (_current, _loaded) = (_durable, true);
            return true;
        }
        catch (Exception e)
        {
            // Also after Busy: the activation has promised nothing yet, and a fresh one is the simplest way to start.
            _broken = true;
            _host.Deactivate(e);
            throw;
        }
    }
}
