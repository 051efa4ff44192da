using System.Diagnostics;
using RetailActors.Journal;
using RetailActors.Tests.Databases;

namespace RetailActors.Tests.Journal;

/// <summary>
/// Appends per second of a bare store, durable, from two loops. Explicit: run it with <c>-explicit only</c> in a
/// release build; its figures are those of the machine and of what else runs there.
/// </summary>
public abstract class AppendThroughput(TestDatabase database) : StoreTests(database)
{
    private const string Events =
        """[{"e":"reserved","d":{"id":"o-20260314-000123/1","units":1,"until":"2026-03-14T12:15:00Z","by":"web"}}]""";

    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly TimeSpan Duration =
        TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("SECONDS_PER_RUN") ?? "5"));

    [Theory(Explicit = true)]
    [InlineData("events", 1)]
    [InlineData("events", 16)]
    [InlineData("events", 128)]
    [InlineData("events", 512)]
    [InlineData("events and outbox", 1)]
    [InlineData("events and outbox", 128)]
    [InlineData("events and outbox", 512)]
    [InlineData("events, outbox and index", 1)]
    [InlineData("events, outbox and index", 128)]
    [InlineData("events, outbox and index", 512)]
    public async Task Appends_per_second(string what, int batch)
    {
        await Loops(what, batch, TimeSpan.FromSeconds(1), 0);
        var watch = Stopwatch.StartNew();
        var (appends, batches) = await Loops(what, batch, Duration, 2);
        TestContext.Current.SendDiagnosticMessage(
            "{0}: {1}, 2 loops of {2}: {3:N0} appends/s, {4:N2} ms a batch", GetType().Name, what, batch,
            appends / watch.Elapsed.TotalSeconds, watch.Elapsed.TotalMilliseconds * 2 / batches);
    }

    private async Task<(long Appends, long Batches)> Loops(string what, int batch, TimeSpan duration, int first)
    {
        var batches = await Task.WhenAll(Enumerable.Range(first, 2).Select(i =>
            Task.Run(() => Loop($"stock/acme/{i}-", what, batch, duration))));
        return (batches.Sum() * batch, batches.Sum());
    }

    private async Task<long> Loop(string prefix, string what, int size, TimeSpan duration)
    {
        var streams = Enumerable.Range(0, 2048).Select(i => $"{prefix}SKU-{i:00000}@store-0042").ToArray();
        var versions = new long[streams.Length];
        var batches = 0L;
        var next = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < duration; batches++)
        {
            var batch = new JournalAppend[size];
            for (var i = 0; i < size; i++, next = (next + 1) % streams.Length)
                batch[i] = One(streams[next], ++versions[next], what);
            var written = await Store.Append(batch, Cancel);
            written.ShouldAllBe(w => w);
        }
        return batches;
    }

    private static JournalAppend One(string stream, long version, string what)
    {
        var append = Append(stream, version, Events) with { TraceParent = Trace };
        if (what.Contains("outbox"))
        {
            append = version % 2 == 1
                ? append with { Put = [new("order:o-20260314-000123/1", Noon)] }
                : append with { Removed = ["order:o-20260314-000123/1"] };
        }
        return what.Contains("index")
            ? append with { Index = new("stock", stream, "in-stock", "SKU", """{"available":17,"reserved":3}""") }
            : append;
    }
}

public sealed class ThroughputOnPostgreSql(PostgreSqlFixture fixture)
    : AppendThroughput(new PostgreSqlDatabase(fixture));

public sealed class ThroughputOnSqlite() : AppendThroughput(new SqliteDatabase());
