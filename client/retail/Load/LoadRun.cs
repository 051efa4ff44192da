using Spectre.Console;

namespace RetailActors.Retail.Load;

/// <summary>One load from the stockroom to the verdict.</summary>
internal static class LoadRun
{
    public static async Task<int> Run(LoadOptions options, Terminal terminal, CancellationToken cancellation)
    {
        using (var api = new RetailApi(options.Plan.Url, options.Plan.Key, TimeSpan.Zero))
        {
            await api.Find($"/v1/locations/{options.Plan.Location}", cancellation);
            terminal.Out.WriteLine($"Putting {options.Plan.Skus:N0} SKUs into {options.Plan.Location} …");
            await Stockroom.Fill(api, options, cancellation);
        }
        Task shown = Task.CompletedTask;
        var watch = await LoadProcesses.Begin(
            options.Plan, (begun, load) => shown = LoadProgress.Show(begun, options.Plan, terminal, load),
            cancellation);
        await shown;
        var result = watch.Read(found => new LoadResult(options, found, watch.Cpu, watch.Start));
        LoadConsole.Print(terminal.Out, result);
        if (options.Json is not null)
            await JsonFile.Write(options.Json, LoadJson.Of(result), cancellation);
        if (options.Html is not null)
            await TextFile.Write(options.Html, LoadHtml.Page(result), cancellation);
        if (result.Done + result.Refused == 0)
            throw new CommandFailedException($"{options.Plan.Url} answered nothing well.");
        return result.Broken.Count == 0 ? Verbs.Green : Verbs.Violated;
    }
}
