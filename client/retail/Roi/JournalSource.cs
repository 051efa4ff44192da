using System.Text.Json;

namespace RetailActors.Retail.Roi;

/// <summary>What was read, through HTTP as any client reads it.</summary>
/// <param name="OrdersInAll">Orders that there are; of these the ones in <c>Orders</c> were read.</param>
/// <param name="Metrics">What <c>GET /v1/operations/metrics</c> says of the last days.</param>
internal sealed record JournalReading(
    long OrdersInAll, IReadOnlyList<JsonElement> Orders, IReadOnlyList<JsonElement> Returns,
    IReadOnlyList<JsonElement> Settlements, IReadOnlyList<JsonElement> Exceptions, IReadOnlyList<JsonElement> Metrics,
    DateTimeOffset At);

/// <summary>Reads orders, returns, settlements, exceptions and the metrics of the last days.</summary>
internal sealed class JournalSource(RetailApi api, int most, int days)
{
    private const int PageSize = 200;
    private const int MaxPages = 5_000;
    private const int AtOnce = 8;

    public async Task<JournalReading> Read(CancellationToken cancellation)
    {
        var orders = await Ids("/v1/orders", cancellation);
        // Every nth of a list that is sorted by a hash: a sample that is the same each time and favours nobody.
        var step = Math.Max(1, (orders.Count + most - 1) / most);
        var sample = orders.Where((_, i) => i % step == 0);
        return new JournalReading(
            orders.Count, await Each("/v1/orders/", sample, cancellation),
            await Each("/v1/returns/", (await Ids("/v1/returns", cancellation)).Take(most), cancellation),
            await Each(
                "/v1/settlements/", (await Ids("/v1/settlements", cancellation)).Take(most), cancellation),
            await Each(
                "/v1/operations/exceptions/", await Ids("/v1/operations/exceptions", cancellation), cancellation),
            await Metrics(cancellation), DateTimeOffset.UtcNow);
    }

    private async Task<IReadOnlyList<JsonElement>> Metrics(CancellationToken cancellation)
    {
        var last = DateOnly.FromDateTime(DateTime.UtcNow);
        var answer = await api.Find(
            $"/v1/operations/metrics?from={last.AddDays(1 - days):yyyy-MM-dd}&to={last:yyyy-MM-dd}", cancellation);
        return [.. answer?.Items("items") ?? []];
    }

    private async Task<List<string>> Ids(string path, CancellationToken cancellation)
    {
        var ids = new List<string>();
        string? cursor = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var after = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = await api.Find($"{path}?limit={PageSize}{after}", cancellation)
                ?? throw new CommandFailedException($"This system has no {path}.");
            ids.AddRange(page.Items("items").Select(i => i.Text("id")).OfType<string>());
            if ((cursor = page.Text("next")) is null)
                return ids;
        }
        throw new CommandFailedException($"{path} has more rows than the {MaxPages * PageSize:N0} that are read.");
    }

    private async Task<List<JsonElement>> Each(string path, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var read = new List<JsonElement>();
        var gate = new Lock();
        await Parallel.ForEachAsync(
            ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, stop) =>
            {
                if (await api.Find(path + Uri.EscapeDataString(id), stop) is not { } found)
                    return;
                lock (gate)
                    read.Add(found);
            });
        return read;
    }
}
