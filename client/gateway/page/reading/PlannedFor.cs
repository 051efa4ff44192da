using System.Text.Json;

namespace RetailActors.Gateway;

/// <summary>For whom a document was planned, as the journal of its posting says.</summary>
/// <param name="Account">The account.</param>
/// <param name="Kind">What it says.</param>
public sealed record PlannedFor(string Account, string Kind)
{
    /// <summary>Adds the documents of a step <c>steps-recorded</c> by their keys.</summary>
    public static void Add(string detail, Dictionary<string, PlannedFor> documents)
    {
        using var json = JsonDocument.Parse(detail);
        if (!json.RootElement.TryGetProperty("documents", out var planned))
        {
            return;
        }
        foreach (var document in planned.EnumerateArray())
        {
            documents[document.GetProperty("key").GetString()!] = new PlannedFor(
                document.GetProperty("account").GetString()!, document.GetProperty("kind").GetString()!);
        }
    }
}
