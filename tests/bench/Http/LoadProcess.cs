using System.Diagnostics;
using System.Text.Json;
using RetailActors.Bench.Load;
using RetailActors.Bench.Orders;

namespace RetailActors.Bench.Http;

/// <summary>Starts the load generator and listens to it.</summary>
internal static class LoadProcess
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<(LoadResult Load, TallyCounts Told, double Cpu)> Run(
        LoadOrder order, Action<LoadProgress> progress, Action measuring)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(LoadProcess).Assembly.Location);
        start.ArgumentList.Add("load");
        start.ArgumentList.Add(JsonSerializer.Serialize(order));
        // A generator with a heap for each core would take memory and cores from what it measures.
        start.Environment["DOTNET_gcServer"] = "0";
        using var process = Process.Start(start)!;
        LoadLine? last = null;
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            last = JsonSerializer.Deserialize<LoadLine>(text)!;
            if (last.Progress is { } p)
            {
                progress(p);
            }
            if (last.Mark)
            {
                measuring();
            }
        }
        await process.WaitForExitAsync();
        return last is { Result: { } result, Told: { } told }
            ? (result, told, last.Cpu)
            : throw new InvalidOperationException($"The load generator ended without a result ({process.ExitCode}).");
    }
}
