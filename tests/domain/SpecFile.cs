using System.Runtime.CompilerServices;

namespace RetailActors.Tests;

/// <summary>Files that are checked in next to the specs. UPDATE_GOLDEN=1 rewrites them instead of comparing.</summary>
public static class SpecFile
{
    /// <summary>The file says exactly this.</summary>
    /// <param name="path">Relative to the caller's folder.</param>
    /// <param name="actual">What the code says today.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static void Matches(string path, string actual, [CallerFilePath] string caller = "")
    {
        var file = Find(path, caller);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        File.Exists(file).ShouldBeTrue($"{file} is missing; UPDATE_GOLDEN=1 writes it");
        File.ReadAllText(file).ShouldBe(actual, $"{path} differs; UPDATE_GOLDEN=1 rewrites it");
    }

    /// <summary>What the file says.</summary>
    /// <param name="path">Relative to the caller's folder.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static string Read(string path, [CallerFilePath] string caller = "") => File.ReadAllText(Find(path, caller));

    private static string Find(string path, string caller) => Path.Combine(Path.GetDirectoryName(caller)!, path);
}
