using System.Globalization;

namespace RetailActors.Journal;

/// <summary>The database cannot be used by this version of the program.</summary>
public sealed class SchemaException(string message) : Exception(message);

/// <summary>One step of the schema.</summary>
/// <param name="Version">1, 2, 3 … without a gap.</param>
/// <param name="Name">File name.</param>
/// <param name="Sql">Statements, run once in one transaction.</param>
internal sealed record SchemaScript(int Version, string Name, string Sql);

/// <summary>The numbered scripts <c>schema/DATABASE/NNN_name.sql</c>, embedded in the assembly.</summary>
internal static class SchemaScripts
{
    public static IReadOnlyList<SchemaScript> Postgres { get; } = Load("postgres");

    public static IReadOnlyList<SchemaScript> Sqlite { get; } = Load("sqlite");

    /// <summary>The scripts a database still needs, in their order.</summary>
    /// <param name="known">All scripts.</param>
    /// <param name="applied">Highest version that the database has, 0 for an empty one.</param>
    /// <exception cref="SchemaException">The database is newer than this program.</exception>
    public static IEnumerable<SchemaScript> Missing(IReadOnlyList<SchemaScript> known, int applied) =>
        applied > known[^1].Version
            ? throw new SchemaException(
                $"The database has schema version {applied}, this program knows {known[^1].Version}: "
                + "start a newer one.")
            : known.Where(script => script.Version > applied);

    private static List<SchemaScript> Load(string database)
    {
        var assembly = typeof(SchemaScripts).Assembly;
        var folder = $".schema.{database}.";
        var scripts = new List<SchemaScript>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(folder, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var name = resource[(at + folder.Length)..];
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            scripts.Add(new(int.Parse(name.AsSpan(0, 3), CultureInfo.InvariantCulture), name, text.ReadToEnd()));
        }
        scripts.Sort((a, b) => a.Version.CompareTo(b.Version));
        return scripts;
    }
}
