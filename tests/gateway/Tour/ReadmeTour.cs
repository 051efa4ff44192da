using System.Text.RegularExpressions;

namespace RetailActors.Tests.Tour;

/// <summary>One step of the README's tour.</summary>
/// <param name="Title">The sentence above it.</param>
/// <param name="Script">What the reader types.</param>
/// <param name="Expected">Fragments that the output must have.</param>
public sealed record TourStep(string Title, string Script, IReadOnlyList<string> Expected);

/// <summary>The tour as it stands in the README.</summary>
/// <param name="Setup">What the reader pastes first.</param>
/// <param name="Steps">In order.</param>
public sealed partial record ReadmeTour(string Setup, IReadOnlyList<TourStep> Steps)
{
    /// <summary>Reads the README of the repository that these tests were built from.</summary>
    public static ReadmeTour Read()
    {
        var text = File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "README.md"));
        return new ReadmeTour(
            SetupBlock().Match(text).Groups["script"].Value,
            [.. StepBlock().Matches(text).Select(m => new TourStep(
                m.Groups["title"].Value, m.Groups["script"].Value,
                m.Groups["expected"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))]);
    }

    /// <summary>Every step in the README, whether or not it can be read as one.</summary>
    public static int Announced() => Announcement().Count(
        File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "README.md")));

    private static string Root(string from) => File.Exists(Path.Combine(from, "RetailActors.sln"))
        ? from
        : Root(Path.GetDirectoryName(from.TrimEnd('/'))!);

    [GeneratedRegex(@"^```bash tour-setup\n(?<script>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SetupBlock();

    [GeneratedRegex(
        @"^\*\*(?<title>\d+\. [^*]+)\*\*((?!```).)*?^```bash tour\n(?<script>((?!```).)*?)^```\n"
        + @"```text tour-expect\n(?<expected>((?!```).)*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex StepBlock();

    [GeneratedRegex(@"^```bash tour$", RegexOptions.Multiline)]
    private static partial Regex Announcement();
}
