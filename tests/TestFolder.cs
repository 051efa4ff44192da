using System.Runtime.CompilerServices;

namespace RetailActors.Tests;

/// <summary>One folder below the system's temporary one for all that a test process and its children write; it goes
/// when the process ends, whatever a test left in it.</summary>
internal static class TestFolder
{
    [ModuleInitializer]
    internal static void Make()
    {
        var folder = Directory.CreateTempSubdirectory("retail-tests-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL runs as a user of its own and has its data below.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder)
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        foreach (var variable in (string[])["TMPDIR", "TMP", "TEMP"])
        {
            Environment.SetEnvironmentVariable(variable, folder);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A child that has not quite ended still writes; what remains is the system's to clear.
        }
    }
}
