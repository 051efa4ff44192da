using System.Threading.Channels;

namespace RetailActors.Journal;

/// <summary>
/// Gathers what many callers want to do and does it for all of them with one round trip. A loop takes whatever is
/// waiting, up to a bound, and never lingers for more, so an idle silo has the latency of one round trip.
/// </summary>
/// <typeparam name="TItem">What a caller wants.</typeparam>
/// <typeparam name="TResult">What it gets.</typeparam>
public sealed class GroupCommit<TItem, TResult> : IAsyncDisposable where TItem : notnull
{
    private readonly Channel<Waiting> _queue;
    private readonly Task[] _loops;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> _perform;
    private readonly CancellationTokenSource _stop = new();
    private readonly Options _options;

    /// <summary>Starts the loops.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="perform">Does a batch; answers in the order of the items. An exception reaches every
    /// caller.</param>
    public GroupCommit(
        Options options, Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> perform)
    {
        _options = options;
        _perform = perform;
        _queue = System.Threading.Channels.Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.QueueLength)
        {
            SingleReader = options.Loops == 1,
            FullMode = BoundedChannelFullMode.Wait,
        });
        // The loops must not run on the scheduler of the grain that happened to create this object.
        _loops = [.. Enumerable.Range(0, options.Loops).Select(_ => Task.Run(Loop))];
    }

    /// <summary>Bounds of a group commit.</summary>
    /// <param name="QueueLength">Callers that may wait.</param>
    /// <param name="BatchItems">Items done together.</param>
    /// <param name="BatchWeight">Sum of weights done together.</param>
    /// <param name="Loops">Batches under way at once.</param>
    /// <param name="Weigh">Weight of an item.</param>
    /// <param name="Distinct">Two items with the same key never share a batch; null when that cannot matter.</param>
    public sealed record Options(
        int QueueLength, int BatchItems, long BatchWeight, int Loops,
        Func<TItem, long> Weigh, Func<TItem, string>? Distinct)
    {
        /// <summary>What a caller hears when a batch failed; the failure itself unless said otherwise.</summary>
        public Func<TItem, Exception, Exception> Failure { get; init; } = static (_, e) => e;
    }

    /// <summary>How many callers wait at this moment.</summary>
    public int Length => _queue.Reader.Count;

    /// <summary>Does the item together with others. Throws <see cref="BusyException"/> when too many wait.</summary>
    public Task<TResult> Do(TItem item)
    {
        var waiting = new Waiting(item);
        return _queue.Writer.TryWrite(waiting)
            ? waiting.Task
            : Task.FromException<TResult>(new BusyException("The journal's queue is full; nothing was done."));
    }

    /// <summary>Lets what is waiting be done, then ends the loops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }
        _stop.CancelAfter(TimeSpan.FromSeconds(10));
        await Task.WhenAll(_loops).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Loop()
    {
        var batch = new List<Waiting>(_options.BatchItems);
        var keys = _options.Distinct is null ? null : new HashSet<string>(StringComparer.Ordinal);
        Waiting? held = null;
        while (held is not null || await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            held = Take(batch, keys, held);
            if (batch.Count > 0)
            {
                await Perform(batch).ConfigureAwait(false);
                batch.Clear();
                keys?.Clear();
            }
        }
    }

    /// <summary>Fills a batch; what does not fit or may not share it is held for the next one.</summary>
    private Waiting? Take(List<Waiting> batch, HashSet<string>? keys, Waiting? held)
    {
        long weight = 0;
        while (batch.Count < _options.BatchItems)
        {
            var next = held;
            held = null;
            if (next is null && !_queue.Reader.TryRead(out next))
            {
                return null;
            }
            var w = _options.Weigh(next.Item);
            var fits = batch.Count == 0 || weight + w <= _options.BatchWeight;
            if (!fits || (keys is not null && !keys.Add(_options.Distinct!(next.Item))))
            {
                return next;
            }
            batch.Add(next);
            weight += w;
        }
        return null;
    }

    private async Task Perform(List<Waiting> batch)
    {
        try
        {
            var results = await _perform(new Items(batch), _stop.Token).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].SetResult(results[i]);
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
            {
                waiting.TrySetException(_options.Failure(waiting.Item, e));
            }
        }
    }

    private sealed class Waiting(TItem item)
        : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TItem Item => item;
    }

    private sealed class Items(List<Waiting> batch) : IReadOnlyList<TItem>
    {
        public TItem this[int index] => batch[index].Item;
        public int Count => batch.Count;
        public IEnumerator<TItem> GetEnumerator() => batch.Select(w => w.Item).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
