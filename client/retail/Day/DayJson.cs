using RetailActors.Retail.Verify;

namespace RetailActors.Retail.Day;

/// <summary>The result of a day for programs.</summary>
internal static class DayJson
{
    public static Task Write(FileInfo file, DayResult result, CancellationToken cancellation)
    {
        var (day, isQuiet, settled, totals, findings, took) = result;
        return JsonFile.Write(file, new
        {
            green = result.IsGreen, day.Run, day.Options.Seed, seconds = took.TotalSeconds, quiet = isQuiet,
            customers = day.Diary.Visits.GroupBy(v => v.Channel).ToDictionary(
                c => c.Key, c => c.GroupBy(v => v.Outcome).ToDictionary(o => o.Key, o => o.Count())),
            returned = day.Diary.Visits.Count(v => v.IsReturned), totals.Returns, totals.Documents, totals.Money,
            delays = DayReport.Quantiles(totals.Delays).Select(d => new
            {
                d.Account, documents = d.Count, medianSeconds = d.P50, p95Seconds = d.P95, maxSeconds = d.Max,
            }),
            settlement = settled, decisions = day.Diary.Decisions,
            troubles = new Troubles(day.Outside).All.Select(t => new { t.Name, t.System, t.From, t.To }),
            log = day.Diary.Log.Select(l => new { l.Time, l.What }), samples = day.Diary.Samples,
            faults = result.Faults, checks = findings.Checks.All, books = VerifyReport.BooksOf(findings.Outside),
            findings.Notes,
        }, cancellation);
    }
}
