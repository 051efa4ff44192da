using System.Diagnostics;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <content>How a ledger finds out what is durable.</content>
public sealed partial class Ledger<TState, TEvent>
{
    private bool _headIsKnown = true;

    /// <summary>Starts from a snapshot instead of from nothing. Only before the first use.</summary>
    /// <param name="state">As it was.</param>
    /// <param name="version">After this append.</param>
    /// <param name="head">Hash of that append; null when the snapshot does not say, then it is read.</param>
    public void StartFrom(TState state, long version, ChainHash? head)
    {
        Debug.Assert(!_loaded, "A snapshot comes before the first use.");
        (_current, _durable, Version) = (state, state, version);
        (Head, _headIsKnown) = (head ?? ChainHash.Zero, head is not null);
    }

    /// <summary>Reads the stream once. Throws <see cref="BusyException"/> when it cannot be read now, and <see
    /// cref="RecordUnreadableException"/> when it cannot be read for what stands in it.</summary>
    public ValueTask Load()
    {
        if (_broken)
        {
            throw (Exception?)_unreadable ?? Unknown();
        }
        return _loaded ? default : new ValueTask(_loading ??= LoadOnce());
    }

    /// <summary>
    /// Loads because the sweeper has taken up owed calls. The next append puts all that is still owed again: who moves
    /// is slow and not stuck, and the pauses between two looks of the sweeper start anew.
    /// </summary>
    public ValueTask TakeUp()
    {
        _takenUp = true;
        return Load();
    }

    private async Task LoadOnce()
    {
        try
        {
            TakeIn(await _host.Journal.Read(new StreamPosition(_stream, _headIsKnown ? Version : Version - 1)));
            _loaded = true;
        }
        catch (Exception e)
        {
            (_broken, _unreadable) = (true, e as RecordUnreadableException);
            _host.Deactivate(e);
            throw;
        }
    }

    /// <summary>Folds what was read. Whatever fails here lies in what is stored, or in code that cannot take it: no
    /// further attempt helps.</summary>
    private void TakeIn(IReadOnlyList<JournalEntry> entries)
    {
        var reading = Version;
        try
        {
            foreach (var entry in entries)
            {
                Head = entry.Hash ?? ChainHash.Zero;
                if (entry.Version == Version)
                {
                    continue;
                }
                reading = Version + 1;
                if (entry.Version != reading)
                {
                    throw UnreadableRecord.At(_stream, reading, "the version is missing");
                }
                foreach (var e in _fold.Codec.Read(entry.Events))
                {
                    _current = _fold.Evolve(_current, e);
                }
                (Version, TraceParent) = (entry.Version, entry.TraceParent ?? TraceParent);
            }
            _durable = _current;
            _owed = Version == 0 ? [] : _fold.Outbox(_durable);
            _index = Version == 0 ? null : _fold.Index(_durable);
        }
        catch (Exception e) when (e is not (RecordUnreadableException or OutOfMemoryException))
        {
            throw UnreadableRecord.At(_stream, reading, UnreadableRecord.ReasonOf(e));
        }
    }
}
