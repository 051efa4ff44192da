using System.Diagnostics;
using RetailActors.Retail.Verify.Books;
using Spectre.Console;

namespace RetailActors.Retail.Verify;

/// <summary>Where to look and how long to wait.</summary>
internal sealed record VerifyOptions(
    Uri Url, string Key, string? Database, Uri? Books, FileInfo? Ledger, TimeSpan Quiesce, FileInfo? Json)
{
    /// <summary>What to seal, or to hold against a seal; null for neither.</summary>
    public SealOptions? Seals { get; init; }

    /// <summary>The databases that have a part of the journal, beside <see cref="Database"/>.</summary>
    public IReadOnlyList<string> Shards { get; init; } = [];
}

/// <summary>What was found.</summary>
/// <param name="Checks">Every promise.</param>
/// <param name="Notes">What to know about how it was checked.</param>
/// <param name="Outside">The books of the systems outside; null without the journal.</param>
internal sealed record Findings(Checks Checks, IReadOnlyList<string> Notes, OutsideBooks? Outside)
{
    public bool IsGreen => Checks.All.All(c => c.Violations == 0);
}

/// <summary>One verification, from the first look to the exit code.</summary>
internal static class Verification
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(250);

    public static async Task<int> Run(VerifyOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using (var probe = new RetailApi(options.Url, options.Key, TimeSpan.Zero))
            await probe.Find("/v1/locations/none", cancellation);
        var findings = await Judge(options, terminal, cancellation);
        VerifyReport.Print(terminal.Out, findings, Stopwatch.GetElapsedTime(started));
        if (options.Json is not null)
            await VerifyReport.Write(options.Json, findings, cancellation);
        return findings.IsGreen ? Verbs.Green : Verbs.Violated;
    }

    /// <summary>Looks at everything and prints nothing but how far it is.</summary>
    public static async Task<Findings> Judge(
        VerifyOptions options, Terminal terminal, CancellationToken cancellation)
    {
        using var api = new RetailApi(options.Url, options.Key, TimeSpan.FromSeconds(30));
        var checks = new Checks();
        var acknowledged = new Acknowledgements(checks.Acknowledged);
        acknowledged.Load(options.Ledger);
        await using var database = await JournalShards.Open(options.Database, options.Shards, cancellation);
        var notes = new List<string>();
        OutsideBooks? outside = null;
        if (database is null && options.Seals is not null)
            throw new CommandFailedException("Seals are over the journal itself: name it with --database.");
        if (database is null)
            await WithoutDatabase(api, checks, acknowledged, notes, cancellation);
        else
            outside = await WithDatabase(
                database, api, checks, acknowledged, options, terminal, notes, cancellation);
        return new Findings(checks, notes, outside);
    }

    private static async Task WithoutDatabase(
        RetailApi api, Checks checks, Acknowledgements acknowledged, List<string> notes, CancellationToken cancellation)
    {
        var orders = await new HttpAudit(api, checks).Judge(acknowledged, cancellation);
        notes.Add($"No database: {orders:N0} orders were checked over HTTP, the journal and the books of the systems "
            + "outside were not. See --database.");
    }

    private static async Task<OutsideBooks?> WithDatabase(
        JournalShards database, RetailApi api, Checks checks, Acknowledgements acknowledged, VerifyOptions options,
        Terminal terminal, List<string> notes, CancellationToken cancellation)
    {
        // Read before anything else: what is older than this has been written long before the snapshot.
        var began = await database.ReadNow(cancellation);
        var owed = await Quiesce(database, options.Quiesce, cancellation);
        if (owed > 0)
            notes.Add($"{owed:N0} calls were still owed after {options.Quiesce.TotalSeconds:N0} s; "
                + "what they are about is excused, run again when they are done.");
        await database.TakeSnapshot(cancellation);
        var appends = await database.CountAppends(cancellation);
        using var reader = new BooksReader(options.Books ?? BooksReader.Beside(options.Url), options.Key);
        var seals = options.Seals is { } asked
            ? await SealAudit.Open(asked, checks.Sealed, began, cancellation)
            : null;
        var chain = new ChainAudit(checks.Chain, await database.ReadChainBirth(cancellation), seals);
        var audit = new JournalAudit(database, api, reader, checks) { Chain = chain };
        await VerifyProgress.Show(terminal, appends, report => audit.Judge(acknowledged, report, cancellation));
        notes.Add($"Journal: {appends:N0} appends in {database.Name}.");
        if (chain.Unhashed > 0)
            notes.Add($"{chain.Unhashed:N0} appends are from before the hash chain; only a seal protects them.");
        if (seals is not null)
            notes.Add(await seals.Judge(database.Name, chain.Broken == 0, cancellation));
        notes.AddRange(audit.Absent);
        return audit.Outside;
    }

    /// <summary>Waits until nothing is owed; returns what still is.</summary>
    private static async Task<long> Quiesce(
        JournalShards database, TimeSpan patience, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var owed = await database.CountOwed(cancellation);
            if (owed == 0 || Stopwatch.GetElapsedTime(started) >= patience)
                return owed;
            await Task.Delay(_poll, cancellation);
        }
    }
}
