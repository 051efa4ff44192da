using System.CommandLine;
using System.Data.Common;
using System.Text.Json;

namespace RetailActors.Retail;

/// <summary>The command line as a whole: what verbs there are, and what an error looks like.</summary>
/// <remarks>Exit codes: 0 all well, 1 a violation was found, 2 wrong usage or the system cannot be reached.</remarks>
public static class Verbs
{
    /// <summary>All well.</summary>
    public const int Green = 0;
    /// <summary>At least one promise of the system was found broken.</summary>
    public const int Violated = 1;
    /// <summary>The command could not be carried out; nothing is said about the system.</summary>
    public const int Failed = 2;

    /// <summary>Runs one command and returns its exit code. Never throws for a user's mistake.</summary>
    public static async Task<int> Run(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var root = new RootCommand("RetailActors: load it, check it, look into it.")
        {
            FlashSaleVerb.Create(terminal), LoadVerb.Create(terminal), LoadVerb.CreatePart(),
            DayVerb.Create(terminal), VerifyVerb.Create(terminal), TraceVerb.Create(terminal),
            WorklistVerb.Create(terminal), CloseVerb.Create(terminal), RoiVerb.Create(terminal),
            ClusterVerb.Create(terminal), ShardsVerb.Create(terminal), DrillVerb.Create(terminal),
            BenchVerb.Create(terminal),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await terminal.Error.WriteLineAsync($"retail: {error.Message}");
            await terminal.Error.WriteLineAsync("retail: see --help for the verbs and their options.");
            return Failed;
        }
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out.Profile.Out.Writer,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (CommandFailedException e)
        {
            await terminal.Error.WriteLineAsync($"retail: {e.Message}");
            return Failed;
        }
        catch (Exception e) when (e is DbException or JsonException)
        {
            await terminal.Error.WriteLineAsync($"retail: cannot go on: {e.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("retail: stopped.");
            return Failed;
        }
    }
}
