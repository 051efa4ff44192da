using System.Runtime.CompilerServices;

namespace RetailActors.Tests.Orders;

/// <summary>Files that are checked in beside the tests; <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
internal static class OrderGolden
{
    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    public static void ShouldBeGolden(this string actual, string file)
    {
        var path = Path.Combine(Folder(), file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        File.Exists(path).ShouldBeTrue($"{path} is missing; UPDATE_GOLDEN=1 writes it.");
        actual.ShouldBe(File.ReadAllText(path), $"{file} differs; UPDATE_GOLDEN=1 writes it.");
    }
}
