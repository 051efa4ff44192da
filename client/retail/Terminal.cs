using Spectre.Console;

namespace RetailActors.Retail;

/// <summary>Where a verb writes: results to one place, complaints to another.</summary>
/// <param name="Out">Tables and progress.</param>
/// <param name="Error">One line per problem.</param>
/// <param name="Interactive">True when somebody is watching, so that a display may redraw itself.</param>
public sealed record Terminal(IAnsiConsole Out, TextWriter Error, bool Interactive)
{
    private const int PlainWidth = 160;

    /// <summary>The process's own console.</summary>
    public static Terminal OfConsole()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = PlainWidth;
        return new Terminal(console, Console.Error, !Console.IsOutputRedirected);
    }

    /// <summary>A terminal that writes plain text, for files and tests.</summary>
    public static Terminal Plain(TextWriter output, TextWriter error)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = PlainWidth;
        return new Terminal(console, error, false);
    }
}

/// <summary>The command cannot be carried out; the message is one line for the user.</summary>
public class CommandFailedException(string message) : Exception(message);
