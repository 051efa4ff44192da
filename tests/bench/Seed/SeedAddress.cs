namespace RetailActors.Bench.Seed;

/// <summary>Where a seeded database is.</summary>
internal static class SeedAddress
{
    /// <summary>A connection string as it is, or the one in a file.</summary>
    public static string Read(string text) => File.Exists(text) ? File.ReadAllText(text).Trim() : text;
}
