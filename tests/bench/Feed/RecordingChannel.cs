using System.Collections.Concurrent;
using RetailActors.Adapters;
using RetailActors.Postings;

namespace RetailActors.Bench.Feed;

/// <summary>A channel in this process that takes everything at once and remembers the versions.</summary>
public sealed class RecordingChannel : IChannelInventory
{
    private static readonly PostingAnswer _taken = new PostingAnswer.Posted("bench", DateTimeOffset.UnixEpoch, []);

    private readonly ConcurrentDictionary<string, Shelf> _shelves = new();
    private long _told;

    /// <inheritdoc/>
    public IReadOnlyCollection<Channel> Channels { get; } = [new Channel("bench")];

    /// <summary>How often it was told.</summary>
    public long Told => Interlocked.Read(ref _told);

    /// <inheritdoc/>
    public ValueTask<PostingAnswer> Set(
        Channel channel, Sku sku, LocationId location, long available, long version, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _told);
        _shelves.GetOrAdd(sku.Value, _ => new Shelf()).Set(version);
        return ValueTask.FromResult(_taken);
    }

    /// <summary>Waits until a version, or a later one, is there. False when the patience ends first.</summary>
    public async Task<bool> Until(Sku sku, long version, TimeSpan patience)
    {
        var shelf = _shelves.GetOrAdd(sku.Value, _ => new Shelf());
        try
        {
            await shelf.Until(version).WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed class Shelf
    {
        private readonly List<(long Version, TaskCompletionSource Seen)> _waiting = [];
        private long _version;

        public void Set(long version)
        {
            lock (_waiting)
            {
                _version = Math.Max(_version, version);
                foreach (var (_, seen) in _waiting.Where(w => w.Version <= _version))
                {
                    seen.TrySetResult();
                }
                _waiting.RemoveAll(w => w.Version <= _version);
            }
        }

        public Task Until(long version)
        {
            lock (_waiting)
            {
                if (_version >= version)
                {
                    return Task.CompletedTask;
                }
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((version, seen));
                return seen.Task;
            }
        }
    }
}
