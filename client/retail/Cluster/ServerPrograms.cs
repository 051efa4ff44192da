namespace RetailActors.Retail.Cluster;

/// <summary>Where the programs are that a cluster is made of.</summary>
public static class ServerPrograms
{
    /// <summary>The silo, as it was built here.</summary>
    public static string Silo => Find("silo", "RetailActors.Silo.dll");

    /// <summary>The gateway as a process of its own.</summary>
    public static string Gateway => Find(Path.Combine("client", "gateway"), "RetailActors.Gateway.dll");

    /// <summary>Where a program's own project was built, with its own dependencies; otherwise beside us.</summary>
    /// <param name="project">Folder of the project in the repository.</param>
    /// <param name="file">Its assembly.</param>
    /// <exception cref="CommandFailedException">It is at neither place.</exception>
    public static string Find(string project, string file)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        // Of this project or of a test: FOLDER/PROJECT/bin/CONFIGURATION/FRAMEWORK/
        var root = here.Parent?.Parent?.Parent?.Parent?.Parent;
        var built = root is null ? "" : Path.Combine(root.FullName, project, "bin", here.Parent!.Name, here.Name, file);
        var beside = Path.Combine(here.FullName, file);
        return Exists(built) ? built
            : Exists(beside) ? beside
            : throw new CommandFailedException($"{file} is not built ({built}). Run: dotnet build {project}");
    }

    private static bool Exists(string assembly) =>
        File.Exists(assembly) && File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"));
}
