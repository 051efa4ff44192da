using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Orleans;
using RetailActors.Bench.Hosting;
using RetailActors.Bench.Report;
using RetailActors.Payments;
using Spectre.Console;

namespace RetailActors.Bench.Settlement;

/// <summary><c>settlement</c>: a report of many lines, from its first byte until its last line is judged.</summary>
public static class SettlementCommand
{
    private const int SideBySide = 256;

    private static readonly Option<int> _lines = new("--lines")
    {
        Description = "Lines of the report, one payment each.", DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<int> _runs = new("--runs")
    {
        Description = "Reports, one after the other.", DefaultValueFactory = _ => 3,
    };

    private static readonly Option<FileInfo?> _report = new("--report") { Description = "Writes the result here." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("settlement", "A settlement report over HTTP, SQLite, until it is reconciled.")
        {
            _lines, _runs, _report,
        };
        command.SetAction((parsed, _) =>
            Run(parsed.GetValue(_lines), parsed.GetValue(_runs), parsed.GetValue(_report)));
        return command;
    }

    private static async Task<int> Run(int lines, int runs, FileInfo? report)
    {
        await using var database = await BenchDatabase.Create(null);
        await using var silo = await BenchSilo.Start(database, inProcessPsp: true);
        using var http = new HttpClient { BaseAddress = silo.Address, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "dev-key");
        var rows = new List<string>();
        var clean = true;
        for (var run = 1; run <= runs; run++)
        {
            var csv = await Capture(silo.Grains, lines, run);
            var (taken, judged, counts) = await Reconcile(http, $"bench-{run}.csv", csv);
            clean &= counts == $"matched {lines}";
            rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {run} | {lines:N0} | {csv.Length / 1024:N0} | {taken.TotalSeconds:F2} | {judged.TotalSeconds:F2} "
                + $"| {lines / judged.TotalSeconds:N0} | {counts} |"));
            AnsiConsole.WriteLine(rows[^1]);
        }
        if (report is not null)
        {
            await File.WriteAllTextAsync(report.FullName, Text(rows));
        }
        return clean ? 0 : 1;
    }

    /// <summary>Captured payments, and the report of a provider about them.</summary>
    private static async Task<byte[]> Capture(IGrainFactory grains, int lines, int run)
    {
        var by = new Origin("bench");
        var amount = new Money(4_328, new Currency("USD"));
        var rows = new string[lines];
        var options = new ParallelOptions { MaxDegreeOfParallelism = SideBySide };
        await Parallel.ForAsync(0, lines, options, async (i, _) =>
        {
            var id = new PaymentId($"bench-{run}-{i}.p1");
            var payment = grains.Actor<IPayment>(new PaymentKey(new Tenant("demo"), id).ToString());
            await payment.Authorise(new Authorise(new OrderId($"bench-{run}-{i}"), "sandbox", "tok_visa", amount, by));
            await payment.Capture(new PaymentOperation(new OperationId($"{id}:c"), null, by));
            var read = await payment.Read();
            rows[i] = $"{read!.Operations[0].Reference},{id},2026-11-23 09:00:00,UTC,Settled,"
                + $"{read.Operations[1].Reference},USD,,43.28,1,USD,,42.42,0.86,,,\n";
        });
        var text = new StringBuilder(
            "Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,"
            + "Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),"
            + "Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC)\n");
        text.AppendJoin("", rows);
        var payout = (lines * 4_242 / 100m).ToString("F2", CultureInfo.InvariantCulture);
        text.Append($",,2026-11-24 09:00:00,UTC,MerchantPayout,payout_{run},USD,{payout},,1,USD,{payout},,,,,\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<(TimeSpan Taken, TimeSpan Judged, string Counts)> Reconcile(
        HttpClient http, string name, byte[] csv)
    {
        var watch = Stopwatch.StartNew();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/settlements?provider=sandbox&file={name}");
        request.Headers.Add("Idempotency-Key", name);
        request.Content = new ByteArrayContent(csv);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await http.SendAsync(request);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        response.EnsureSuccessStatusCode();
        var taken = watch.Elapsed;
        var id = answer.GetProperty("id").GetString();
        while (answer.GetProperty("status").GetString() == "matching")
        {
            await Task.Delay(20);
            answer = JsonDocument.Parse(await http.GetStringAsync($"/v1/settlements/{id}?limit=1")).RootElement;
        }
        return (taken, watch.Elapsed, string.Join(", ", answer.GetProperty("counts").EnumerateObject()
            .Select(c => $"{c.Name} {c.Value}")));
    }

    private static string Text(IEnumerable<string> rows) => $"""
        # Settlement

        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Machine.Here()}.

        A report in the shape of Adyen's settlement details is sent over HTTP; the time ends when every line has been
        judged and every payment has recorded, durably, which line has paid it. SQLite with synchronous=FULL, the silo
        as it ships, in one process with the client. The payments are made before the clock starts; those that have left
        the memory by then are read back from the journal.
        Target: 10,000 lines in less than 10 s. Again: `dotnet run -c Release --project tests/bench -- settlement`.

        | run | lines | KiB | answered after s | reconciled after s | lines/s | lines by status |
        |---:|---:|---:|---:|---:|---:|---|
        {string.Join('\n', rows)}

        """;
}
