using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Report;
using RetailActors.Retail.Cluster;
using Spectre.Console;

namespace RetailActors.Bench.Page;

/// <summary><c>page</c>: how fast the control plane page and its worklists answer when very much is open.</summary>
public static partial class PageCommand
{
    private const int SideBySide = 4;
    private const int Target = 300;
    private const int Visits = 40;
    private const int Faults = 200;
    private const int SeenWithin = 10;

    private static readonly Option<int> _open = new("--open")
    {
        Description = "Open rows of each kind.", DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<int> _orders = new("--orders")
    {
        Description = "Orders in the directory.", DefaultValueFactory = _ => 1_000_000,
    };

    private static readonly Option<int> _times = new("--times")
    {
        Description = "Requests of each kind.", DefaultValueFactory = _ => 200,
    };

    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Writes the result here." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("page", "The control plane page with 100,000 open rows of each kind.")
        {
            _open, _orders, _times, _report,
        };
        command.SetAction((parsed, _) => Run(
            parsed.GetValue(_open), parsed.GetValue(_orders), parsed.GetValue(_times), parsed.GetValue(_report)));
        return command;
    }

    private static async Task<int> Run(int open, int orders, int times, FileInfo? report)
    {
        var found = new Found([], [], []);
        var slowest = await On(null, "SQLite", open, orders, times, found);
        if (PostgreSqlServer.Installed)
        {
            await using var server = await PostgreSqlServer.Create("synchronous_commit = on");
            slowest = Math.Max(slowest, await On(server, "PostgreSQL", open, orders, times, found));
        }
        if (report is not null)
        {
            await File.WriteAllTextAsync(report.FullName, Text(found, open, orders));
        }
        return slowest < Target ? 0 : 1;
    }

    private static async Task<double> On(
        PostgreSqlServer? server, string name, int open, int orders, int times, Found found)
    {
        await using var database = await BenchDatabase.Create(server);
        // The first start makes the schema; the rows are put in while nobody runs.
        await (await BenchSilo.Start(database, inProcessPsp: true)).DisposeAsync();
        await PageSeed.Fill(database, open, orders);
        await using var silo = await BenchSilo.Start(
            database, inProcessPsp: true, more: ["--Telemetry:Prometheus=true"]);
        using var api = new HttpClient { BaseAddress = silo.Address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        using var browser = await SignIn(silo.Address);
        var slowest = 0.0;
        foreach (var (what, http, path) in await Requests(api, browser))
        {
            var (p50, p95, worst) = await Measure(http, path, times);
            slowest = Math.Max(slowest, p95);
            Tell(found.Answers, string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {what} | {p50:F1} | {p95:F1} | {worst:F0} |"));
        }
        foreach (var row in await Filled.Measure(name, silo.Address, Visits))
        {
            Tell(found.Filled, row);
        }
        var (list, metric) = await FaultsSeen.Measure(api, Faults);
        Tell(found.Seen, string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {Faults} | {list:F1} | {metric:F1} |"));
        return Math.Max(list, metric) > SeenWithin ? double.PositiveInfinity : slowest;
    }

    private static async Task<List<(string What, HttpClient Http, string Path)>> Requests(
        HttpClient api, HttpClient browser)
    {
        const string list = "/v1/operations/worklists/";
        var deep = "";
        for (var page = 0; page < 20; page++)
        {
            var text = await api.GetStringAsync($"{list}exceptions?limit=200{deep}");
            deep = $"&cursor={Next().Match(text).Groups[1].Value}";
        }
        return
        [
            ("overview: all sums", api, "/v1/operations/worklists"),
            ("orders awaiting ERP, first 50 rows", api, $"{list}orders-awaiting-erp?limit=50"),
            ("exceptions, first 50 rows", api, $"{list}exceptions?limit=50"),
            ("exceptions, rows 4,001 to 4,050", api, $"{list}exceptions?limit=50{deep}"),
            ("exceptions of one account", api, $"{list}exceptions?limit=50&group=account-7"),
            ("exceptions with a text that a few have", api, $"{list}exceptions?limit=50&q=needle"),
            ("orders in a status, first 50", api, "/v1/orders?limit=50&status=accepted"),
            ("page: overview, frame", browser, "/"),
            ("page: worklist, frame", browser, "/worklists/exceptions"),
        ];
    }

    private static async Task<(double P50, double P95, double Worst)> Measure(HttpClient http, string path, int times)
    {
        for (var i = 0; i < 20; i++)
        {
            (await http.GetAsync(path)).EnsureSuccessStatusCode();
        }
        var taken = new double[times];
        await Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (i, c) =>
        {
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(path, c);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(c);
            taken[i] = watch.Elapsed.TotalMilliseconds;
        });
        Array.Sort(taken);
        return (taken[times / 2], taken[times * 95 / 100], taken[^1]);
    }

    private static async Task<HttpClient> SignIn(Uri address)
    {
        var http = new HttpClient(new HttpClientHandler()) { BaseAddress = address };
        var door = await http.GetStringAsync("/sign-in");
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", Token().Match(door).Groups[1].Value), new("key", "dev-key"),
        ]);
        (await http.PostAsync("/sign-in/key", form)).EnsureSuccessStatusCode();
        return http;
    }

    private static string Text(Found found, int open, int orders) => string.Create(CultureInfo.InvariantCulture, $"""
        # The page with very much open

        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Here()}.

        {open:N0} open rows of each kind (postings, messages, returns, settlement lines, exceptions) and {orders:N0}
        orders in the directory. {SideBySide} people ask at once, everything on this one machine, over HTTP. The page
        itself answers with its frame and then reads what the API's rows above read. Target: p95 below {Target} ms.
        Again: `dotnet run -c Release --project tests/bench -- page`.

        | database | what | p50 ms | p95 ms | slowest ms |
        |---|---|---:|---:|---:|
        {string.Join('\n', found.Answers)}

        Until all data of a page is there, in Chromium on this machine beside silo and database; {Visits} visits of one
        person with a warm cache, from asking for the address to a live page without placeholders.

        | database | page | p50 ms | p95 ms | slowest ms |
        |---|---|---:|---:|---:|
        {string.Join('\n', found.Filled)}

        {Faults} messages of a till that cannot be read come in meanwhile, each is an exception with an owner. Seconds
        from the last answer until exactly so many more are counted; target: {SeenWithin} s.

        | database | faults | s until the worklist and the page's sums | s until the metric |
        |---|---:|---:|---:|
        {string.Join('\n', found.Seen)}

        """);

    private static void Tell(List<string> rows, string row)
    {
        rows.Add(row);
        AnsiConsole.WriteLine(row);
    }

    /// <summary>Rows of the report's tables.</summary>
    private sealed record Found(List<string> Answers, List<string> Filled, List<string> Seen);

    [GeneratedRegex("\"next\":\"([^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
