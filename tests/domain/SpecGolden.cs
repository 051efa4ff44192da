using System.Runtime.CompilerServices;
using RetailActors.Journal;

namespace RetailActors.Tests;

/// <summary>A golden JSON file per event type: what was written once must be readable for ever.</summary>
public static class SpecGolden
{
    /// <summary>Every name of the codec has a sample; each file reads back as its sample, and writes identically.
    /// </summary>
    public static void Holds<TEvent>(
        EventCodec<TEvent> codec, IReadOnlyList<TEvent> samples, string prefix = "",
        [CallerFilePath] string caller = "")
        where TEvent : class
    {
        samples.Select(codec.NameOf).Order().ShouldBe(codec.Names.Order());
        foreach (var sample in samples)
        {
            var path = Path.Combine("golden", $"{prefix}{codec.NameOf(sample)}.json");
            SpecFile.Matches(path, codec.Write([sample]) + "\n", caller);
            var stored = SpecFile.Read(path, caller).TrimEnd();
            var read = codec.Read(stored).ShouldHaveSingleItem();
            read.ShouldBe(sample);
            codec.Write([read]).ShouldBe(stored);
            // What a newer version adds to an event must not keep an older one, beside it in the cluster, from reading.
            var newer = stored.Contains("\"d\":{}", StringComparison.Ordinal)
                ? stored.Replace("\"d\":{}", "\"d\":{\"added\":[1]}")
                : stored.Replace("\"d\":{", "\"d\":{\"added\":[1],");
            codec.Read(newer).ShouldHaveSingleItem().ShouldBe(sample);
        }
    }
}
