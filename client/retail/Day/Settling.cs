using System.Net.Http.Headers;
using System.Text.Json;

namespace RetailActors.Retail.Day;

/// <summary>A line, or the whole, that did not tie out.</summary>
internal sealed record Mismatch(string Class, string Status, string Part, string Evidence);

/// <summary>What came of the provider's report.</summary>
/// <param name="Id">Of the settlement.</param>
/// <param name="Name">The file.</param>
/// <param name="Seeded">Mistakes that the provider was asked to make.</param>
/// <param name="Lines">Lines of the report.</param>
/// <param name="Matched">Lines that tied out at once.</param>
/// <param name="Amount">Paid out, cents.</param>
/// <param name="Bank">What the bank got, cents.</param>
/// <param name="Mismatches">Before anybody decided.</param>
internal sealed record SettledReport(
    string Id, string Name, IReadOnlyList<string> Seeded, long Lines, long Matched, long Amount, long Bank,
    IReadOnlyList<Mismatch> Mismatches)
{
    /// <summary>How it stands in the end.</summary>
    public string Status { get; set; } = "mismatched";

    /// <summary>How its entries stand in the ledger in the end.</summary>
    public string Ledger { get; set; } = "pending";

    /// <summary>Payments of the day that no report has brought; the window for them is still open.</summary>
    public IReadOnlyList<string> InTransit { get; set; } = [];
}

/// <summary>The provider pays out and reports, with a mistake of every class; the bank says what came.</summary>
internal sealed class Settling(DayContext day)
{
    private const string Provider = "sandbox";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    /// <summary>Every class that the provider can get wrong. Each takes a capture of its own.</summary>
    private static readonly string[] _classes =
    [
        "GROSS", "FEE", "NET", "DUPLICATE", "CURRENCY", "FX_RATE", "ROUNDING", "STATUS", "REFUND_SIDE", "DISPUTE",
        "UNEXPECTED_LINE", "MISSING_SETTLEMENT", "CUTOFF", "SUGGESTED", "BATCH_SUM", "PAYOUT_BANK",
    ];

    /// <summary>Takes in the report of all that is due; null when nothing is.</summary>
    public async Task<SettledReport?> Take()
    {
        var tenant = await Tenant();
        if (await day.Outside.Settle(tenant, _classes, day.Cancellation) is not var (name, type, content))
            return null;
        var id = await Import(name, type, content);
        var read = await Judged(id);
        var bank = await TellBank(id, read.Text("payout") ?? "");
        read = await Judged(id);
        var mismatches = read.Items("lines")
            .Where(l => l.Text("status") != "matched")
            .Select(l => new Mismatch(
                l.Text("class") ?? "", l.Text("status") ?? "", $"line {l.Text("number")}", l.Text("evidence") ?? ""))
            .Concat(read.Items("issues").Select(i => new Mismatch(
                i.Text("class") ?? "", i.Text("status") ?? "", i.Text("part") ?? "", i.Text("evidence") ?? "")));
        var counts = read.Field("counts");
        var lines = counts.EnumerateObject().Sum(c => c.Value.GetInt64());
        return new SettledReport(
            id, name, _classes, lines, counts.Number("matched"), read.Field("amount").Number("minor"), bank,
            [.. mismatches]);
    }

    /// <summary>How it stands after everything was decided.</summary>
    public async Task Finish(SettledReport report)
    {
        await day.Patiently(async () =>
        {
            var read = await day.Api.Find($"/v1/settlements/{report.Id}?limit=1", day.Cancellation);
            report.Status = read?.Text("status") ?? "";
            report.Ledger = read?.Text("ledger") ?? "";
            return report.Status == "reconciled" && report.Ledger != "pending";
        });
        var close = await day.Api.Find($"/v1/operations/close?period={DateTime.UtcNow:yyyy-MM}", day.Cancellation);
        var ours = day.Diary.Visits.Select(v => v.Order).OfType<string>().ToHashSet();
        report.InTransit = [.. (close?.Items("timing") ?? [])
            .Where(t => t.Text("provider") == Provider).Select(t => t.Text("payment") ?? "")
            .Where(p => ours.Contains(p.Split('.')[0]))];
    }

    /// <summary>Whose money it is: the provider knows it by the tenant that it was told.</summary>
    private async Task<string> Tenant()
    {
        var page = await day.Outside.Find("psp/books?limit=10000", day.Cancellation);
        var ours = day.Diary.Visits.Select(v => v.Order).OfType<string>().ToHashSet();
        return page?.Items("items").Where(i => ours.Contains(i.Text("order") ?? "")).Select(i => i.Text("tenant"))
            .FirstOrDefault() ?? "demo";
    }

    private async Task<string> Import(string name, string type, byte[] content)
    {
        using var http = new HttpClient { BaseAddress = day.Options.Url };
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/v1/settlements?provider={Provider}&file={Uri.EscapeDataString($"{day.Run}-{name}")}");
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", day.Options.Key);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{day.Run}-settlement");
        using var response = await http.SendAsync(request, day.Cancellation);
        var text = await response.Content.ReadAsStringAsync(day.Cancellation);
        if (!response.IsSuccessStatusCode)
            throw new CommandFailedException($"The settlement was answered {(int)response.StatusCode}: {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Text("id")!;
    }

    /// <summary>The settlement with all lines that did not tie out, once every line is judged.</summary>
    private async Task<JsonElement> Judged(string id)
    {
        while (true)
        {
            var read = await day.Api.Find($"/v1/settlements/{id}?limit=200", day.Cancellation)
                ?? throw new CommandFailedException($"Settlement {id} has disappeared.");
            if (read.Text("status") != "matching")
                return read;
            await Task.Delay(_look, day.Cancellation);
        }
    }

    private async Task<long> TellBank(string id, string payout)
    {
        var statement = await day.Outside.Find("psp/bank-statement", day.Cancellation);
        var line = statement?.Items("lines").LastOrDefault(l => l.Text("reference") == payout) ?? default;
        var minor = line.Field("amount").Number("minor");
        if (line.ValueKind == JsonValueKind.Object)
            await day.Post(
                $"/v1/settlements/{id}/bank-lines",
                new { reference = payout, amount = DayContext.Usd(minor), valueDate = line.Text("valueDate") },
                $"{day.Run}-bank");
        return minor;
    }
}
