using Microsoft.Extensions.Logging;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>
/// Tells log and exception desk of entities whose journal cannot be read. Nobody waits for it: the entity has answered
/// already, and whatever is not told now is told when somebody asks for it again.
/// </summary>
public sealed partial class UnreadableRecords(
    IGrainFactory grains, ActorKinds kinds, JournalBounds bounds, TimeProvider clock, ILogger<UnreadableRecords> log)
{
    /// <summary>Records told of by this silo within <see cref="Silence"/>; further ones have to wait.</summary>
    public const int MaxTold = 256;

    /// <summary>Pause between two reports of a record.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>How long a decision waits for an entity that works off what it owes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);

    /// <summary>Tells of a record, once a minute. Returns at once.</summary>
    /// <returns>False when it was told lately, or too many were.</returns>
    public bool Tell(RecordUnreadableException record)
    {
        var now = clock.GetUtcNow();
        if (!Remember(record.Stream, now))
        {
            return false;
        }
        Unreadable(record.Message);
        if (UnreadableRecord.Report(record, now) is var (key, report))
        {
            grains.Actor<IExceptionCase>(key.ToString()).Raise(report).Watched(e => NotOnDesk(record.Stream, e));
        }
        return true;
    }

    /// <summary>Lets an entity be read again, and go on if it can.</summary>
    /// <returns>Null when it can be read, or nobody can tell before it is asked for; else why it cannot.</returns>
    public async Task<RecordUnreadableException?> ReadAgain(string stream)
    {
        Forget(stream);
        for (var again = false; kinds.Knows(stream); again = true)
        {
            try
            {
                await kinds.Resume(stream).WaitAsync(Patience, clock);
                return null;
            }
            catch (TimeoutException)
            {
                // It could be read: it is working off what it owes.
                return null;
            }
            catch (RecordUnreadableException e) when (e.Stream != stream)
            {
                // It could be read, and has come upon another one, which has an exception of its own.
                return null;
            }
            catch (RecordUnreadableException e) when (again)
            {
                return e;
            }
            catch (RecordUnreadableException)
            {
                // What it said may be from before it was restored.
                await Task.Delay(bounds.Parked + bounds.Parked / 4, clock);
            }
        }
        return null;
    }

    private bool Remember(string stream, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(stream, out var at) && now - at < Silence)
            {
                return false;
            }
            if (_told.Count >= MaxTold)
            {
                foreach (var (old, _) in _told.Where(t => now - t.Value >= Silence).ToArray())
                {
                    _told.Remove(old);
                }
            }
            if (_told.Count >= MaxTold && !_told.ContainsKey(stream))
            {
                return false;
            }
            _told[stream] = now;
            return true;
        }
    }

    private void Forget(string stream)
    {
        lock (_gate)
        {
            _told.Remove(stream);
        }
    }

    private void NotOnDesk(string stream, Exception cause)
    {
        NotRaised(stream, cause.Message);
        // The desk was busy or away: the next who asks tells it. Where its own record is damaged too that is no use.
        if (cause is not RecordUnreadableException)
        {
            Forget(stream);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An entity is parked until its record is restored: {What}")]
    private partial void Unreadable(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "No exception was raised for {Stream}: {Cause}")]
    private partial void NotRaised(string stream, string cause);
}
