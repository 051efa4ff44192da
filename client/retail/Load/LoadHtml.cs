using System.Globalization;
using System.Net;
using System.Text;
using HdrHistogram;

namespace RetailActors.Retail.Load;

/// <summary>The result of a load as a page to send to somebody: one file, no script, nothing from elsewhere.</summary>
internal static class LoadHtml
{
    public static string Page(LoadResult result)
    {
        using var stream = typeof(LoadHtml).Assembly.GetManifestResourceStream("load-report.html")!;
        using var reader = new StreamReader(stream);
        return new StringBuilder(reader.ReadToEnd())
            .Replace("{{verdict}}", Verdict(result))
            .Replace("{{shape}}", Text(result.Plan.Shape))
            .Replace("{{when}}", result.Started.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture))
            .Replace("{{url}}", Text(result.Plan.Url.ToString()))
            .Replace("{{tiles}}", Tiles(result))
            .Replace("{{plots}}", Plots(result))
            .Replace("{{latency}}", Latency(result))
            .Replace("{{answers}}", Answers(result))
            .Replace("{{settings}}", Settings(result.Plan))
            .ToString();
    }

    private static string Verdict(LoadResult result) => result.Broken.Count > 0
        ? string.Concat(result.Broken.Select(b => $"<p class=\"verdict broken\">Not kept: {Text(b)}</p>"))
        : result.Options.Gates is { MaxP99: null, MaxErrorPercent: null }
            ? ""
            : "<p class=\"verdict kept\">All gates were kept.</p>";

    private static string Tiles(LoadResult result)
    {
        var html = new StringBuilder();
        void Tile(string name, string value, string unit, bool bad = false) => html.Append(
            $"<div class=\"tile{(bad ? " bad" : "")}\"><b>{value}</b> <i>{unit}</i><span>{name}</span></div>");
        Tile("answered well", Number(result.Goodput, "#,0.#"), "/s");
        Tile("p50", Millis(Histograms.Millis(result.SinceArrival, 50)), "ms");
        Tile("p99", Millis(Histograms.Millis(result.SinceArrival, 99)), "ms");
        Tile("p99.9", Millis(Histograms.Millis(result.SinceArrival, 99.9)), "ms");
        Tile("arrivals", $"{result.Arrivals:N0}", "");
        Tile("errors", $"{result.Errors:N0}", "", result.Errors > 0);
        Tile("not sent in time", $"{result.NotSent:N0}", "", result.NotSent > 0);
        Tile("error rate", Number(result.ErrorPercent, "0.###"), "%", result.ErrorPercent > 0);
        return html.ToString();
    }

    private static string Plots(LoadResult result)
    {
        var html = new StringBuilder();
        foreach (var (title, note, svg, series) in LoadPlots.All(result))
        {
            html.Append($"<figure><figcaption><h2>{title}</h2><p>{note}</p><p class=\"legend\">");
            foreach (var one in series)
                html.Append($"<span><i class=\"{one.Colour}\"></i>{Text(one.Name)}</span>");
            html.Append($"</p></figcaption>{svg}</figure>");
        }
        return html.ToString();
    }

    private static string Latency(LoadResult result)
    {
        var html = new StringBuilder("<tr><th>of</th><th>measured from</th><th class=\"n\">count</th>");
        foreach (var p in LoadResult.Percentiles)
            html.Append($"<th class=\"n\">{Number(p, "p0.##")}</th>");
        html.Append("<th class=\"n\">max</th></tr>");
        void Row(string of, string from, HistogramBase histogram)
        {
            html.Append($"<tr><td>{of}</td><td>{from}</td><td class=\"n\">{histogram.TotalCount:N0}</td>");
            foreach (var p in LoadResult.Percentiles.Append(100))
                html.Append($"<td class=\"n\">{Millis(Histograms.Millis(histogram, p))}</td>");
            html.Append("</tr>");
        }
        var from = result.Plan.Ramp is null ? "sending" : "scheduled arrival";
        Row("all", from, result.SinceArrival);
        if (result.Plan.Ramp is not null)
            Row("all", "sending", result.SinceSending);
        foreach (var (act, found) in result.Findings.Acts)
            Row(Mix.Name(act), from, found.SinceArrival);
        return html.ToString();
    }

    private static string Answers(LoadResult result)
    {
        var html = new StringBuilder("<tr><th>act</th><th>answer</th><th class=\"n\">count</th><th>kind</th></tr>");
        foreach (var (act, found) in result.Findings.Acts)
        {
            foreach (var (answer, count) in found.Answers.OrderByDescending(a => a.Value))
            {
                var (kind, bad) = Reply.EndingOf(answer) switch
                {
                    Ending.Done => ("done", ""),
                    Ending.Refused => ("refused by the business", ""),
                    Ending.NotSent => ("not sent in time", " class=\"bad\""),
                    _ => ("error", " class=\"bad\""),
                };
                html.Append(
                    $"<tr{bad}><td>{Mix.Name(act)}</td><td>{Text(answer)}</td><td class=\"n\">{count:N0}</td>"
                    + $"<td>{kind}</td></tr>");
            }
        }
        return html.ToString();
    }

    private static string Settings(LoadPlan plan)
    {
        var html = new StringBuilder();
        void Row(string name, string value) => html.Append($"<tr><td>{name}</td><td>{Text(value)}</td></tr>");
        Row("duration, of it warm-up", $"{plan.Duration.TotalSeconds:0.#} s, {plan.WarmUp.TotalSeconds:0.#} s");
        Row("mix", plan.Mix);
        Row("lines per order", $"{plan.FewestLines} to {plan.MostLines}");
        Row("SKUs, lines on the hot one", $"{plan.Skus:N0}, {plan.HotPercent} %");
        Row("requests in flight at most", plan.Ramp is null ? $"{plan.Callers:N0} callers" : $"{plan.InFlight:N0}");
        Row("given up after, time-out", $"{plan.Patience.TotalSeconds:0.#} s, {plan.Timeout.TotalSeconds:0.#} s");
        Row(
            "sent again after Retry-After",
            plan.RetryFor == TimeSpan.Zero ? "no" : $"for {plan.RetryFor.TotalSeconds:0.#} s");
        Row("processes, seed", $"{plan.Processes}, {plan.Seed}");
        return html.ToString();
    }

    private static string Millis(double? millis) => millis switch
    {
        null => "–",
        >= 100 => Number(millis.Value, "#,0"),
        _ => Number(millis.Value, "0.0"),
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
