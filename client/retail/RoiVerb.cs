using System.CommandLine;
using RetailActors.Retail.Roi;

namespace RetailActors.Retail;

/// <summary><c>retail roi</c>: outcome metrics, read over the HTTP API, beside how it was before.</summary>
internal static class RoiVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var json = CommonOptions.Json();
        var baseline = new Option<FileInfo?>("--baseline")
        {
            Description = "JSON with how it was before, and assumptions about costs; see docs/roi.md.",
        };
        var markdown = new Option<FileInfo?>("--markdown") { Description = "Also writes the report as Markdown." };
        var orders = CommonOptions.Count(
            "--orders", "Orders to read in full; of more, a sample.", 5_000, 1, 1_000_000);
        var days = CommonOptions.Count(
            "--days", "Days up to today, for the metrics that the system keeps by period.", 31, 1, 31);
        var command = new Command("roi", "Computes outcome metrics and compares them with a baseline.")
        {
            baseline, orders, days, url, key, json, markdown,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var before = parsed.GetValue(baseline) is { } file ? await Baseline.Read(file, cancellation) : null;
            using var api = new RetailApi(parsed.GetValue(url)!, parsed.GetValue(key)!, TimeSpan.Zero);
            var read = await new JournalSource(api, parsed.GetValue(orders), parsed.GetValue(days))
                .Read(cancellation);
            var measured = new Outcomes(read).All();
            var report = new RoiReport(
                parsed.GetValue(url)!, read, measured, before, before is null ? [] : Worth.Of(measured, before));
            report.Print(terminal.Out);
            if (parsed.GetValue(json) is { } to)
                await JsonFile.Write(to, report.Json(), cancellation);
            if (parsed.GetValue(markdown) is { } page)
                await TextFile.Write(page, report.Markdown(), cancellation);
            return Verbs.Green;
        });
        return command;
    }
}
