using RetailActors.Bench.Load;
using Spectre.Console;

namespace RetailActors.Bench.Report;

/// <summary>Progress of a measurement on the console.</summary>
public static class Progressing
{
    /// <summary>Shows a bar with the rate of the last second while the work goes on.</summary>
    public static async Task<T> Show<T>(string title, Func<Action<LoadProgress>, Task<T>> work)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.WriteLine(title);
            return await work(_ => { });
        }
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new ElapsedTimeColumn())
            .AutoClear(true)
            .StartAsync(async context =>
            {
                var task = context.AddTask($"{title.EscapeMarkup()}  [grey]preparing[/]", maxValue: 1);
                return await work(p =>
                {
                    task.Value = p.Share;
                    var phase = p.WarmingUp ? " warm-up" : "";
                    task.Description = $"{title.EscapeMarkup()}  [bold]{p.Rate:N0}[/]/s{phase}";
                });
            });
    }
}
