using RetailActors.Journal;

namespace RetailActors.Postings;

/// <summary>
/// Writes what was decided, and remembers which documents this activation has intended to send. Only those may be sent
/// without a look-up: about all others nobody knows whether they left. Grain turns only.
/// </summary>
/// <param name="ledger">The posting's memory.</param>
/// <param name="written">Called with the state before and after what became durable; for news, so it must not throw.
/// </param>
public sealed class PostingWriter(Ledger<Posting, PostingEvent> ledger, Action<Posting, Posting> written)
{
    private readonly HashSet<string> _mine = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Documents whose intent is being written, or is durable, by this activation.</summary>
    public IReadOnlySet<string> Known => _known;

    /// <summary>The document was intended by this activation, durably, and not sent since: from now on it counts as
    /// sent.</summary>
    public bool TakeIntent(string key) => _mine.Remove(key);

    /// <summary>The call for a document has ended.</summary>
    public void Forget(string key) => _known.Remove(key);

    /// <summary>Decides and waits until that is durable.</summary>
    /// <param name="decide">Called again when the state turns out to be another one.</param>
    /// <param name="opening">The entity is most likely new.</param>
    public async Task Write(Func<Posting, PostingEvent[]> decide, bool opening = false)
    {
        var intended = new List<string>();
        var durable = false;
        var before = Posting.None;
        try
        {
            await (opening ? ledger.Open(Decide) : ledger.Commit(Decide));
            _mine.UnionWith(intended);
            durable = true;
            written(before, ledger.Durable);
        }
        finally
        {
            if (!durable)
            {
                _known.ExceptWith(intended);
            }
        }

        (bool, PostingEvent[]) Decide(Posting state)
        {
            // A guess that failed has intended nothing.
            before = ledger.Durable;
            _known.ExceptWith(intended);
            intended.Clear();
            var events = decide(state);
            intended.AddRange(events.OfType<PostingEvent.Submitted>().SelectMany(s => s.Keys));
            _known.UnionWith(intended);
            return (true, events);
        }
    }
}
