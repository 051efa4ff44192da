using System.Collections.Concurrent;

namespace RetailActors.Journal;

/// <summary>
/// A thread that owns one connection and works off a bounded queue. SQLite blocks while it works, so its work must not
/// run where grains run.
/// </summary>
internal sealed class SqliteWorker<TSession> : IDisposable where TSession : class, IDisposable
{
    /// <summary>Requests waiting at most; the next one is answered Busy.</summary>
    public const int MaxWaiting = 4096;

    private readonly BlockingCollection<Request> _waiting = new(MaxWaiting);
    private readonly Func<TSession> _open;
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="open">Opens the session on the thread, when the first request needs it or after a failure.</param>
    public SqliteWorker(string name, Func<TSession> open)
    {
        _open = open;
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    public int Waiting => _waiting.Count;

    /// <summary>Runs something on the thread.</summary>
    /// <exception cref="BusyException">The queue is full; nothing was done.</exception>
    public Task<T> Run<T>(Func<TSession, T> work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        var request = new Request<T>(work);
        if (_waiting.IsAddingCompleted)
            return Task.FromException<T>(new ObjectDisposedException(_thread.Name));
        return _waiting.TryAdd(request)
            ? request.Task
            : Task.FromException<T>(new BusyException("The database's queue is full."));
    }

    /// <summary>Finishes what is waiting, then closes the connection.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
    }

    private void Work()
    {
        TSession? session = null;
        foreach (var request in _waiting.GetConsumingEnumerable())
        {
            try
            {
                session ??= _open();
                request.Run(session);
            }
            catch (Exception e)
            {
                // After an I/O error the state of a connection is anybody's guess: the next request gets a new one.
                session?.Dispose();
                session = null;
                request.Fail(e);
            }
        }
        session?.Dispose();
    }

    private abstract class Request
    {
        public abstract void Run(TSession session);

        public abstract void Fail(Exception e);
    }

    private sealed class Request<T>(Func<TSession, T> work) : Request
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public override void Run(TSession session) => _done.SetResult(work(session));

        public override void Fail(Exception e) => _done.SetException(e);
    }
}
