namespace RetailActors.Gateway;

/// <summary>What became of a request at the door.</summary>
public enum Admission
{
    /// <summary>Never said.</summary>
    Unknown,

    /// <summary>It is inside; <see cref="WaitingRoom.Leave"/> has to follow.</summary>
    Admitted,

    /// <summary>Nobody, or nobody else, may wait.</summary>
    Full,

    /// <summary>It waited as long as one may.</summary>
    Late,

    /// <summary>Its client has gone.</summary>
    Gone,
}

/// <summary>
/// Bounds the requests under way, and those that wait for it. Whoever waits costs no processor time: clients that
/// repeat at once are slowed down by waiting. The oldest goes first while everybody gets in soon; when the oldest has
/// waited for an eighth of what one may, the newest goes first, because its client is still there when it is answered.
/// Who only asks and who wants something done stand in two lines, and each line has as many places as the limit says: a
/// question is short, and it is neither to wait behind a thousand orders nor for a place that an order keeps while it
/// waits for its payment.
/// </summary>
public sealed class WaitingRoom : IDisposable
{
    /// <summary>How often those that have waited too long are looked for.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Line _questions = new();
    private readonly Line _commands = new();
    private readonly AdmissionLimit _limit;
    private readonly int _maxWaiting;
    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _ticking;

    /// <param name="limit">Requests of each line inside; of this room alone.</param>
    /// <param name="maxWaiting">Requests that wait.</param>
    /// <param name="wait">How long one may wait.</param>
    /// <param name="time">The clock.</param>
    public WaitingRoom(AdmissionLimit limit, int maxWaiting, TimeSpan wait, TimeProvider time)
    {
        (_limit, _maxWaiting, _wait, _time) = (limit, maxWaiting, wait, time);
        _timer = time.CreateTimer(
            static room => ((WaitingRoom)room!).EndWaits(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private int Waiters => _questions.Waiting.Count + _commands.Waiting.Count;

    /// <summary>Requests inside now, of both lines.</summary>
    public int Inside
    {
        get
        {
            lock (_lock)
            {
                return _questions.Inside + _commands.Inside;
            }
        }
    }

    /// <summary>Requests that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return Waiters;
            }
        }
    }

    /// <summary>Requests of each line that may be inside now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit.Value;
            }
        }
    }

    /// <summary>Gets in, at once or after waiting, or is told why not. Never throws.</summary>
    /// <param name="asks">It only asks, and changes nothing.</param>
    /// <param name="gone">Fires when the client has gone.</param>
    public ValueTask<Admission> Enter(bool asks, CancellationToken gone)
    {
        Waiter waiter;
        var line = LineOf(asks);
        lock (_lock)
        {
            if (line.Inside < _limit.Value)
            {
                _limit.Use(++line.Inside);
                return new(Admission.Admitted);
            }
            // One more than may be inside: it is used up.
            _limit.Use(line.Inside + 1);
            if (_maxWaiting == 0)
            {
                return new(Admission.Full);
            }
            if (Waiters >= _maxWaiting)
            {
                var longer = _questions.Waiting.Count > _commands.Waiting.Count ? _questions : _commands;
                End(longer.Waiting.First!, Admission.Full);
            }
            waiter = new Waiter(this, _time.GetTimestamp());
            line.Waiting.AddLast(waiter.Node);
            StartTicking();
        }
        return Wait(waiter, gone);
    }

    /// <summary>After every <see cref="Admission.Admitted"/>.</summary>
    /// <param name="asks">As it was said when it entered.</param>
    public void Leave(bool asks)
    {
        lock (_lock)
        {
            var line = LineOf(asks);
            line.Inside--;
            LetIn(line);
        }
    }

    /// <summary>So long did work that was ready wait for a processor.</summary>
    public void Observe(TimeSpan lag)
    {
        lock (_lock)
        {
            _limit.Observe(lag, Math.Max(_questions.Wanted, _commands.Wanted));
            LetIn(_questions);
            LetIn(_commands);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static async ValueTask<Admission> Wait(Waiter waiter, CancellationToken gone)
    {
        await using (gone.UnsafeRegister(static w => ((Waiter)w!).Room.GiveUp((Waiter)w!), waiter))
        {
            return await waiter.Task;
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node.List is not null)
            {
                End(waiter.Node, Admission.Gone);
            }
        }
    }

    private Line LineOf(bool asks) => asks ? _questions : _commands;

    private void LetIn(Line line)
    {
        while (line.Inside < _limit.Value && line.Waiting.First is { } oldest)
        {
            var soon = _time.GetElapsedTime(oldest.Value.Since) <= _wait / 8;
            _limit.Use(++line.Inside);
            End(soon ? oldest : line.Waiting.Last!, Admission.Admitted);
        }
    }

    private void EndWaits()
    {
        lock (_lock)
        {
            EndWaits(_questions.Waiting);
            EndWaits(_commands.Waiting);
            if (Waiters == 0)
            {
                _ticking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void EndWaits(LinkedList<Waiter> line)
    {
        while (line.First is { } oldest && _time.GetElapsedTime(oldest.Value.Since) >= _wait)
        {
            End(oldest, Admission.Late);
        }
    }

    private void StartTicking()
    {
        if (!_ticking)
        {
            _ticking = true;
            _timer.Change(Tick, Tick);
        }
    }

    private static void End(LinkedListNode<Waiter> node, Admission how)
    {
        node.List!.Remove(node);
        node.Value.SetResult(how);
    }

    /// <summary>One of the two.</summary>
    private sealed class Line
    {
        public LinkedList<Waiter> Waiting { get; } = new();

        public int Inside { get; set; }

        /// <summary>Places that it would use now; one more than it has stands for all who wait.</summary>
        public int Wanted => Inside + Math.Min(1, Waiting.Count);
    }

    /// <summary>Continues elsewhere, never under the lock.</summary>
    private sealed class Waiter
    {
        private readonly TaskCompletionSource<Admission> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Waiter(WaitingRoom room, long since)
        {
            (Room, Since) = (room, since);
            Node = new LinkedListNode<Waiter>(this);
        }

        public Task<Admission> Task => _end.Task;

        public void SetResult(Admission how) => _end.SetResult(how);

        public WaitingRoom Room { get; }

        public long Since { get; }

        public LinkedListNode<Waiter> Node { get; }
    }
}
