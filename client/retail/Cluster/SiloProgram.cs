namespace RetailActors.Retail.Cluster;

/// <summary>Where the silo's program is.</summary>
internal static class SiloProgram
{
    private const string File = "RetailActors.Silo.dll";

    /// <summary>Beside us when it was copied there, otherwise where its own project was built.</summary>
    public static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var beside = Path.Combine(here.FullName, File);
        // Without its settings for the runtime it is only a library that tests refer to.
        if (Exists(beside))
            return beside;
        // client/retail/bin/CONFIGURATION/FRAMEWORK/
        var root = here.Parent?.Parent?.Parent?.Parent?.Parent;
        var built = root is null ? "" : Path.Combine(root.FullName, "silo", "bin", here.Parent!.Name, here.Name, File);
        return Exists(built)
            ? built
            : throw new CommandFailedException($"The silo is not built ({built}). Run: dotnet build silo");
    }

    private static bool Exists(string assembly) =>
        System.IO.File.Exists(assembly) && System.IO.File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"));
}
