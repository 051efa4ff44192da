using RetailActors.Journal;

namespace RetailActors.Retail.Verify;

/// <summary>Goes through streams of one kind, one after the other, and keeps one state at a time.</summary>
internal abstract class StreamAudit
{
    /// <summary>A stream begins.</summary>
    public abstract void Begin(string stream);

    /// <summary>Its next append.</summary>
    public abstract void Append(JournalRow row);

    /// <summary>The stream is complete.</summary>
    public abstract void End();
}

/// <summary>The calls owed in the database, by stream.</summary>
internal sealed class OutboxRows(IReadOnlyDictionary<string, HashSet<string>> rows)
{
    private static readonly HashSet<string> _none = [];

    public IReadOnlySet<string> Of(string stream) => rows.GetValueOrDefault(stream, _none);

    /// <summary>True when the entity still has something to do, so that others may not yet agree with it.</summary>
    public bool Owes(string stream) => rows.ContainsKey(stream);

    /// <summary>The same, but for what is due in hours or days anyway: the end of a hold or of a settlement's
    /// window.</summary>
    public bool IsBusy(string stream) => Of(stream).Any(call => call is not ("expire" or "watch" or "bank"));

    public IEnumerable<string> Streams => rows.Keys;
}

/// <summary>Rebuilds an entity with the decider's own fold, and checks what every journal has to keep.</summary>
internal abstract class FoldAudit<TState, TEvent>(Checks checks, OutboxRows outbox) : StreamAudit
    where TState : class
    where TEvent : class
{
    private Fold<TState, TEvent> _fold = null!;
    private bool _broken;

    protected Checks Checks => checks;
    protected OutboxRows Outbox => outbox;

    /// <summary>The name of the stream at hand.</summary>
    protected string Stream { get; private set; } = "";

    /// <summary>The parts of its name after the kind.</summary>
    protected string[] Key { get; private set; } = [];

    protected TState State { get; private set; } = null!;

    protected long Version { get; private set; }

    protected abstract Fold<TState, TEvent> FoldOf(string[] key);

    /// <summary>An append as JSON, before the fold sees it.</summary>
    protected virtual void Raw(JournalRow row)
    {
    }

    /// <summary>An event, before the state takes it in.</summary>
    protected virtual void Seen(TEvent e)
    {
    }

    /// <summary>The state after an event, with the one before it.</summary>
    protected virtual void Folded(TState before)
    {
    }

    /// <summary>The calls owed that have to stand in the outbox.</summary>
    protected virtual IReadOnlyList<Owed> Binding(IReadOnlyList<Owed> owed) => owed;

    /// <summary>The stream has been folded to its end.</summary>
    protected abstract void Judge();

    public override void Begin(string stream)
    {
        Stream = stream;
        Key = stream.Split('/')[1..];
        _fold = FoldOf(Key);
        State = _fold.Initial;
        Version = 0;
        _broken = false;
        checks.Folds.Count();
    }

    public override void Append(JournalRow row)
    {
        checks.Gapless.Require(row.Version == Version + 1, (row, Version), static x =>
            $"{x.row.Stream}: version {x.row.Version} follows {x.Version}");
        Version = row.Version;
        if (_broken)
            return;
        try
        {
            Raw(row);
            foreach (var e in _fold.Codec.Read(row.Events))
            {
                Seen(e);
                var before = State;
                State = _fold.Evolve(State, e);
                Folded(before);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _broken = true;
            checks.Folds.Violated($"{row.Stream} version {row.Version}: {e.GetType().Name}: {e.Message}");
        }
    }

    public override void End()
    {
        if (_broken)
            return;
        var rows = outbox.Of(Stream);
        var owed = Binding(_fold.Outbox(State));
        checks.Outbox.Count();
        foreach (var call in owed.Where(o => !rows.Contains(o.Call)))
            checks.Outbox.Violated($"{Stream} owes {call.Call} and no outbox row says so: nobody will ever do it");
        foreach (var call in rows.Where(r => owed.All(o => o.Call != r)))
            checks.Outbox.Violated($"{Stream} has an outbox row {call} that it does not owe");
        Judge();
    }
}

/// <summary>For streams of which only the fold is checked.</summary>
internal sealed class PlainAudit<TState, TEvent>(Checks checks, OutboxRows outbox, Fold<TState, TEvent> fold)
    : FoldAudit<TState, TEvent>(checks, outbox)
    where TState : class
    where TEvent : class
{
    protected override Fold<TState, TEvent> FoldOf(string[] key) => fold;

    protected override void Judge()
    {
    }
}

/// <summary>For kinds that this version does not know: their versions at least.</summary>
internal sealed class UnknownAudit(Checks checks) : StreamAudit
{
    private long _version;

    public override void Begin(string stream) => _version = 0;

    public override void Append(JournalRow row)
    {
        checks.Gapless.Require(row.Version == _version + 1, (row, _version), static x =>
            $"{x.row.Stream}: version {x.row.Version} follows {x._version}");
        _version = row.Version;
    }

    public override void End()
    {
    }
}
