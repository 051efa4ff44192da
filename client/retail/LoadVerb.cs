using System.CommandLine;
using RetailActors.Retail.Load;

namespace RetailActors.Retail;

/// <summary><c>retail load</c>: many kinds of requests at a rate, or by callers who wait, for some time.</summary>
internal static class LoadVerb
{
    public static Command Create(Terminal terminal)
    {
        var arguments = new LoadArguments();
        var noLive = new Option<bool>("--no-live") { Description = "Plain lines instead of a live display." };
        var command = new Command("load", "Loads the system by a schedule or with waiting callers, and measures it.");
        foreach (var option in arguments.All)
            command.Options.Add(option);
        command.Options.Add(noLive);
        command.SetAction((parsed, cancellation) => LoadRun.Run(
            arguments.Read(parsed),
            parsed.GetValue(noLive) ? terminal with { Interactive = false } : terminal,
            cancellation));
        return command;
    }

    /// <summary>What <c>load</c> starts for each of its processes; nobody else has a use for it.</summary>
    public static Command CreatePart()
    {
        var command = new Command("load-part") { Hidden = true };
        command.SetAction(async (_, cancellation) =>
        {
            // Console.In would block where it should wait.
            using var orders = new StreamReader(Console.OpenStandardInput());
            await LoadPart.Serve(orders, Console.Out, cancellation);
            return Verbs.Green;
        });
        return command;
    }
}
