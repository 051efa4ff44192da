namespace RetailActors.Retail.Cluster;

/// <summary>Where the silo's program is.</summary>
internal static class SiloProgram
{
    private const string File = "RetailActors.Silo.dll";

    /// <summary>Where its own project was built, with its own dependencies; otherwise beside us.</summary>
    public static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        // Of this project or of a test: FOLDER/PROJECT/bin/CONFIGURATION/FRAMEWORK/
        var root = here.Parent?.Parent?.Parent?.Parent?.Parent;
        var built = root is null ? "" : Path.Combine(root.FullName, "silo", "bin", here.Parent!.Name, here.Name, File);
        var beside = Path.Combine(here.FullName, File);
        return Exists(built) ? built
            : Exists(beside) ? beside
            : throw new CommandFailedException($"The silo is not built ({built}). Run: dotnet build silo");
    }

    private static bool Exists(string assembly) =>
        System.IO.File.Exists(assembly) && System.IO.File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"));
}
