using Spectre.Console;

namespace RetailActors.Retail.Verify;

/// <summary>Shows how far a verification is: a bar for somebody who watches, now and then a line for a file.</summary>
internal static class VerifyProgress
{
    private static readonly TimeSpan _line = TimeSpan.FromSeconds(5);

    public static Task Show(Terminal terminal, long appends, Func<Action<long>, Task> work) => terminal.Interactive
        ? terminal.Out.Progress().AutoClear(true).StartAsync(async display =>
        {
            var bar = display.AddTask("Journal (appends)", maxValue: Math.Max(1, appends));
            await work(done => bar.Value = done);
        })
        : work(Lines(terminal, appends));

    private static Action<long> Lines(Terminal terminal, long appends)
    {
        var next = DateTime.UtcNow + _line;
        return done =>
        {
            if (DateTime.UtcNow < next)
                return;
            next = DateTime.UtcNow + _line;
            terminal.Out.WriteLine($"Journal: {done:N0} of {appends:N0} appends");
        };
    }
}
