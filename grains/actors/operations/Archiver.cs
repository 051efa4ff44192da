using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetailActors.Journal;

namespace RetailActors.Operations;

/// <summary>
/// Moves what closed streams have between their ends to the archive, a few at a time and with pauses, so that appends
/// hardly notice. Every silo tries; a lease in each database sees to it that one of them does.
/// </summary>
/// <remarks>A round looks through all closed rows of the directory. Nothing has to be remembered: what was moved cannot
/// move again, and a round that ends half way is begun again.</remarks>
public sealed partial class Archiver(
    IJournalStore store, ArchiveOptions options, TimeProvider clock, ILogger<Archiver> log) : BackgroundService
{
    /// <summary>Most tenants of a round.</summary>
    public const int MaxTenants = 1_000;

    /// <summary>Open exceptions of a tenant with which it is left alone: somebody has to look there first.</summary>
    public const int MaxExceptions = 10_000;

    /// <summary>How long a silo keeps the others away; longer than any pause between two steps.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Pause after each page of the directory.</summary>
    public static readonly TimeSpan PagePause = TimeSpan.FromMilliseconds(100);

    private static readonly WaitingQuery _open = new(
        "exception", ["open", "dead-letter", "deciding"], ListStatements.MaxRows, RowsOnly: true);

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}";
    private ArchiveMove _moved;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Count(default);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                RoundFailed(e.Message);
            }
            catch (OperationCanceledException)
            {
                // The process stops; another silo, or the next start, goes on.
                return;
            }
            await Task.Delay(options.Pause, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once through all that is closed and moves what is old enough.</summary>
    /// <returns>What this silo has moved.</returns>
    internal async Task<ArchiveMove> Round(CancellationToken cancellation)
    {
        _moved = default;
        try
        {
            foreach (var tenant in await store.Tenants(MaxTenants, cancellation))
            {
                if (await WithExceptions(tenant, cancellation) is not { } discussed)
                {
                    TooManyExceptions(tenant, MaxExceptions);
                    continue;
                }
                foreach (var archive in store.Archives)
                    await Move(archive, tenant, discussed, cancellation);
            }
            return _moved;
        }
        finally
        {
            if (_moved.Streams > 0)
                Moved(_moved.Entries, _moved.Streams, _moved.PlainBytes, _moved.PackedBytes);
        }
    }

    private async Task Move(
        IJournalArchive archive, string tenant, HashSet<string> discussed, CancellationToken cancellation)
    {
        foreach (var (kind, status) in ArchiveOptions.Closed)
        {
            var query = new ArchiveQuery(tenant, kind, status, null, clock.GetUtcNow() - options.After);
            do
            {
                if (!await archive.Lease(_holder, Lease, cancellation))
                    return;
                var page = await archive.Closed(query, cancellation);
                foreach (var few in page.Streams.Where(s => !discussed.Contains(s)).Chunk(Few))
                {
                    if (!await archive.Lease(_holder, Lease, cancellation))
                        return;
                    Count(await archive.Move(few, cancellation));
                    await Task.Delay(TimeSpan.FromSeconds(few.Length / (double)options.StreamsPerSecond), clock,
                        cancellation);
                }
                query = query with { After = page.Next };
                await Task.Delay(page.Next is null ? TimeSpan.Zero : PagePause, clock, cancellation);
            }
            while (query.After is not null);
        }
    }

    /// <summary>No more at once than a second may move.</summary>
    private int Few => Math.Clamp(options.StreamsPerSecond, 1, ArchiveBounds.StreamsPerMove);

    /// <summary>Streams that somebody is to decide about; null for too many.</summary>
    private async Task<HashSet<string>?> WithExceptions(string tenant, CancellationToken cancellation)
    {
        var streams = new HashSet<string>(StringComparer.Ordinal);
        var query = _open;
        for (var rows = 0; rows < MaxExceptions;)
        {
            var page = (await store.Waiting(tenant, query, cancellation)).Rows;
            foreach (var row in page)
            {
                using var data = JsonDocument.Parse(row.Row.Data);
                if (data.RootElement.TryGetProperty("entity", out var entity))
                    streams.Add(entity.GetString()!);
            }
            if (page.Length < query.Rows)
                return streams;
            rows += page.Length;
            query = query with { After = new WaitingCursor(page[^1].Since, page[^1].Row.Key) };
        }
        return null;
    }

    private void Count(ArchiveMove move)
    {
        _moved = new(
            _moved.Streams + move.Streams, _moved.Entries + move.Entries, _moved.PlainBytes + move.PlainBytes,
            _moved.PackedBytes + move.PackedBytes);
        // Also with nothing: a series that is there at 0 says that the archive is on.
        Signals.Archived.Add(move.Entries);
        Signals.ArchivedBytes.Add(move.PlainBytes, new KeyValuePair<string, object?>("form", "plain"));
        Signals.ArchivedBytes.Add(move.PackedBytes, new KeyValuePair<string, object?>("form", "packed"));
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Archived {Entries} entries of {Streams} streams: {Plain} bytes as {Packed}")]
    private partial void Moved(long entries, int streams, long plain, long packed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of the archive failed and is begun again: {Cause}")]
    private partial void RoundFailed(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Tenant} has more than {Most} open exceptions: nothing of it is archived before they are fewer")]
    private partial void TooManyExceptions(string tenant, int most);
}
