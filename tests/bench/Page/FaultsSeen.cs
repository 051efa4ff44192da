using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetailActors.Retail.Drills;

namespace RetailActors.Bench.Page;

/// <summary>How long it takes until faults that came in are counted where people and alarms look.</summary>
internal static partial class FaultsSeen
{
    private static readonly byte[] _secret = "dev-secret-dev-secret-dev"u8.ToArray();
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends messages of a till that cannot be read, and waits until each is one exception more.</summary>
    /// <returns>Seconds from the last answer until the worklist counts all of them, and until the metric does.
    /// </returns>
    public static async Task<(double List, double Metric)> Measure(HttpClient http, int faults)
    {
        var before = await Listed(http);
        await Parallel.ForAsync(0, faults, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var answer = await http.SendAsync(Message(http.BaseAddress!, i));
            answer.EnsureSuccessStatusCode();
        });
        var watch = Stopwatch.StartNew();
        var list = await Until(watch, async () => await Listed(http) - before, faults);
        return (list, await Until(watch, async () => await Metric(http) - before, faults));
    }

    private static async Task<double> Until(Stopwatch watch, Func<Task<long>> counted, int faults)
    {
        long seen;
        while ((seen = await counted()) != faults)
        {
            if (seen > faults || watch.Elapsed > _patience)
            {
                throw new InvalidOperationException($"{faults} faults show as {seen}.");
            }
            await Task.Delay(50);
        }
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> Listed(HttpClient http)
    {
        using var answer = JsonDocument.Parse(
            await http.GetStringAsync("/v1/operations/worklists/exceptions?limit=1"));
        return answer.RootElement.GetProperty("count").GetInt64();
    }

    private static async Task<long> Metric(HttpClient http) =>
        Gauge().Match(await http.GetStringAsync("/metrics")) is { Success: true } found
            ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>A till's message with a good signature and a quantity that is none.</summary>
    private static HttpRequestMessage Message(Uri address, int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"fault-{number}");
        var body = $$$"""
            {"specversion":"1.0","id":"{{{id}}}","source":"/stores/store-7","type":"pos.sale",
             "time":"2026-11-26T00:00:00Z","data":{"store":"store-7","saleId":"{{{id}}}",
             "lines":[{"sku":"CAP-NVY","quantity":"many"}]}}
            """;
        return TillMessage.Signed(new Uri(address, "/webhooks/pos/sale"), id, body, _secret);
    }

    [GeneratedRegex("""retailactors_worklist_size(?:_rows?)?\{[^}]*worklist="exceptions"[^}]*\} (\d+)""")]
    private static partial Regex Gauge();
}
