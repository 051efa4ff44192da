using System.CommandLine;
using System.Diagnostics;

namespace RetailActors.Retail;

/// <summary><c>retail bench …</c>: the measuring program of the source tree, with whatever follows.</summary>
internal static class BenchVerb
{
    private static readonly string _project = Path.Combine("tests", "bench");

    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "bench", "Measures, in a source tree: starts tests/bench with what follows, as bench cluster --rounds 3.")
        {
            // Its verbs and options are not ours: they arrive there as they were typed.
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, cancellation) => Run(parsed.UnmatchedTokens, terminal, cancellation));
        return command;
    }

    /// <summary>The folder above one of these that has the measuring program; null outside a source tree.</summary>
    public static string? SourceTree(params string[] folders) => folders
        .SelectMany(Above)
        .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, _project))
            && File.Exists(Path.Combine(folder, "RetailActors.sln")));

    private static async Task<int> Run(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        if (SourceTree(Environment.CurrentDirectory, AppContext.BaseDirectory) is not { } root)
            throw new CommandFailedException("bench needs the source tree: run it inside a clone of RetailActors.");
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "run", "-c", "Release", "--project", Path.Combine(root, _project), "--" },
            WorkingDirectory = root,
        }.With(arguments))!;
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C reaches it too, and it has a database to delete: wait for it.
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        if (process.ExitCode != 0)
            await terminal.Error.WriteLineAsync($"retail: bench ended with status {process.ExitCode}.");
        return process.ExitCode;
    }

    private static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
