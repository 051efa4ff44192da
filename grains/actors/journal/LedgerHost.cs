using Microsoft.Extensions.Logging;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>What a ledger needs of its surroundings.</summary>
/// <param name="Journal">Where it writes and reads.</param>
/// <param name="Clock">UTC time.</param>
/// <param name="Bounds">Limits.</param>
/// <param name="Deactivate">Ends the activation whose memory can no longer be trusted.</param>
/// <param name="Appended">Called after each durable append, or null.</param>
public sealed record LedgerHost(
    IJournal Journal, TimeProvider Clock, JournalBounds Bounds, Action<Exception> Deactivate,
    Action? Appended = null)
{
    /// <summary>Set by the test that shows that each known bug is found, and by nothing else: no configuration reaches
    /// it.</summary>
    internal LedgerFlaw Flaw { get; init; }
}

/// <summary>Known ways to get a ledger wrong.</summary>
internal enum LedgerFlaw
{
    /// <summary>As it should be.</summary>
    None,
    /// <summary>A caller is answered before the append is durable.</summary>
    ReplyBeforeCommit,
    /// <summary>What a failed append has changed in memory stays there.</summary>
    MutateBeforeCommit,
    /// <summary>A version that exists is no reason to stop.</summary>
    NoFence,
}

/// <summary>Makes ledgers for grains.</summary>
public sealed partial class Ledgers(
    IJournal journal, JournalBounds bounds, TimeProvider clock, UnreadableRecords unreadable, ILogger<Ledgers> log)
{
    /// <summary>The journal itself, for reading other streams.</summary>
    public IJournal Journal => journal;

    /// <summary>UTC time.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Limits.</summary>
    public JournalBounds Bounds => bounds;

    /// <summary>A ledger for this activation.</summary>
    public Ledger<TState, TEvent> For<TState, TEvent>(
        Grain grain, Fold<TState, TEvent> fold, Action deactivate, Action? appended = null)
        where TState : class where TEvent : class
    {
        var key = grain.GetPrimaryKeyString();
        return new(fold, key, new LedgerHost(journal, clock, bounds, Ended, appended));

        void Ended(Exception cause)
        {
            ActivationEnded(fold.Kind, key, cause.Message);
            if (cause is RecordUnreadableException record)
            {
                unreadable.Tell(record);
                Park(deactivate).Watched();
            }
            else
            {
                deactivate();
            }
        }
    }

    /// <summary>A record that cannot be read is not read anew for each question: however many ask, and however long its
    /// history is, the others of this silo and the database hardly notice.</summary>
    private async Task Park(Action deactivate)
    {
        await Task.Delay(bounds.Parked, clock);
        deactivate();
    }

    /// <summary>Snapshots for this activation.</summary>
    public Snapshots<TState, TMemento> Snapshots<TState, TMemento>(
        IPersistentState<Snapshot> storage, SnapshotForm<TState, TMemento> form)
        where TState : class where TMemento : class => new(storage, bounds, log, form);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Key} ends its activation: {Cause}")]
    private partial void ActivationEnded(string kind, string key, string cause);
}
