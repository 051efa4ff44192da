using System.Globalization;
using RetailActors.Retail.FlashSale;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RetailActors.Retail.Day;

/// <summary>Shows a day while it goes by: redrawn for somebody who watches, a line now and then for a file. It also
/// takes the samples for the report.</summary>
internal sealed class DayBoard(DayContext day)
{
    private const int LogLines = 8;
    private const int SparkWidth = 48;
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _line = TimeSpan.FromSeconds(5);

    private IReadOnlyList<(string Name, long Count)> _worklists = [];

    /// <summary>Shows the day until it is over, and rethrows what ended it.</summary>
    public static async Task<DayResult> Show(DayContext day, Terminal terminal, Task<DayResult> result)
    {
        var board = new DayBoard(day);
        if (terminal.Interactive)
            await terminal.Out.Live(board.View()).StartAsync(async live =>
            {
                while (!result.IsCompleted)
                {
                    await board.Tick(result);
                    live.UpdateTarget(board.View());
                }
            });
        else
            await board.Lines(terminal, result);
        return await result;
    }

    private async Task Lines(Terminal terminal, Task result)
    {
        var next = DateTime.UtcNow;
        while (!result.IsCompleted)
        {
            await Tick(result);
            if (DateTime.UtcNow < next)
                continue;
            next = DateTime.UtcNow + _line;
            terminal.Out.WriteLine(Line());
        }
    }

    private async Task Tick(Task result)
    {
        await Task.WhenAny(result, Task.Delay(_tick));
        try
        {
            await Sample();
        }
        catch (CommandFailedException)
        {
            // The board can wait; whoever needs an answer says so.
        }
    }

    private async Task Sample()
    {
        var lists = await day.Api.Find("/v1/operations/worklists", day.Cancellation);
        _worklists = [.. (lists?.Items("items") ?? []).Select(l => (l.Text("name") ?? "", l.Number("count")))];
        long Of(string name) => _worklists.FirstOrDefault(w => w.Name == name).Count;
        if (day.Hours.Now > 0)
            day.Diary.Samples.Enqueue(new Sample(
                day.Hours.Now, Of("calls-owed"), Of("orders-awaiting-erp"), Of("exceptions")));
    }

    private string Line()
    {
        var visits = day.Diary.Visits;
        var counts = visits.GroupBy(v => v.Channel).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} {g.Count():N0}");
        var waiting = _worklists.Where(w => w.Count > 0).Select(w => $"{w.Name} {w.Count:N0}");
        var troubles = day.Diary.Active.Select(t => t.System).Distinct().ToArray();
        return string.Join("  ", [
            day.Hours.Time, day.Diary.Phase, string.Join(", ", counts),
            troubles.Length > 0 ? $"out of order: {string.Join(", ", troubles)}" : "", string.Join(", ", waiting),
        ]).TrimEnd();
    }

    private IRenderable View()
    {
        var grid = new Grid().AddColumn().AddColumn();
        void Row(string name, string value) => grid.AddRow(new Markup($"[grey]{name}[/]"), new Markup(value));
        Row("shop time", $"[bold]{day.Hours.Time}[/]  {Markup.Escape(day.Diary.Phase)}  {Bar()}");
        foreach (var channel in day.Diary.Visits.GroupBy(v => v.Channel).OrderBy(g => g.Key, StringComparer.Ordinal))
            Row(channel.Key, string.Join("  ", channel.GroupBy(v => v.Outcome).OrderByDescending(o => o.Count())
                .Select(o => $"{Markup.Escape(o.Key)} [bold]{o.Count():N0}[/]")));
        var samples = day.Diary.Samples.TakeLast(SparkWidth).ToArray();
        Row("calls owed", $"{samples.LastOrDefault()?.Owed ?? 0,5:N0}  [yellow]{Spark(samples, s => s.Owed)}[/]");
        Row("awaiting the ERP",
            $"{samples.LastOrDefault()?.AwaitingErp ?? 0,5:N0}  [yellow]{Spark(samples, s => s.AwaitingErp)}[/]");
        Row("on the desk",
            $"{samples.LastOrDefault()?.Exceptions ?? 0,5:N0}  [red]{Spark(samples, s => s.Exceptions)}[/]");
        var troubles = day.Diary.Active.Select(t => t.Name).ToArray();
        Row("out of order", troubles.Length == 0
            ? "[green]nothing[/]" : $"[red]{Markup.Escape(string.Join("; ", troubles))}[/]");
        foreach (var (time, what) in day.Diary.Log.TakeLast(LogLines))
            Row(time, Markup.Escape(what));
        return new Panel(grid).Header($"Trading day {day.Run}").RoundedBorder().Expand();
    }

    private string Bar()
    {
        const int Width = 30;
        var filled = (int)(Math.Clamp(day.Hours.Now, 0, 1) * Width);
        return $"[green]{new string('━', filled)}[/][grey]{new string('━', Width - filled)}[/]";
    }

    private static string Spark(IEnumerable<Sample> samples, Func<Sample, long> of) =>
        SaleProgress.Spark([.. samples.Select(s => (int)Math.Min(of(s), int.MaxValue / 8))]);
}
