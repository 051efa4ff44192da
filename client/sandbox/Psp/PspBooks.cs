using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RetailActors.Sandbox.Psp;

/// <summary>
/// The provider's books: a file that grows, and what is needed of it in memory. An operation is in the file before it
/// is answered, because a real provider does not forget when our process is killed. One loop writes; it takes all that
/// waits, so the cost of a write is shared. The file is for one process: a second one waits until it is free.
/// </summary>
internal sealed partial class PspBooks(string path, SandboxClock clock, ILogger<PspBooks> logger) : BackgroundService
{
    // Bounds the memory of one write.
    private const int MaxBatch = 1024;
    private static readonly TimeSpan _betweenTries = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Posting> _postings =
        System.Threading.Channels.Channel.CreateUnbounded<Posting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly List<Posting> _batch = new(MaxBatch);
    private PspLedger _ledger = new();
    private PspFile? _file;
    private volatile bool _isOpen;

    /// <summary>Which key stands for which operation.</summary>
    internal PspKeys Keys { get; private set; } = new();

    /// <summary>Completes when the file is read, or when it never will be.</summary>
    internal Task Settled => _open.Task;

    /// <summary>The file is read, and nothing has gone wrong since.</summary>
    internal bool IsOpen => _isOpen;

    /// <summary>Judges and books an operation; completes when it is in the file.</summary>
    /// <returns>The verdict, and the operation when it was booked.</returns>
    internal Task<(PspVerdict Verdict, PspOperationView? View)> Record(string key, UInt128 hash, PspOperation operation)
    {
        var posting = new Posting(key, hash, operation);
        return _postings.Writer.TryWrite(posting)
            ? posting.Done.Task
            : throw new InvalidOperationException("The provider's books are closed.");
    }

    /// <summary>The operation, and whether it was asked for with this content.</summary>
    internal (PspOperationView? View, bool Same) Find(int seq, ulong fingerprint)
    {
        lock (_gate)
        {
            // The books may have been emptied since the key was found.
            return seq <= _ledger.Count ? (_ledger.View(seq), _ledger[seq].Fingerprint == fingerprint) : (null, false);
        }
    }

    /// <summary>The lines after a sequence number as they stand in the file, and the sums of all.</summary>
    internal (byte[] Lines, int Last, bool More, PspSummary Summary) Page(int after, int limit)
    {
        lock (_gate)
        {
            var last = Math.Min(_ledger.Count, after + limit);
            var lines = after < last ? _file!.Read(_ledger[after + 1].Offset, EndOf(last)) : [];
            return (lines, last, last < _ledger.Count, _ledger.Summary());
        }
    }

    private long EndOf(int seq) => seq == _ledger.Count ? _file!.Length : _ledger[seq + 1].Offset;

    /// <summary>Forgets everything, the file too.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _file!.Clear();
            _ledger = new PspLedger();
            Keys = new PspKeys();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            using var file = await WaitForFile(stoppingToken);
            _file = file;
            file.Load(Reload);
            _isOpen = true;
            _open.TrySetResult();
            while (await _postings.Reader.WaitToReadAsync(stoppingToken))
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Close(new InvalidOperationException("The provider's books are closed: the host stops."));
        }
        catch (Exception e)
        {
            // What is in memory may be ahead of the file now: nothing is answered from it any more.
            Close(e);
            LogClosed(e, path);
        }
    }

    private void Close(Exception reason)
    {
        _isOpen = false;
        _open.TrySetResult();
        _postings.Writer.TryComplete(reason);
        foreach (var posting in _batch)
        {
            posting.Done.TrySetException(reason);
        }
        while (_postings.Reader.TryRead(out var posting))
        {
            posting.Done.TrySetException(reason);
        }
    }

    [LoggerMessage(LogLevel.Error, "The sandbox payment provider closed its books {Path}: 503 until restart")]
    private partial void LogClosed(Exception reason, string path);

    private async Task<PspFile> WaitForFile(CancellationToken stopping)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        while (true)
        {
            try
            {
                return new PspFile(path);
            }
            catch (IOException) when (!stopping.IsCancellationRequested)
            {
                // Another process of this machine keeps the books; when it dies they are ours.
                await Task.Delay(_betweenTries, stopping);
            }
        }
    }

    private void Reload(PspLine line, long offset)
    {
        var operation = new PspOperation(
            line.Kind, line.Amount, line.Method, line.Tenant, line.Payment, line.Order, line.Original);
        var seq = _ledger.Book(operation, line.Status == "declined", line.At, offset);
        Keys.Set(PspKeys.Hash(line.Key), seq);
    }

    private void Write()
    {
        lock (_gate)
        {
            _batch.Clear();
            _buffer.ResetWrittenCount();
            while (_batch.Count < MaxBatch && _postings.Reader.TryRead(out var posting))
            {
                _batch.Add(posting);
                Post(posting);
            }
            if (_buffer.WrittenCount > 0)
            {
                _file!.Append(_buffer.WrittenSpan);
            }
            foreach (var posting in _batch)
            {
                if (posting.View is not null)
                {
                    Keys.Set(posting.Hash, posting.Seq);
                }
                posting.Done.TrySetResult((posting.Verdict, posting.View));
            }
        }
    }

    private void Post(Posting posting)
    {
        posting.Verdict = _ledger.Judge(posting.Operation);
        if (posting.Verdict is not (PspVerdict.Approved or PspVerdict.Declined))
        {
            return;
        }
        var declined = posting.Verdict == PspVerdict.Declined;
        posting.Seq = _ledger.Book(posting.Operation, declined, clock.Now, _file!.Length + _buffer.WrittenCount);
        posting.View = _ledger.View(posting.Seq);
        var o = posting.Operation;
        var line = new PspLine(
            posting.Seq, posting.Key, o.Kind!, posting.View.Status, posting.View.Code, posting.View.Reference,
            o.Original, o.Amount!.Value, o.Method ?? "", o.Tenant ?? "", o.Payment ?? "", o.Order ?? "",
            posting.View.At);
        using var writer = new Utf8JsonWriter(_buffer);
        JsonSerializer.Serialize(writer, line, PspJson.Default.PspLine);
        writer.Flush();
        _buffer.Write("\n"u8);
    }

    private sealed class Posting(string key, UInt128 hash, PspOperation operation)
    {
        internal string Key => key;
        internal UInt128 Hash => hash;
        internal PspOperation Operation => operation;
        internal int Seq { get; set; }
        internal PspVerdict Verdict { get; set; }
        internal PspOperationView? View { get; set; }
        internal TaskCompletionSource<(PspVerdict, PspOperationView?)> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
